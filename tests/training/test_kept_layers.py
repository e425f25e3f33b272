"""What a checkpoint keeps is what torch.nn has learnt."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from bnviz.data import Dataset
from bnviz.experiment import Arm
from bnviz.training.kept_layers import KeptLayer
from bnviz.training.loop import Training

from .examples import MIXED, small
from .oracle import State, arm_state, train_networks


def expected(state: State, layer: int, depth: int) -> list[np.ndarray]:
    """The values of a KeptLayer, by torch.nn's names."""
    nothing = torch.empty(0)
    name = "output" if layer > depth else f"linear{layer}"
    norm = f"norm{layer}"
    shift = state[f"{norm}.bias"] if f"{norm}.bias" in state else state[f"{name}.bias"]
    own = [state.get(f"{norm}.{each}", nothing) for each in ("weight", "running_mean", "running_var")]
    values = state[f"{name}.weight"], own[0], shift, own[1], own[2]
    return [each.flatten().numpy() for each in values]


@pytest.mark.parametrize(
    "arms", [MIXED, (Arm(),), (Arm(normalization="none"),)], ids=["mixed", "BN", "no BN"]
)
def test_parameters_are_those_of_torch_trained_by_itself(arms: tuple[Arm, ...], dataset: Dataset) -> None:
    experiment = small(arms=arms, steps=20, optimizer="momentum", checkpoints=(20,))
    ends = train_networks(Training(experiment, dataset, dtype=torch.float64))
    training = Training(experiment, dataset, dtype=torch.float64)
    list(training.steps())
    kept = training.parameters()
    assert [each[:2] for each in kept] == [(arm, layer) for arm in range(len(arms)) for layer in (1, 2, 3)]
    for layer in kept:
        theirs = expected(ends[layer.arm].end, layer.layer, experiment.depth)
        for ours, values in zip(layer[2:], theirs, strict=True):
            assert ours.dtype == np.float32
            np.testing.assert_allclose(ours, values, rtol=1e-5, atol=1e-7)


def test_what_is_kept_does_not_move_with_the_training(dataset: Dataset) -> None:
    def state_of(layer: KeptLayer) -> list[np.ndarray]:
        return expected(first[layer.arm], layer.layer, 2)

    training = Training(small(steps=5), dataset)
    first = [arm_state(training.stack, place) for place in range(len(MIXED))]
    kept = training.parameters()
    list(training.steps())
    for layer in kept:
        for ours, values in zip(layer[2:], state_of(layer), strict=True):
            np.testing.assert_array_equal(ours, values)
