"""A peer that does less is none: from the engine's weights and on its mini-batches it becomes the same."""

from collections.abc import Sequence
from itertools import islice

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from benchmarks.mini_batches import mini_batches
from benchmarks.multilayer_perceptron import Perceptron
from benchmarks.plain_numpy import BatchNorm, Bias, Linear, Network, numpy_loop
from benchmarks.plain_torch import in_memory
from benchmarks.stacked_modules import AutogradStack, Stack, stacked_loop
from bnviz.data import Dataset
from bnviz.experiment import Experiment
from bnviz.training.kept_layers import KeptLayer
from bnviz.training.loop import Training

STEPS = 25  # more than an epoch
ROUNDED = 2e-4  # relative; float32 in another order of sums

Array = NDArray[np.float32]


def trained(experiment: Experiment, dataset: Dataset) -> Training:
    training = Training(experiment, dataset)
    for step in range(1, STEPS + 1):
        training.train_step(step)
    return training


def arrays(dataset: Dataset) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    images, labels = in_memory(dataset)
    return images.numpy(), labels.numpy()


def of_arm(training: Training, arm: int) -> list[KeptLayer]:
    return [layer for layer in training.parameters() if layer.arm == arm]


def numpy_network(experiment: Experiment, dataset: Dataset, arm: int) -> Network:
    network, (images, labels) = Network(experiment, experiment.arms[arm]), arrays(dataset)
    for chosen in islice(mini_batches(experiment, len(labels)), STEPS):
        network.train_step(images[chosen], labels[chosen])
    return network


def assert_equal(peers: Sequence[object], engines: Sequence[Array]) -> None:
    """All parameters or statistics of one kind, layer by layer."""
    for peer, engine in zip(peers, engines, strict=True):
        flat = np.asarray(peer, dtype=np.float32).ravel()
        np.testing.assert_allclose(flat, engine, rtol=ROUNDED, atol=ROUNDED * np.abs(engine).max())


def with_rates(experiment: Experiment, *rates: float) -> Experiment:
    """Of every kind an arm with each learning rate."""
    arms = [arm.model_copy(update={"learning_rate": rate}) for arm in experiment.arms for rate in rates]
    return experiment.model_copy(update={"arms": tuple(arms)})


def test_numpy_does_what_the_engine_does(experiment: Experiment, dataset: Dataset) -> None:
    training = trained(experiment, dataset)
    losses = [*islice(numpy_loop(experiment, *arrays(dataset)), STEPS)]
    np.testing.assert_allclose(losses, training.losses(0, STEPS), rtol=ROUNDED)


@pytest.mark.parametrize("arm", [0, 1])
def test_numpys_networks_end_where_the_engines_do(arm: int, experiment: Experiment, dataset: Dataset) -> None:
    network, engine = numpy_network(experiment, dataset, arm), of_arm(trained(experiment, dataset), arm)
    layers = [network.first, *network.layers]
    weights = [each.weight for each in layers if isinstance(each, Linear)]
    shifts = [
        each.beta if isinstance(each, BatchNorm) else each.bias
        for each in layers
        if isinstance(each, BatchNorm | Bias)
    ]
    assert_equal(weights, [each.weight for each in engine])
    assert_equal(shifts, [each.shift for each in engine])
    assert {each.dtype for each in (*weights, *shifts)} == {np.dtype(np.float32)}


def test_numpys_batch_normalization_is_the_engines(experiment: Experiment, dataset: Dataset) -> None:
    network, engine = numpy_network(experiment, dataset, 0), of_arm(trained(experiment, dataset), 0)
    normalised = [each for each in network.layers if isinstance(each, BatchNorm)]
    for name in ("gamma", "running_mean", "running_var"):
        assert_equal(
            [getattr(each, name) for each in normalised], [getattr(each, name) for each in engine[:-1]]
        )


@pytest.mark.parametrize("kind", [Stack, AutogradStack])
def test_stacked_modules_do_what_the_engine_does(
    kind: type[Stack], experiment: Experiment, dataset: Dataset
) -> None:
    several = with_rates(experiment, 0.5, 0.05)
    training = trained(several, dataset)
    losses = torch.stack([*islice(stacked_loop(several, *in_memory(dataset), kind), STEPS)])
    np.testing.assert_allclose(losses, training.losses(0, STEPS), rtol=ROUNDED)


@pytest.mark.parametrize("kind", [Stack, AutogradStack])
def test_every_stacked_module_keeps_its_own_running_statistics(
    kind: type[Stack], experiment: Experiment, dataset: Dataset
) -> None:
    several = with_rates(experiment, 0.5, 0.05)
    stack, (images, labels) = kind(several, several.arms[:2]), in_memory(dataset)
    for chosen in islice(mini_batches(several, len(labels)), STEPS):
        stack.train_step(images[chosen], labels[chosen])
    training = trained(several, dataset)
    for arm in (0, 1):
        engine = of_arm(training, arm)[:-1]
        for name in ("running_mean", "running_var"):
            peers = [values[arm] for key, values in stack.buffers.items() if key.endswith(name)]
            assert_equal(peers, [getattr(each, name) for each in engine])


def test_the_perceptron_does_what_the_engine_does(experiment: Experiment, dataset: Dataset) -> None:
    plain = experiment.model_copy(update={"arms": experiment.arms[1:]})
    training = trained(plain, dataset)
    peer = Perceptron(plain, *arrays(dataset))
    losses = [[peer.train(1)] for _ in range(5)]
    np.testing.assert_allclose(losses, training.losses(0, 5), rtol=ROUNDED)
    assert peer.train(STEPS - 5) == pytest.approx(training.losses(5, STEPS).mean(), rel=ROUNDED)
    engine = of_arm(training, 0)
    assert_equal([weight.T for weight in peer.classifier.coefs_], [each.weight for each in engine])
    assert_equal(peer.classifier.intercepts_, [each.shift for each in engine])
    assert {each.dtype for each in peer.classifier.coefs_} == {np.dtype(np.float32)}


def test_slices_of_the_perceptron_take_time(experiment: Experiment, dataset: Dataset) -> None:
    plain = experiment.model_copy(update={"arms": experiment.arms[1:]})
    assert Perceptron(plain, *arrays(dataset)).slices(3)() > 0
