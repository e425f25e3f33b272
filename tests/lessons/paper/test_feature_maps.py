"""Feature maps: their sizes as torch makes them, and how much the mean of a mini-batch varies."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from bnviz.data import load
from bnviz.lessons.paper.feature_maps import SIZES, Fluctuation, first_layer, fluctuation, layers


@pytest.fixture(scope="module")
def found() -> Fluctuation:
    return fluctuation(load("mnist-sample"))


def test_a_map_has_as_many_values_as_a_network_of_torch_makes_of_it() -> None:
    values = torch.zeros(6, 1, 28, 28)
    below = 1
    for layer, stride in zip(layers(4, maps=5, m=6), (2, 2, 1, 1), strict=True):
        values = torch.nn.Conv2d(below, 5, 3, stride=stride, padding=1)(values)
        below = 5
        assert layer.values == values[:, 0].numel()
        assert layer.side == values.shape[-1]
        assert layer.pairs == torch.nn.BatchNorm2d(5).weight.numel()
        assert layer.pairs_each == values[0].numel()


def test_the_first_layer_is_that_of_torch() -> None:
    generator = np.random.default_rng(3)
    images, filters = generator.normal(size=(2, 28, 28)), generator.normal(size=(4, 3, 3))
    expected = torch.nn.functional.conv2d(
        torch.from_numpy(images)[:, None], torch.from_numpy(filters)[:, None], stride=2, padding=1
    )
    np.testing.assert_allclose(first_layer(images, filters), expected.numpy(), atol=1e-12)


def test_a_units_mean_varies_as_one_over_the_root_of_m(found: Fluctuation) -> None:
    np.testing.assert_allclose(found.unit * np.sqrt(SIZES), 1, atol=0.08)


def test_a_maps_mean_varies_as_its_worth_says(found: Fluctuation) -> None:
    np.testing.assert_allclose(found.map * np.sqrt(found.worth * np.array(SIZES)), 1, atol=0.15)


def test_the_positions_of_an_image_are_worth_more_than_one_value_and_fewer_than_they_are(
    found: Fluctuation,
) -> None:
    assert 10 < found.worth < 14 * 14 / 1.5
