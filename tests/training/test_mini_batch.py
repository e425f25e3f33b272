"""A Snapshot shows the mini-batch that its step trained on, as Algorithm 1 met it."""

from collections.abc import Iterator

import numpy as np
import pytest
from torch import Tensor

from bnviz.maths import Array
from bnviz.maths.batch_norm import EPSILON

from .oracle import State, inputs_of, network
from .recording import EXPERIMENT, WATCHED_UNITS, Recording

Told = dict[str, Array]

places = range(len(EXPERIMENT.arms))
normalised = [place for place in places if EXPERIMENT.arms[place].normalization == "batch"]
plain = [place for place in places if place not in normalised]


def steps(recording: Recording, place: int) -> Iterator[tuple[list[Told], State, Tensor]]:
    """Of every step: what its Snapshot tells of each layer, the arm's state before it, and its images."""
    before = recording.moments[0].states[place]
    for (snapshot, states), (images, _) in zip(recording.moments[1:], recording.mini_batches, strict=True):
        layers = range(EXPERIMENT.depth)
        told = [{name: column[place, layer] for name, column in snapshot.units.items()} for layer in layers]
        yield told, before, images
        before = states[place]


def reaching(kind: str, place: int, state: State, images: Tensor) -> list[Array]:
    """What reaches the watched units of each layer of one kind while the arm trains on the images."""
    reached = inputs_of(kind, network(EXPERIMENT, EXPERIMENT.arms[place], state), images)
    return [values[:, :WATCHED_UNITS].numpy() for values in reached]


def assert_shows(told: Told, x: Array, beta: Tensor) -> None:
    expected = {"batch_mean": x.mean(0), "batch_var": x.var(0), "example": x[0], "beta": beta[:WATCHED_UNITS]}
    for name, values in expected.items():
        np.testing.assert_allclose(told[name], values, rtol=1e-5, atol=1e-7, err_msg=name)


@pytest.mark.parametrize("place", normalised)
def test_with_batch_normalization_it_shows_wx_and_what_the_step_met(recording: Recording, place: int) -> None:
    for layers, state, images in steps(recording, place):
        for number, (told, x) in enumerate(
            zip(layers, reaching("norm", place, state, images), strict=True), 1
        ):
            assert_shows(told, x, state[f"norm{number}.bias"])
            gamma = state[f"norm{number}.weight"][:WATCHED_UNITS]
            np.testing.assert_allclose(told["gamma"], gamma, rtol=1e-6)


@pytest.mark.parametrize("place", normalised)
def test_its_numbers_put_into_algorithm_1_give_the_input_to_the_nonlinearity(
    recording: Recording, place: int
) -> None:
    for layers, state, images in steps(recording, place):
        for told, y in zip(layers, reaching("activation", place, state, images), strict=True):
            x_hat = (told["example"] - told["batch_mean"]) / np.sqrt(told["batch_var"] + EPSILON)
            np.testing.assert_allclose(told["gamma"] * x_hat + told["beta"], y[0], rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("place", plain)
def test_without_it_shows_the_input_to_the_nonlinearity_and_the_bias_and_no_gamma(
    recording: Recording, place: int
) -> None:
    for layers, state, images in steps(recording, place):
        reached = reaching("activation", place, state, images)
        for number, (told, x) in enumerate(zip(layers, reached, strict=True), 1):
            assert_shows(told, x, state[f"linear{number}.bias"])
            assert np.isnan(told["gamma"]).all()


def test_before_the_first_step_there_is_no_mini_batch_but_there_are_coefficients(
    recording: Recording,
) -> None:
    units = recording.moments[0].snapshot.units
    assert all(np.isnan(units[name]).all() for name in ("batch_mean", "batch_var", "example"))
    assert (units["gamma"][normalised] == 1).all()
    assert (units["beta"] == 0).all()
