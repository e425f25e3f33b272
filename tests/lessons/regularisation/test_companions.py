"""One image among many companions, against the network run mini-batch by mini-batch."""

from __future__ import annotations

import numpy as np
import pytest

from bnviz.lessons.regularisation.companions import (
    DRAWS,
    SIZES,
    above_the_images,
    company,
    doubtful,
    logits_in_company,
    margins,
)
from bnviz.maths.network import Hidden, Network

GENERATOR = np.random.default_rng(11)
IMAGES = GENERATOR.normal(size=(90, 12))
NETWORK = Network(
    (
        Hidden(GENERATOR.normal(size=(7, 12)), GENERATOR.normal(size=7), GENERATOR.normal(size=7)),
        Hidden(GENERATOR.normal(size=(5, 7)), GENERATOR.normal(size=5), GENERATOR.normal(size=5)),
    ),
    GENERATOR.normal(size=(10, 5)),
    GENERATOR.normal(size=10),
    "relu",
)
FIRST_WU = IMAGES @ NETWORK.hidden[0].weight.T


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("first", [0, 41, 89])
def test_the_image_is_in_each_mini_batch_and_nobody_is_there_twice(first, size):
    places = company(90, first, size)
    assert places.shape == (size, DRAWS)
    assert (places[0] == first).all()
    assert {len(set(draw)) for draw in places.T} == {size}
    assert 0 <= places.min() <= places.max() < 90


def test_everybody_may_be_a_companion():
    assert set(company(90, 41, 16).ravel()) == set(range(90))


def test_all_mini_batches_at_once_are_as_one_after_the_other():
    found = logits_in_company(above_the_images(NETWORK), FIRST_WU, 3, 8)
    alone = [NETWORK.forward(IMAGES[draw]).logits[0] for draw in company(90, 3, 8).T]
    np.testing.assert_allclose(found, alone, rtol=1e-9, atol=1e-9)


def test_a_larger_company_makes_the_answer_waver_less():
    few, many = (logits_in_company(above_the_images(NETWORK), FIRST_WU, 3, size) for size in (4, 64))
    assert many.std(axis=0).mean() < few.std(axis=0).mean() / 2


def test_a_margin_is_to_the_best_of_the_others():
    logits = np.array([[1.0, 5.0, 4.5], [7.0, 5.0, 4.5]])
    np.testing.assert_allclose(margins(logits, 1), [0.5, -2.0])


def test_the_doubtful_image_is_right_but_only_just():
    logits = np.array([[3.0, 0.0], [0.5, 0.4], [0.0, 0.01]])
    assert doubtful(logits, np.array([0, 0, 0])) == 1
