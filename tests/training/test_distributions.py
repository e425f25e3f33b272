"""What a Snapshot tells of the layers' distributions, computed again by NumPy from torch.nn's networks."""

import numpy as np
import pytest
import torch

from bnviz.maths import Array
from bnviz.training.activations import ACTIVATIONS
from bnviz.training.distributions import Flatness
from tests.activations import MODULES

from .recording import PLACES, PLAIN, SCALED, WATCHED_UNITS, Recording, Values

PERCENTILES = {"p15": 15, "p50": 50, "p85": 85}
MIDDLES = (np.arange(32) + 0.5) / 32
POOLED = 0.01  # 64 order statistics stand for a unit's 512 values

each_arm = pytest.mark.parametrize("place", PLACES)


def slopes(activation: str, values: Array) -> Array:
    """The nonlinearity's slope at each value, by autograd."""
    inputs = torch.tensor(values, requires_grad=True)
    MODULES[activation]()(inputs).sum().backward()
    assert inputs.grad is not None
    return inputs.grad.abs().numpy()


def assert_shares_below(values: Array, told: Array, shares: Array) -> None:
    """Each told value has the right share of all values below it, and no more than that with its equals."""
    near = 1e-5 * np.abs(values).max()
    assert ((values.ravel() < told[:, None] - near).mean(-1) <= shares + POOLED).all()
    assert ((values.ravel() <= told[:, None] + near).mean(-1) >= shares - POOLED).all()


@each_arm
def test_units_tell_percentiles_of_their_input_to_the_nonlinearity(recording: Recording, place: int) -> None:
    for values in recording.layers(place):
        for name, percent in PERCENTILES.items():
            told = values.snapshot.units[name][place, values.layer]
            expected = np.percentile(values.now, percent, axis=0)[:WATCHED_UNITS]
            np.testing.assert_allclose(told, expected, rtol=1e-5, atol=1e-6)


@each_arm
def test_layers_tell_mean_and_std_of_all_units_together(recording: Recording, place: int) -> None:
    for snapshot, layer, _, now, *_ in recording.layers(place):
        told = [snapshot.layers[name][place, layer] for name in ("mean", "std")]
        np.testing.assert_allclose(told, [now.mean(), now.std()], rtol=1e-5, atol=1e-6)


@each_arm
def test_the_right_share_of_all_values_lies_below_a_layers_percentile(
    recording: Recording, place: int
) -> None:
    for snapshot, layer, _, now, *_ in recording.layers(place):
        told = np.array([snapshot.layers[name][place, layer] for name in PERCENTILES])
        assert_shares_below(now, told, np.array([0.15, 0.50, 0.85]))


def told_quantiles(values: Values, place: int, moment: str) -> Array:
    """Of all units pooled, then of the watched ones, (1 + watched, 32)."""
    told: Array = values.snapshot.distributions[moment][place, values.layer]
    return told


@each_arm
def test_a_distribution_is_32_quantiles_of_a_unit_before_and_after(recording: Recording, place: int) -> None:
    for values in recording.layers(place):
        for moment, reached in (("before", values.unnormalised), ("after", values.now)):
            expected = np.quantile(reached[:, :WATCHED_UNITS], MIDDLES, axis=0, method="hazen").T
            told = told_quantiles(values, place, moment)[1:]
            np.testing.assert_allclose(told, expected, rtol=1e-5, atol=1e-6, err_msg=moment)


@each_arm
def test_all_units_pooled_have_the_right_shares_below_their_quantiles(
    recording: Recording, place: int
) -> None:
    for values in recording.layers(place):
        for moment, reached in (("before", values.unnormalised), ("after", values.now)):
            assert_shares_below(reached, told_quantiles(values, place, moment)[0], MIDDLES)


@pytest.mark.parametrize("place", PLAIN)
def test_without_normalization_before_and_after_are_the_same(recording: Recording, place: int) -> None:
    for snapshot, _ in recording.moments:
        before, after = (snapshot.distributions[moment][place] for moment in ("before", "after"))
        np.testing.assert_array_equal(before, after)


@pytest.mark.parametrize("place", SCALED)
def test_with_normalization_they_differ(recording: Recording, place: int) -> None:
    for snapshot, _ in recording.moments:
        before, after = (snapshot.distributions[moment][place] for moment in ("before", "after"))
        assert not np.isclose(before, after, rtol=0.01).all((1, 2)).any()


@each_arm
def test_flat_is_where_the_slope_is_below_a_tenth_of_the_steepest_and_dead_are_units_that_are_always_there(
    recording: Recording, place: int
) -> None:
    activation = recording.experiment.activation
    least = slopes(activation, np.linspace(-5, 5, 100_001)).max() / 10
    for snapshot, layer, _, now, *_ in recording.layers(place):
        flat = slopes(activation, now) < least
        told = [snapshot.layers[name][place, layer] for name in ("flat", "dead")]
        edge = 1.5 / now.size  # the steepest slope is found on another grid: one value may be between
        np.testing.assert_allclose(told, [flat.mean(), flat.all(0).mean()], rtol=1e-6, atol=edge)


def test_some_of_it_is_flat_and_some_dead_but_where_the_slope_is_always_1(recording: Recording) -> None:
    last = recording.moments[-1].snapshot.layers
    if recording.experiment.activation == "identity":
        assert not last["flat"].any()
        assert not last["dead"].any()
    else:
        assert last["flat"].max() > 0.1
        assert last["flat"].mean() < 0.9
        assert (last["dead"] <= last["flat"]).all()


@pytest.mark.parametrize(
    ("activation", "edge"),
    # Where σ(z)(1 − σ(z)) = 1/40, 1 − tanh² = 1/10, and the slope of a ReLU jumps.
    [("sigmoid", 3.6368), ("tanh", 1.8184), ("relu", 0), ("leaky_relu", 0)],
)
def test_flat_begins_where_it_does_on_paper(activation: str, edge: float) -> None:
    outward = -1 if edge == 0 else 1
    inside, outside = edge - outward * 1e-3, edge + outward * 1e-3
    units = [[inside, inside], [outside, inside], [outside, outside], [outside, outside]]
    values = torch.tensor([units, [[inside] * 2] * 4])
    flat = Flatness(ACTIVATIONS[activation]).share(values, MODULES[activation]()(values))
    assert flat.tolist() == [[0, 1 / 2, 1, 1], [0, 0, 0, 0]]
