"""Folding, against torch in evaluation mode; and its written-out numbers, recomputed."""

from __future__ import annotations

import numpy as np
import pytest

from bnviz.lessons.test_time.folding import (
    cost,
    factor,
    folding_tex,
    heaviest_input,
    largest_difference,
    one_digit_tex,
)

from .latex import agree, equations
from .trained import Asked, answered, twin

UNITS = [(1, 1), (2, 50), (3, 100)]


def test_the_folded_network_answers_as_torch_in_evaluation_mode(asked: Asked) -> None:
    folded = asked.network.folded(asked.running)
    wanted = answered(twin(asked.network, asked.running).eval(), asked.inputs)
    np.testing.assert_allclose(folded.forward(asked.inputs).logits, wanted, atol=1e-9)
    assert largest_difference(asked.network, folded, asked.inputs, asked.running) < 1e-9


def test_a_difference_is_found(asked: Asked) -> None:
    folded = asked.network.folded([*asked.running[1:], asked.running[0]])
    assert largest_difference(asked.network, folded, asked.inputs, asked.running) > 0.1


def test_what_is_kept_and_done_is_counted(asked: Asked) -> None:
    weights = 784 * 100 + 100 * 100 * 2 + 100 * 10
    assert cost(asked.network.folded(asked.running)) == (weights + 300 + 10, 2 * weights + 300 + 10)
    assert cost(asked.network) == (weights + 4 * 300 + 10, 2 * weights + 4 * 300 + 10)


def test_the_factor_is_the_ratio_of_the_weights(asked: Asked) -> None:
    old, new = asked.network.hidden[1], asked.network.folded(asked.running).hidden[1]
    ratio = new.weight[6] / old.weight[6]
    np.testing.assert_allclose(factor(old, 7, asked.running[1].variance[6]), ratio, rtol=1e-9)


def test_the_heaviest_weight_is_the_largest_by_size(asked: Asked) -> None:
    layer = asked.network.hidden[0]
    assert abs(layer.weight[4, heaviest_input(layer, 5) - 1]) == np.abs(layer.weight[4]).max()


@pytest.mark.parametrize(("layer", "unit"), UNITS)
def test_one_unit_is_folded_as_it_is_written_out(asked: Asked, layer: int, unit: int) -> None:
    old, new = (each.hidden[layer - 1] for each in (asked.network, asked.network.folded(asked.running)))
    place = heaviest_input(old, unit) - 1
    a, weight, bias = equations(folding_tex(old, new, asked.running[layer - 1], unit))
    wanted = new.weight[unit - 1, place] / old.weight[unit - 1, place]
    assert all(agree(side, wanted) for side in a)
    assert all(agree(side, new.weight[unit - 1, place]) for side in weight)
    assert all(agree(side, new.shift[unit - 1]) for side in bias)
    assert [len(chain) for chain in (a, weight, bias)] == [2, 2, 2]


@pytest.mark.parametrize(("layer", "unit"), UNITS)
def test_one_digit_comes_to_the_same_number_on_both_ways(asked: Asked, layer: int, unit: int) -> None:
    old, new = (each.hidden[layer - 1] for each in (asked.network, asked.network.folded(asked.running)))
    result = asked.network.forward(asked.inputs[:1], asked.running)
    inputs = [asked.inputs[:1], *result.outputs][layer - 1][0]
    chains = equations(one_digit_tex(old, new, asked.running[layer - 1], unit, inputs))
    assert [len(chain) for chain in chains] == [2, 2]
    assert all(agree(side, result.after[layer - 1][0, unit - 1]) for chain in chains for side in chain)


def test_a_layer_without_batch_normalization_has_nothing_to_fold(asked: Asked) -> None:
    with pytest.raises(ValueError, match="no Batch Normalization"):
        factor(asked.plain.hidden[0], 1, np.ones(1))
