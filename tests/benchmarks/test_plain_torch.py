"""What the engine is compared with must really train."""

from collections.abc import Callable, Iterator
from itertools import islice

import pytest
import torch
from torch import Tensor

from benchmarks.plain_torch import (
    Digits,
    data_loader_loop,
    in_memory,
    lean_tensor,
    network,
    torchvision_tensor,
    tuned_loop,
)
from bnviz.data import Dataset
from bnviz.experiment import Arm, Experiment
from bnviz.training.parameters import parameter_count

Losses = Iterator[list[Tensor]]
LOOPS: dict[str, Callable[[Experiment, Dataset], Losses]] = {
    "torchvision": lambda experiment, dataset: data_loader_loop(experiment, dataset, torchvision_tensor),
    "lean": lambda experiment, dataset: data_loader_loop(experiment, dataset, lean_tensor),
    "fused": lambda experiment, dataset: tuned_loop(
        experiment, experiment.arms, *in_memory(dataset), fused=True
    ),
    "foreach": lambda experiment, dataset: tuned_loop(
        experiment, experiment.arms, *in_memory(dataset), fused=False
    ),
}


@pytest.mark.parametrize("loop", LOOPS)
def test_every_network_of_a_loop_learns(loop: str, experiment: Experiment, dataset: Dataset) -> None:
    steps = islice(LOOPS[loop](experiment, dataset), 120)
    losses = torch.stack([torch.stack(each) for each in steps])
    first, last = losses[:10].mean(0), losses[-10:].mean(0)
    assert losses.shape == (120, 2)
    assert (last < 0.7 * first).all(), (first, last)


def test_a_network_has_the_parameters_of_its_arm(experiment: Experiment) -> None:
    for arm in experiment.arms:
        alone = experiment.model_copy(update={"arms": (arm,)})
        count = sum(parameter.numel() for parameter in network(experiment, arm).parameters())
        assert count == parameter_count(alone)


def test_both_conversions_of_a_digit_give_the_same(dataset: Dataset) -> None:
    lean, detour = (Digits(dataset, convert)[7] for convert in (lean_tensor, torchvision_tensor))
    assert lean[1] == detour[1] == dataset.train_labels[7]
    assert torch.equal(lean[0], detour[0])
    assert torch.equal(lean[0].flatten(), in_memory(dataset)[0][7])


def test_an_arm_that_it_cannot_build_is_refused(experiment: Experiment) -> None:
    with pytest.raises(ValueError, match='normalization: "layer" is not compared'):
        network(experiment, Arm(normalization="layer"))
