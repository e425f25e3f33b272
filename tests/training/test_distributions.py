"""What a Snapshot tells of the layers, computed again by NumPy and SciPy from torch.nn's networks."""

import numpy as np
import pytest
import torch
from scipy import stats

from bnviz.training.evaluation import score

from .recording import EXPERIMENT, WATCHED_UNITS, Recording

PERCENTILES = {"p15": 15, "p50": 50, "p85": 85}

each_arm = pytest.mark.parametrize("place", range(len(EXPERIMENT.arms)))


@each_arm
def test_tests_are_the_scores_of_the_arms_network(recording: Recording, place: int) -> None:
    for moment in recording.moments:
        with torch.inference_mode():
            logits = recording.network(moment, place)(recording.images)
        expected = [value.item() for value in score(logits.T[None], recording.labels)]
        told = [moment.snapshot.tests[name][place] for name in ("test_loss", "test_accuracy")]
        np.testing.assert_allclose(told, expected, rtol=1e-6)


@each_arm
def test_units_tell_percentiles_of_their_input_to_the_nonlinearity(recording: Recording, place: int) -> None:
    for snapshot, layer, now, _ in recording.layers(place):
        for name, percent in PERCENTILES.items():
            expected = np.percentile(now, percent, axis=0)[:WATCHED_UNITS]
            np.testing.assert_allclose(snapshot.units[name][place, layer], expected, rtol=1e-5, atol=1e-6)


@each_arm
def test_layers_tell_mean_and_std_of_all_units_together(recording: Recording, place: int) -> None:
    for snapshot, layer, now, _ in recording.layers(place):
        told = [snapshot.layers[name][place, layer] for name in ("mean", "std")]
        np.testing.assert_allclose(told, [now.mean(), now.std()], rtol=1e-5, atol=1e-6)


@each_arm
def test_the_right_share_of_all_values_lies_below_a_layers_percentile(
    recording: Recording, place: int
) -> None:
    for snapshot, layer, now, _ in recording.layers(place):
        for name, percent in PERCENTILES.items():
            below = (now <= snapshot.layers[name][place, layer]).mean()
            assert below == pytest.approx(percent / 100, abs=0.005)


@each_arm
def test_the_shift_is_the_units_mean_wasserstein_distance_from_step_0(
    recording: Recording, place: int
) -> None:
    for snapshot, layer, now, first in recording.layers(place):
        raw = np.array([stats.wasserstein_distance(*unit) for unit in zip(now.T, first.T, strict=True)])
        normalised = raw / np.maximum(first.std(axis=0), 1e-3)
        told = [snapshot.layers[name][place, layer] for name in ("shift", "shift_raw")]
        np.testing.assert_allclose(told, [normalised.mean(), raw.mean()], rtol=1e-5, atol=1e-9)


def test_some_units_vary_too_little_at_first_to_divide_by(recording: Recording) -> None:
    faint = len(EXPERIMENT.arms) - 1
    assert min(values.first.std(axis=0).min() for values in recording.layers(faint)) < 1e-3


def test_nothing_has_shifted_at_step_0_and_everything_has_later(recording: Recording) -> None:
    first, *later = (moment.snapshot.layers["shift"] for moment in recording.moments)
    assert not first.any()
    assert all(shift.all() for shift in later)
