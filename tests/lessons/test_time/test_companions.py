"""One example in two mini-batches, against torch and against what is shown of it."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from bnviz.lessons.test_time.companions import (
    COMPANIONS,
    SHARED,
    answers,
    classes_in_company,
    draw_companions,
    most_swayed,
    normalised,
    two_mini_batches,
    working,
)
from bnviz.runs.checkpoints import Kept

from .latex import agree, equations
from .trained import Asked, answered, twin

VALUES = st.lists(st.floats(-50, 50).map(lambda x: round(x, 2)), min_size=8, max_size=8)


def test_a_unit_is_normalised_as_torch_does_it() -> None:
    values = [2.0, 4.0, 5.0, 6.0, 7.0, 9.0, 14.0, 16.0]
    x = torch.tensor(values, dtype=torch.float64)[:, None]
    wanted = torch.nn.functional.batch_norm(
        x, None, None, torch.tensor([1.5]).double(), torch.tensor([-0.5]).double(), training=True
    )
    np.testing.assert_allclose(normalised(values, 1.5, -0.5).output, wanted.numpy().ravel(), atol=1e-12)


@given(values=VALUES, gamma=st.sampled_from([1.0, -2.0, 0.5]), beta=st.sampled_from([0.0, 3.0, -0.25]))
def test_what_is_written_out_is_what_was_computed(values: list[float], gamma: float, beta: float) -> None:
    result = normalised(values, gamma, beta)
    if 0 < result.variance < 1e-2:
        return  # four digits of nearly equal numbers say nothing about their difference
    found = equations(working(1, values, gamma, beta))
    wanted = (result.mean, result.variance, result.normalised[0], result.output[0])
    assert len(found) == len(wanted)
    for chain, value in zip(found, wanted, strict=True):
        assert len(chain) == 2
        assert all(agree(side, float(value)) for side in chain), (chain, value)


def test_the_reading_is_not_blind() -> None:
    ((shown, said), *_) = equations(working(1, [1.0] * 7 + [2.0], 1.0, 0.0).replace("1.125", "1.250"))
    assert not agree(shown, said)


@pytest.mark.parametrize("first", [0, 7, 59])
def test_both_mini_batches_have_the_same_six_and_two_of_their_own(first: int) -> None:
    one, two = two_mini_batches(draw_companions(60, first, 1))
    assert one[0] == two[0] == first
    assert one[:SHARED] == two[:SHARED]
    assert len({*one, *two}) == SHARED + 2 * COMPANIONS
    assert len(one) == len(two) == SHARED + COMPANIONS


def test_another_draw_keeps_the_six() -> None:
    one, other = (draw_companions(60, 3, draw) for draw in (1, 2))
    assert one[:SHARED] == other[:SHARED]
    assert one[SHARED:] != other[SHARED:]


def test_a_network_answers_as_torch_in_training_mode(asked: Asked) -> None:
    batch, _ = two_mini_batches(draw_companions(len(asked.labels), 0, 1))
    found = answers(asked.network.forward(asked.inputs[batch]), 2, 5)
    modules = twin(asked.network, asked.running)
    wanted = torch.from_numpy(answered(modules, asked.inputs[batch])).softmax(dim=1)[0]
    np.testing.assert_allclose(found.probabilities, wanted.numpy(), atol=1e-10)
    np.testing.assert_allclose(found.after, answered(modules[:5], asked.inputs[batch])[0, 4], atol=1e-10)
    np.testing.assert_allclose(found.before, answered(modules[:4], asked.inputs[batch])[0, 4], atol=1e-10)


def test_only_with_batch_normalization_the_company_counts(asked: Asked) -> None:
    batches = two_mini_batches(draw_companions(len(asked.labels), 0, 1))
    with_bn, without = (
        [answers(network.forward(asked.inputs[batch]), 1, 1).probabilities for batch in batches]
        for network in (asked.network, asked.plain)
    )
    assert np.abs(with_bn[0] - with_bn[1]).max() > 1e-4
    np.testing.assert_allclose(without[0], without[1], atol=1e-12)


def test_the_image_shown_first_changes_its_answer(asked: Asked) -> None:
    kept = Kept(asked.network, tuple(asked.running))
    first = most_swayed(kept, asked.inputs, asked.labels, 100)
    alone = asked.network.forward(asked.inputs[[first]], asked.running).logits
    assert alone.argmax() == asked.labels[first]
    said = classes_in_company(asked.network, asked.inputs, first, 100)
    assert len(said) == 100
    assert np.bincount(said).max() < 75
