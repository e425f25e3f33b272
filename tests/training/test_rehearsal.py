"""A step done again gives the gradients that autograd gives, and the mini-batch as Algorithm 1 met it."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import pytest
from torch import Tensor, nn

from bnviz.maths import Array, batch_norm

from .oracle import learn, updated_below
from .recording import NORMALISED, PLACES, WATCHED_UNITS, Recording, Step

LAYERS = (1, 2, 3)

each_arm = pytest.mark.parametrize("place", PLACES)
each_normalised = pytest.mark.parametrize("place", NORMALISED)


def weight_gradient(network: nn.Sequential, layer: int) -> Array:
    """dl/dW as one vector."""
    gradient = network.get_parameter(f"linear{layer}.weight").grad
    assert gradient is not None
    return gradient.flatten().numpy()


def gradients(recording: Recording, place: int, step: Step, layer: int) -> tuple[Array, Array]:
    """G and G': dl/dW with the layers below as the step met them, and with those it left."""
    found = []
    for state in (step.before, updated_below(layer, step.before, step.after)):
        alone = recording.network(place, state, step.drawn)
        learn(alone, step.images, step.labels)
        found.append(weight_gradient(alone, layer))
    return found[0], found[1]


def cosine(one: Array, other: Array) -> float:
    return float(one @ other / np.sqrt(one @ one * (other @ other)))


@each_arm
@pytest.mark.parametrize("layer", LAYERS)
def test_layers_tell_the_gradient_and_its_change_by_the_updates_below(
    recording: Recording, place: int, layer: int
) -> None:
    for step in recording.steps(place):
        old, new = gradients(recording, place, step, layer)
        size = float(np.linalg.norm(old))
        expected = [size, float(np.linalg.norm(old - new)), cosine(old, new)]
        names = [f"gradient_{name}" for name in ("norm", "change", "cosine")]
        told = [step.snapshot.layers[name][place, layer - 1] for name in names]
        np.testing.assert_allclose(told, expected, rtol=1e-5, atol=1e-9 * size)


def test_nothing_below_the_first_layer_changes_its_gradient(recording: Recording) -> None:
    for snapshot, _ in recording.moments[1:]:
        assert (snapshot.layers["gradient_change"][:, 0] == 0).all()
        assert (snapshot.layers["gradient_cosine"][:, 0] == 1).all()


def test_updates_below_turn_some_gradients_far(recording: Recording) -> None:
    cosines = np.stack([snapshot.layers["gradient_cosine"] for snapshot, _ in recording.moments[1:]])
    assert cosines.min() < 0.8
    assert (np.abs(cosines) <= 1).all()


class Learnt(NamedTuple):
    """A layer with Batch Normalization at a step: what its Snapshot tells, and what autograd does.

    The mini-batch is (m, watched) and γ and β (watched,), as in `bnviz.maths`; of what reached
    Normalization (x) and what left it (y), the gradients are their `grad`.
    """

    told: dict[str, Array]
    gamma: Array
    beta: Array
    norm: nn.Module
    x: Tensor
    y: Tensor


def learnt(recording: Recording, place: int) -> Iterator[Learnt]:
    for step in recording.steps(place):
        alone = recording.network(place, step.before, step.drawn)
        reached = learn(alone, step.images, step.labels)
        for layer in LAYERS:
            told = {name: values[place, layer - 1].T for name, values in step.snapshot.batches.items()}
            gamma, beta = (step.snapshot.units[name][place, layer - 1] for name in ("gamma", "beta"))
            norm = alone.get_submodule(f"norm{layer}")
            y = reached.get(f"noise{layer}", reached[f"activation{layer}"])
            yield Learnt(told, gamma, beta, norm, reached[f"norm{layer}"], y)


def assert_near(ours: Array, theirs: Tensor | nn.Module | None, scale: float = 0) -> None:
    """Ours are theirs of the watched units, but for single precision; `scale` is that of what made them."""
    assert isinstance(theirs, Tensor)
    expected = theirs.detach()[..., :WATCHED_UNITS].numpy()
    np.testing.assert_allclose(ours, expected, rtol=1e-4, atol=1e-5 * max(scale, np.abs(expected).max()))


@each_normalised
def test_the_mini_batch_is_told_image_by_image_with_its_gradients(recording: Recording, place: int) -> None:
    for layer in learnt(recording, place):
        assert_near(layer.told["x"], layer.x)
        assert_near(layer.told["gradient"], layer.y.grad)


@each_normalised
def test_algorithm_1_makes_of_it_what_reaches_the_nonlinearity(recording: Recording, place: int) -> None:
    for layer in learnt(recording, place):
        assert_near(batch_norm.forward(layer.told["x"], layer.gamma, layer.beta).output, layer.y)


@each_normalised
def test_the_papers_chain_makes_of_it_the_gradients_of_the_training(recording: Recording, place: int) -> None:
    for told, gamma, beta, norm, x, y in learnt(recording, place):
        forward = batch_norm.forward(told["x"], gamma, beta)
        chain = batch_norm.backward_chain(told["gradient"], told["x"], gamma, forward)
        assert y.grad is not None
        scale = float(y.grad.abs().max())
        assert_near(chain.gamma, norm.weight.grad, scale)
        assert_near(chain.beta, norm.bias.grad, scale)
        terms = chain.normalised / np.sqrt(forward.variance + batch_norm.EPSILON)
        assert_near(chain.input, x.grad, float(np.abs(terms).max()))


def test_of_arms_not_normalised_by_whole_mini_batches_none_is_told(recording: Recording) -> None:
    for snapshot, _ in recording.moments[1:]:
        assert snapshot.batches.keys() == {"x", "gradient"}
        for values in snapshot.batches.values():
            assert values.shape == (len(PLACES), 3, WATCHED_UNITS, recording.experiment.batch_size)
            assert np.isnan(np.delete(values, NORMALISED, 0)).all()
            assert np.isfinite(values[NORMALISED]).all()
            assert values.dtype == np.float32
