"""The plane through a network, and the losses on it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from bnviz.lessons.why.surface import (
    POINTS,
    descent_direction,
    low_share,
    places_of,
    random_direction,
    surface,
)
from bnviz.maths import cross_entropy
from bnviz.maths.gradients import flat, gradients, with_parameters
from bnviz.maths.network import Hidden, Network

INPUTS = np.random.default_rng(1).normal(size=(20, 6))
LABELS = np.random.default_rng(2).integers(0, 4, 20)
MIDDLE = POINTS // 2


def network(*, bn: bool = True, **more: Any) -> Network:
    random = np.random.default_rng(3)

    def hidden(units: int, inputs: int) -> Hidden:
        gamma = random.uniform(0.5, 2, units) if bn else None
        return Hidden(random.normal(size=(units, inputs)), random.normal(size=units), gamma)

    layers = (hidden(7, 6), hidden(5, 7))
    return Network(layers, random.normal(size=(4, 5)), random.normal(size=4), "relu")


@pytest.mark.parametrize("bn", [True, False])
def test_each_unit_s_part_of_a_random_direction_is_as_long_as_its_weights(bn: bool) -> None:
    one = network(bn=bn)
    direction = with_parameters(one, random_direction(one, seed=4))
    pairs = [*zip(direction.hidden, one.hidden, strict=True)]
    for drawn, layer in pairs:
        assert_allclose(np.linalg.norm(drawn.weight, axis=1), np.linalg.norm(layer.weight, axis=1))
        assert not drawn.shift.any()
        assert drawn.gamma is None or not drawn.gamma.any()
    assert_allclose(np.linalg.norm(direction.weight, axis=1), np.linalg.norm(one.weight, axis=1))
    assert not direction.bias.any()


def test_two_seeds_are_two_directions_nearly_at_a_right_angle() -> None:
    one = network()
    first, again, other = (random_direction(one, seed) for seed in (1, 1, 2))
    assert_array_equal(first, again)
    assert abs(first @ other) < 0.4 * np.linalg.norm(first) * np.linalg.norm(other)


def test_descent_goes_down_and_is_as_long_as_a_random_direction() -> None:
    one = network()
    down = descent_direction(one, INPUTS, LABELS)
    gradient = flat(gradients(one, INPUTS, LABELS).parameters)
    assert down @ gradient == pytest.approx(-np.linalg.norm(down) * np.linalg.norm(gradient))
    assert np.linalg.norm(down) == pytest.approx(np.linalg.norm(random_direction(one, seed=9)))


@pytest.mark.parametrize("running", [True, False])
def test_a_row_lies_up_and_a_column_across(running: bool) -> None:
    one = network()
    statistics = one.batch_statistics(INPUTS) if running else None
    across, up = (random_direction(one, seed) for seed in (1, 2))
    found = surface(one, across, up, 0.7, INPUTS, LABELS, statistics)
    places = places_of(0.7)
    assert (places[0], places[MIDDLE], places[-1]) == (-0.7, 0, 0.7)
    assert found.shape == (POINTS, POINTS)
    for row, column in ((MIDDLE, MIDDLE), (0, -1), (3, 11)):
        there = with_parameters(one, flat(one) + places[column] * across + places[row] * up)
        expected = cross_entropy.loss(there.forward(INPUTS, statistics).logits, LABELS)
        assert found[row, column] == pytest.approx(expected, rel=1e-4)  # single precision


def test_batch_statistics_do_not_see_longer_weights_and_fixed_ones_do() -> None:
    one = network()
    longer = flat(one) * 0
    longer[: one.hidden[0].weight.size] = one.hidden[0].weight.ravel()
    still = np.zeros_like(longer)
    batch = surface(one, longer, still, 0.5, INPUTS, LABELS)
    fixed = surface(one, longer, still, 0.5, INPUTS, LABELS, one.batch_statistics(INPUTS))
    assert np.ptp(batch) < 1e-3  # ε is not 0
    assert np.ptp(fixed) > 0.1


def test_the_low_share_counts_what_lies_little_above_the_middle() -> None:
    losses = np.full((POINTS, POINTS), 3.0)
    losses[MIDDLE, MIDDLE] = 1.0
    losses[0, :4] = 1.5
    assert low_share(losses) == pytest.approx(5 / POINTS**2)
