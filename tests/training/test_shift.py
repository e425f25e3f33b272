"""How far the distributions have moved, computed again by SciPy from torch.nn's networks."""

import numpy as np
import pytest
import torch
from scipy import stats

from bnviz.data import Dataset
from bnviz.maths import Array
from bnviz.training.loop import Training

from .examples import MIXED, small
from .oracle import arm_states
from .recording import PLACES, Moment, Recording

each_arm = pytest.mark.parametrize("place", PLACES)


def distances(now: Array, then: Array, first: Array) -> list[float]:
    """The units' mean Wasserstein-1 distance: in their standard deviations at first, and raw."""
    raw = np.array([stats.wasserstein_distance(*unit) for unit in zip(now.T, then.T, strict=True)])
    return [(raw / np.maximum(first.std(axis=0), 1e-3)).mean(), raw.mean()]


@each_arm
def test_the_shift_is_the_units_mean_wasserstein_distance_from_step_0(
    recording: Recording, place: int
) -> None:
    for snapshot, layer, _, now, _, first in recording.layers(place):
        told = [snapshot.layers[name][place, layer] for name in ("shift", "shift_raw")]
        np.testing.assert_allclose(told, distances(now, first, first), rtol=1e-5, atol=1e-9)


@each_arm
def test_the_rate_is_that_from_the_snapshot_before(recording: Recording, place: int) -> None:
    for snapshot, layer, _, now, previous, first in recording.layers(place):
        told = [snapshot.layers[name][place, layer] for name in ("rate", "rate_raw")]
        np.testing.assert_allclose(told, distances(now, previous, first), rtol=1e-5, atol=1e-9)


def test_some_units_vary_too_little_at_first_to_divide_by(recording: Recording) -> None:
    assert min(values.first.std(axis=0).min() for values in recording.layers(PLACES[-1])) < 1e-3


def test_nothing_has_shifted_at_step_0_and_everything_has_later(recording: Recording) -> None:
    first, *later = (moment.snapshot.layers for moment in recording.moments)
    for name in ("shift", "shift_raw", "rate", "rate_raw"):
        assert not first[name].any()
        assert all(layers[name].all() for layers in later)


@pytest.fixture
def sparse(dataset: Dataset, monkeypatch: pytest.MonkeyPatch) -> Recording:
    """A training with Snapshots due at steps 0, 1, 4 and 9, and at 6 and 7 because they were asked for."""
    monkeypatch.setattr("bnviz.training.loop.snapshot_steps", lambda steps: (0, 1, 4, steps))
    training = Training(small(steps=9), dataset, dtype=torch.float64)
    training.look_at(6)
    training.look_at(7)
    moments = [Moment(snapshot, arm_states(training.stack)) for snapshot in training.steps() if snapshot]
    return Recording(training.experiment, moments, [], [], *training.images.probe_set())


@pytest.mark.parametrize("place", range(len(MIXED)))
def test_the_rate_is_that_of_one_step_since_the_last_scheduled_snapshot(
    sparse: Recording, place: int
) -> None:
    before = {0: 0, 1: 0, 4: 1, 6: 4, 7: 4, 9: 4}
    values = {(each.snapshot.step, each.layer): each for each in sparse.layers(place)}
    assert {step for step, _ in values} == set(before)
    for (step, layer), each in values.items():
        then, steps = values[before[step], layer].now, max(step - before[step], 1)
        expected = np.array(distances(each.now, then, each.first)) / steps
        told = [each.snapshot.layers[name][place, layer] for name in ("rate", "rate_raw")]
        np.testing.assert_allclose(told, expected, rtol=1e-5)
