"""Looking at a stack gives what the same networks give, and changes nothing."""

import pytest
import torch

from bnviz.data import Dataset
from bnviz.training.inference import infer
from bnviz.training.loop import Training

from .examples import MIXED, small
from .oracle import arm_states, inputs_of, network

either_statistics = pytest.mark.parametrize("own_statistics", [False, True])


@pytest.fixture
def trained(dataset: Dataset) -> Training:
    training = Training(small(), dataset, dtype=torch.float64)
    for step in range(1, 31):
        training.train_step(step)
    return training


@either_statistics
def test_it_is_that_of_the_same_networks(own_statistics: bool, trained: Training) -> None:
    images, _ = trained.images.probe_set()
    inference = infer(trained.stack, images, own_statistics=own_statistics)
    for place, (arm, state) in enumerate(zip(MIXED, arm_states(trained.stack), strict=True)):
        alone = network(trained.experiment, arm, state).train(own_statistics)
        expected = [*inputs_of("activation", alone, images), alone(images).detach()]
        values = [*inference.pre_activations, inference.logits]
        ours = [each[trained.stack.order.index(place)].T for each in values]
        torch.testing.assert_close(ours, expected, rtol=1e-9, atol=1e-9)


@either_statistics
def test_it_changes_nothing(own_statistics: bool, trained: Training) -> None:
    images, _ = trained.images.probe_set()
    before = arm_states(trained.stack)
    infer(trained.stack, images, own_statistics=own_statistics)
    torch.testing.assert_close(arm_states(trained.stack), before, rtol=0, atol=0)


def test_normalising_one_image_by_itself_changes_nothing(trained: Training) -> None:
    images, _ = trained.images.probe_set()
    before = arm_states(trained.stack)
    infer(trained.stack, images[:1], own_statistics=True)
    torch.testing.assert_close(arm_states(trained.stack), before, rtol=0, atol=0)


def test_one_image_normalised_by_itself_is_nothing_but_beta(trained: Training) -> None:
    images, _ = trained.images.probe_set()
    first = infer(trained.stack, images[:1], own_statistics=True).pre_activations[0]
    for place, state in enumerate(arm_states(trained.stack)):
        if MIXED[place].normalization == "batch":
            values = first[trained.stack.order.index(place), :, 0]
            torch.testing.assert_close(values, state["norm1.bias"], rtol=0, atol=1e-9)
