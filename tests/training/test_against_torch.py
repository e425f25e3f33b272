"""The stack does what torch.nn, autograd and torch.optim do to each arm by itself."""

from itertools import cycle, product
from typing import get_args

import pytest
import torch

from bnviz import experiment as choices
from bnviz.data import Dataset
from bnviz.experiment import NORMALIZATIONS, Arm, Experiment
from bnviz.training.activations import ACTIVATIONS
from bnviz.training.loop import Training
from bnviz.training.optimizers import OPTIMIZERS

from .examples import DECAYING, VARIED, small
from .oracle import Outcome, distance, train_networks, train_stack

EXACT = 1e-9

# In float32 the trainings part by rounding, and by as much as each of them magnifies it: over eight seeds
# losses differed by 2e-4 at most and ends by 8e-3 of the way. The worst is an arm with Batch Normalization
# and the identity, where the next layer's mean cancels β: its gradient is rounding and nothing else, which
# Adam and RMSprop turn into steps of full size.
ROUNDED_LOSS, ROUNDED_WAY = 1e-3, 2e-2


def train_exactly(experiment: Experiment, dataset: Dataset) -> list[Outcome]:
    return train_networks(Training(experiment, dataset, dtype=torch.float64))


def assert_agree(stacked: list[Outcome], separate: list[Outcome], loss: float, way: float) -> None:
    for one, other in zip(stacked, separate, strict=True):
        torch.testing.assert_close(one.losses, other.losses, rtol=loss, atol=0, check_dtype=False)
        assert distance(one.end, other.end) <= way * other.way()


@pytest.fixture(scope="module", params=list(product(ACTIVATIONS, OPTIMIZERS)), ids="-".join)
def mixed(request: pytest.FixtureRequest, dataset: Dataset) -> tuple[Experiment, list[Outcome]]:
    """Arms of both normalizations, mixed, and what becomes of each by itself in float64."""
    activation, optimizer = request.param
    experiment = small(activation=activation, optimizer=optimizer)
    return experiment, train_exactly(experiment, dataset)


def test_every_arm_is_the_network_that_torch_trains(
    mixed: tuple[Experiment, list[Outcome]], dataset: Dataset
) -> None:
    experiment, separate = mixed
    stacked = train_stack(Training(experiment, dataset, dtype=torch.float64))
    assert_agree(stacked, separate, loss=EXACT, way=EXACT)


def test_float32_parts_from_float64_by_rounding_only(
    mixed: tuple[Experiment, list[Outcome]], dataset: Dataset
) -> None:
    experiment, separate = mixed
    stacked = train_stack(Training(experiment, dataset))
    assert_agree(stacked, separate, loss=ROUNDED_LOSS, way=ROUNDED_WAY)


@pytest.mark.parametrize("depth", [1, 3])
@pytest.mark.parametrize("normalization", NORMALIZATIONS)
def test_a_stack_may_have_arms_of_one_kind_only(
    normalization: choices.Normalization, depth: int, dataset: Dataset
) -> None:
    arms = Arm(normalization=normalization), Arm(normalization=normalization, init_scale=3)
    experiment = small(arms=arms, depth=depth, initialization="pytorch")
    stacked = train_stack(Training(experiment, dataset, dtype=torch.float64))
    assert_agree(stacked, train_exactly(experiment, dataset), loss=EXACT, way=EXACT)


@pytest.mark.parametrize("arms", [VARIED, DECAYING], ids=["varied", "decaying"])
@pytest.mark.parametrize(("activation", "optimizer"), list(zip(ACTIVATIONS, cycle(OPTIMIZERS), strict=False)))
def test_arms_of_every_kind_in_one_stack_are_the_networks_that_torch_trains(
    activation: choices.Activation, optimizer: choices.Optimizer, arms: tuple[Arm, ...], dataset: Dataset
) -> None:
    experiment = small(activation=activation, optimizer=optimizer, arms=arms, steps=20)
    stacked = train_stack(Training(experiment, dataset, dtype=torch.float64))
    assert_agree(stacked, train_exactly(experiment, dataset), loss=EXACT, way=EXACT)


@pytest.mark.parametrize(
    ("registry", "offered"),
    [(ACTIVATIONS, choices.Activation), (OPTIMIZERS, choices.Optimizer)],
    ids=["activations", "optimizers"],
)
def test_the_engine_has_all_that_an_experiment_may_ask_for(registry: dict[str, object], offered: str) -> None:
    assert set(registry) == set(get_args(offered))
