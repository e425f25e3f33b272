import numpy as np
import pytest
import torch
from numpy.testing import assert_allclose

from bnviz.maths import Array
from bnviz.maths.convolution import convolve, normalise_activations, normalise_maps

GAMMA, BETA = np.array([0.5, 2.0, -1.0]), np.array([1.0, 0.0, -3.0])


@pytest.fixture
def images() -> Array:
    return np.random.default_rng(0).normal(0.3, 1, (6, 9, 8))


@pytest.fixture
def filters() -> Array:
    return np.random.default_rng(1).normal(0, 1, (3, 3, 2))


def test_feature_maps_are_those_of_torch(images: Array, filters: Array) -> None:
    layer = torch.nn.Conv2d(1, 3, (3, 2), bias=False, dtype=torch.double)
    with torch.no_grad():
        layer.weight[:] = torch.tensor(filters)[:, None]
        wanted = layer(torch.tensor(images)[:, None])
    assert wanted.shape == (6, 3, 7, 7)
    assert_allclose(convolve(images, filters), wanted, rtol=1e-9, atol=1e-12)


def test_maps_are_normalised_as_by_torch(images: Array, filters: Array) -> None:
    maps = convolve(images, filters)
    layer = torch.nn.BatchNorm2d(3, dtype=torch.double)
    with torch.no_grad():
        layer.weight[:], layer.bias[:] = torch.tensor(GAMMA), torch.tensor(BETA)
        wanted = layer(torch.tensor(maps))
    found = normalise_maps(maps, GAMMA, BETA)
    assert_allclose(found.output, wanted, rtol=1e-9, atol=1e-12)
    assert found.statistics.mean.shape == (3,)
    assert_allclose(found.statistics.mean, maps.mean(axis=(0, 2, 3)))


def test_activations_are_normalised_as_by_torch_on_flat_maps(images: Array, filters: Array) -> None:
    maps = convolve(images, filters)
    count = maps[0].size
    layer = torch.nn.BatchNorm1d(count, affine=False, dtype=torch.double)
    found = normalise_activations(maps, np.ones(count), np.zeros(count))
    wanted = layer(torch.tensor(maps.reshape(6, -1))).reshape(maps.shape)
    assert_allclose(found.output, wanted, rtol=1e-9, atol=1e-12)
    assert found.statistics.mean.shape == (count,)
