"""Convolutional arms are the networks of torch.nn.Conv2d and BatchNorm2d, and are looked at fairly."""

from itertools import product
from typing import Any

import numpy as np
import pytest
import torch

from bnviz.data import Dataset
from bnviz.experiment import NORMALIZATIONS, Arm, Experiment
from bnviz.experiment.maps import sides
from bnviz.training.activations import ACTIVATIONS
from bnviz.training.convolution import LOOKS, convolutions, look
from bnviz.training.inference import infer
from bnviz.training.initialization import WEIGHT_DRAWS
from bnviz.training.linear import Destination
from bnviz.training.loop import Training
from bnviz.training.optimizers import OPTIMIZERS
from bnviz.training.parameters import parameter_count
from bnviz.training.stack import Stack

from .examples import MIXED, small
from .oracle import arm_states, distance, inputs_of, learn, mini_batches, network, train_networks, train_stack

EXACT = 1e-9


def convolutional(**changes: Any) -> Experiment:
    settings: dict[str, Any] = {"architecture": "convolutional", "depth": 3, "maps": 4, "batch_size": 6}
    return small(**(settings | {"steps": 12} | changes))


def assert_agrees_with_torch(experiment: Experiment, dataset: Dataset) -> None:
    separate = train_networks(Training(experiment, dataset, dtype=torch.float64))
    stacked = train_stack(Training(experiment, dataset, dtype=torch.float64))
    for one, other in zip(stacked, separate, strict=True):
        torch.testing.assert_close(one.losses, other.losses, rtol=EXACT, atol=0)
        assert other.way() > 0
        assert distance(one.end, other.end) <= EXACT * other.way()


@pytest.mark.parametrize(("activation", "optimizer"), list(product(ACTIVATIONS, OPTIMIZERS)))
def test_every_arm_is_the_network_that_torch_trains(
    activation: str, optimizer: str, dataset: Dataset
) -> None:
    assert_agrees_with_torch(convolutional(activation=activation, optimizer=optimizer), dataset)


def test_with_arms_of_every_kind(dataset: Dataset) -> None:
    kinds: list[dict[str, Any]] = [
        {"normalization": "layer"},
        {"ghost_batch": 2},
        {"normalization": "none", "dropout": 0.3},
        {"noise": 1.0},
        {"normalization": "layer", "noise": 0.5, "dropout": 0.2},
        {"weight_decay": 0.1, "decayed": "all"},
        {"ghost_batch": 3, "dropout": 0.1},
    ]
    arms = tuple(Arm.model_validate(kind | {"learning_rate": 0.01}) for kind in kinds)
    assert_agrees_with_torch(convolutional(arms=arms, activation="tanh"), dataset)


@pytest.mark.parametrize("depth", [1, 2, 4, 6])
def test_at_every_depth(depth: int, dataset: Dataset) -> None:
    assert_agrees_with_torch(convolutional(depth=depth, steps=4, activation="relu"), dataset)


@pytest.mark.parametrize("normalization", NORMALIZATIONS)
def test_with_arms_of_one_kind_only(normalization: str, dataset: Dataset) -> None:
    arms = (Arm.model_validate({"normalization": normalization, "learning_rate": 0.01}),)
    assert_agrees_with_torch(convolutional(arms=arms, steps=4, initialization="pytorch"), dataset)


@pytest.mark.parametrize("initialization", WEIGHT_DRAWS)
@pytest.mark.parametrize("layer", [1, 2])
def test_first_weights_vary_as_torchs_do(initialization: str, layer: int) -> None:
    experiment = convolutional(maps=64, init_std=0.05, initialization=initialization, arms=(Arm(),))
    ours = arm_states(Stack(experiment))[0][f"linear{layer}.weight"]
    theirs = torch.nn.Conv2d(1 if layer == 1 else 64, 64, 3).weight.detach()
    with torch.random.fork_rng():
        torch.manual_seed(1)
        if initialization == "gaussian":
            torch.nn.init.normal_(theirs, 0, 0.05)
        elif initialization == "xavier":
            torch.nn.init.xavier_normal_(theirs)
        elif initialization == "he":
            torch.nn.init.kaiming_normal_(theirs)
    assert ours.numel() == theirs.numel()
    assert ours.std().item() == pytest.approx(theirs.std().item(), rel=6 / theirs.numel() ** 0.5)
    if initialization == "pytorch":
        assert ours.abs().max().item() == pytest.approx(theirs.abs().max().item(), rel=0.05)


@pytest.fixture
def trained(dataset: Dataset) -> Training:
    training = Training(convolutional(depth=4), dataset, dtype=torch.float64)
    for step in range(1, 9):
        training.train_step(step)
    return training


