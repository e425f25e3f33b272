"""What a Snapshot tells, computed again by NumPy and SciPy from the same networks built with torch.nn."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import pytest
import torch
from scipy import stats
from torch import Tensor, nn

from bnviz.data import Dataset
from bnviz.experiment import Arm
from bnviz.maths import Array, batch_norm
from bnviz.training.evaluation import score
from bnviz.training.loop import Training
from bnviz.training.probes import Snapshot

from .examples import MIXED, small
from .oracle import State, arm_states, inputs_of, mini_batches, network

FAINT = Arm(normalization="none", learning_rate=0.1, init_scale=0.001)
"""Its units hardly vary at first, less than the shift's smallest standard deviation."""

EXPERIMENT = small(arms=(*MIXED, FAINT), steps=5)
PROBE_IMAGES, WATCHED_UNITS = 512, 8
PERCENTILES = {"p15": 15, "p50": 50, "p85": 85}

each_arm = pytest.mark.parametrize("place", range(len(EXPERIMENT.arms)))


class Moment(NamedTuple):
    """A Snapshot, and every arm's state when it was taken and one step before."""

    snapshot: Snapshot
    states: list[State]
    before: list[State]


class Recording(NamedTuple):
    """A training in float64 with a Snapshot at every step, and the test images that they look at."""

    moments: list[Moment]
    mini_batches: list[tuple[Tensor, Tensor]]
    images: Tensor
    labels: Tensor

    def network(self, moment: Moment, place: int) -> nn.Sequential:
        """The arm as it was then; before any step it normalises by the statistics of what it is given."""
        alone = network(EXPERIMENT, EXPERIMENT.arms[place], moment.states[place])
        return alone.train(moment.snapshot.step == 0)

    def layers(self, place: int) -> Iterator[tuple[Snapshot, int, Array, Array]]:
        """Of each Snapshot and layer of an arm: the probe set's pre-activations (images, units), and at step 0."""
        first: list[Tensor] = []
        for moment in self.moments:
            now = inputs_of("activation", self.network(moment, place), self.images)
            first = first or now
            for layer, (values, reference) in enumerate(zip(now, first, strict=True)):
                yield moment.snapshot, layer, *(each[:PROBE_IMAGES].numpy() for each in (values, reference))


@pytest.fixture(scope="module")
def recording(dataset: Dataset) -> Recording:
    training = Training(EXPERIMENT, dataset, dtype=torch.float64)
    before, moments = arm_states(training.stack), []
    for snapshot in training.steps():
        assert snapshot
        moments.append(Moment(snapshot, arm_states(training.stack), before))
        before = moments[-1].states
    return Recording(moments, list(mini_batches(training)), *training.images.live_test())


@each_arm
def test_tests_are_the_scores_of_the_arms_network(recording: Recording, place: int) -> None:
    for moment in recording.moments:
        with torch.inference_mode():
            logits = recording.network(moment, place)(recording.images)
        expected = [value.item() for value in score(logits.T[None], recording.labels)]
        told = [moment.snapshot.tests[name][place] for name in ("test_loss", "test_accuracy")]
        np.testing.assert_allclose(told, expected, rtol=1e-6)


@each_arm
def test_units_tell_the_percentiles_of_their_input_to_the_nonlinearity(
    recording: Recording, place: int
) -> None:
    for snapshot, layer, values, _ in recording.layers(place):
        for name, percent in PERCENTILES.items():
            expected = np.percentile(values, percent, axis=0)[:WATCHED_UNITS]
            np.testing.assert_allclose(snapshot.units[name][place, layer], expected, rtol=1e-5, atol=1e-6)


@each_arm
def test_layers_tell_mean_and_standard_deviation_of_all_units_together(
    recording: Recording, place: int
) -> None:
    for snapshot, layer, values, _ in recording.layers(place):
        told = [snapshot.layers[name][place, layer] for name in ("mean", "std")]
        np.testing.assert_allclose(told, [values.mean(), values.std()], rtol=1e-5, atol=1e-6)


@each_arm
def test_the_stated_share_of_all_units_values_lies_below_a_layers_percentile(
    recording: Recording, place: int
) -> None:
    for snapshot, layer, values, _ in recording.layers(place):
        for name, percent in PERCENTILES.items():
            below = (values <= snapshot.layers[name][place, layer]).mean()
            assert below == pytest.approx(percent / 100, abs=0.01)


@each_arm
def test_the_shift_is_the_mean_wasserstein_distance_of_the_units_from_step_0(
    recording: Recording, place: int
) -> None:
    for snapshot, layer, values, reference in recording.layers(place):
        pairs = zip(values.T, reference.T, strict=True)
        raw = np.array([stats.wasserstein_distance(now, first) for now, first in pairs])
        normalised = raw / np.maximum(reference.std(axis=0), 1e-3)
        told = [snapshot.layers[name][place, layer] for name in ("shift", "shift_raw")]
        np.testing.assert_allclose(told, [normalised.mean(), raw.mean()], rtol=1e-5, atol=1e-9)


def test_nothing_has_shifted_at_step_0_and_everything_later(recording: Recording) -> None:
    first, *later = (moment.snapshot.layers["shift"] for moment in recording.moments)
    assert not first.any()
    assert all(shift.all() for shift in later)


@each_arm
def test_units_tell_the_mini_batch_before_normalization_and_the_coefficients_it_met(
    recording: Recording, place: int
) -> None:
    normalised = EXPERIMENT.arms[place].normalization == "batch"
    for moment, (images, _) in zip(recording.moments[1:], recording.mini_batches, strict=True):
        before = moment.before[place]
        alone = network(EXPERIMENT, EXPERIMENT.arms[place], before)
        reached = inputs_of("norm" if normalised else "activation", alone, images)
        for layer, values in enumerate(reached):
            told = {name: column[place, layer] for name, column in moment.snapshot.units.items()}
            x = values[:, :WATCHED_UNITS].numpy()
            shift = before[f"norm{layer + 1}.bias" if normalised else f"linear{layer + 1}.bias"]
            expected = {"batch_mean": x.mean(0), "batch_var": x.var(0), "example": x[0]}
            expected["beta"] = shift[:WATCHED_UNITS].numpy()
            for name, column in expected.items():
                np.testing.assert_allclose(told[name], column, rtol=1e-5, atol=1e-6, err_msg=name)