def looked_at(maps: torch.Tensor) -> torch.Tensor:
    """Of maps (n, units, p, q), the places where image i is looked at: (units, n · 4)."""
    flat = maps.flatten(2)
    n, _, positions = flat.shape
    starts = [0, positions // 4, positions // 2, 3 * positions // 4]
    return torch.stack([flat[i, :, (i + start) % positions] for i in range(n) for start in starts], 1)


@pytest.mark.parametrize("own_statistics", [False, True])
def test_looking_at_images_shows_what_the_same_networks_make_of_them(
    own_statistics: bool, trained: Training
) -> None:
    images, _ = trained.images.probe_set()
    seen = infer(trained.stack, images, own_statistics=own_statistics)
    for place, (arm, state) in enumerate(zip(MIXED, arm_states(trained.stack), strict=True)):
        alone = network(trained.experiment, arm, state).train(own_statistics)
        inputs = [looked_at(maps) for maps in inputs_of("activation", alone, images)]
        ours = [values[trained.stack.order.index(place)] for values in (*seen.pre_activations, seen.logits)]
        expected = [*inputs, alone(images).detach().T]
        torch.testing.assert_close(ours, expected, rtol=EXACT, atol=EXACT)


def test_all_images_together_show_every_position_equally_often() -> None:
    positions, n = 49, 98
    values = torch.arange(positions * n).view(1, 1, -1)
    seen = look(values, positions)
    assert seen.shape == (1, 1, LOOKS * n)
    at, image = (seen.flatten() // n).numpy(), (seen.flatten() % n).numpy()
    assert (np.bincount(at, minlength=positions) == LOOKS * n / positions).all()
    assert (np.bincount(image, minlength=n) == LOOKS).all()
    assert len(set(zip(at, image, strict=True))) == LOOKS * n


def test_layers_that_are_alike_share_their_room_for_patches() -> None:
    maps, first = torch.ones(2, 3, 27), torch.ones(2, 3, 9)
    weights = [first, *[maps] * 5]
    layers = convolutions(weights, [Destination(each.clone(), 0, 1) for each in weights], batch_size=2)
    assert len({id(layer.patches) for layer in layers}) == 3
    assert [layer.positions for layer in layers] == [side**2 for side in sides(6)[1:]]
    assert sides(6) == [28, 14, 7, 7, 7, 7, 7]


def test_all_that_it_learns_is_counted() -> None:
    arms = (Arm(normalization="batch"), Arm(normalization="none"))
    hidden = 16 * 9 + 2 * 16 * 16 * 9
    output = 16 * 49 * 10 + 10
    normalised, plain = hidden + 3 * 2 * 16 + output, hidden + 3 * 16 + output
    assert parameter_count(convolutional(maps=16, arms=arms)) == normalised + plain


def test_a_snapshot_changes_nothing(dataset: Dataset) -> None:
    watched, alone = (Training(convolutional(depth=5), dataset, dtype=torch.float64) for _ in range(2))
    list(watched.steps())
    for step in range(1, alone.experiment.steps + 1):
        alone.train_step(step)
    assert torch.equal(watched.stack.parameters, alone.stack.parameters)


def test_a_snapshot_tells_of_the_maps_as_torch_has_them(dataset: Dataset) -> None:
    training = Training(convolutional(steps=3), dataset, dtype=torch.float64)
    batches = mini_batches(training)
    images, labels = next(batches)
    before = arm_states(training.stack)
    snapshots = [snapshot for snapshot in training.steps() if snapshot]
    told, first = snapshots[1], snapshots[0]
    probe, _ = training.images.probe_set()
    for place, (arm, state) in enumerate(zip(MIXED, before, strict=True)):
        alone = network(training.experiment, arm, state)
        seen = [looked_at(maps) for maps in inputs_of("activation", alone.train(), probe)]
        reached = learn(network(training.experiment, arm, state), images, labels)
        for layer, values in enumerate(seen):
            name = f"{'norm' if arm.normalization == 'batch' else 'activation'}{layer + 1}"
            maps = reached[name].detach().transpose(0, 1).flatten(1)
            np.testing.assert_allclose(
                told.units["batch_mean"][place, layer], maps.mean(1), rtol=1e-5, atol=1e-6
            )
            np.testing.assert_allclose(
                told.units["batch_var"][place, layer], maps.var(1, correction=0), rtol=1e-5, atol=1e-6
            )
            np.testing.assert_allclose(
                first.units["p50"][place, layer], values.quantile(0.5, dim=1), rtol=1e-5, atol=1e-6
            )
            assert first.layers["mean"][place, layer] == pytest.approx(values.mean().item(), abs=1e-6)
    assert all(not snapshot.batches for snapshot in snapshots)


def test_the_change_of_the_gradients_is_told_by_every_fourth_snapshot(dataset: Dataset) -> None:
    snapshots = Training(convolutional(steps=9), dataset).steps()
    changes = [snapshot.layers["gradient_change"] for snapshot in snapshots if snapshot]
    assert [step for step, values in enumerate(changes) if np.isfinite(values).any()] == [4, 8]
