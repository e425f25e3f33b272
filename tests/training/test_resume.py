"""A training that is put down at any steps, and taken up by another, tells what an undisturbed one does."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bnviz.data import Dataset
from bnviz.experiment import Change, Experiment
from bnviz.training import State
from bnviz.training.loop import Training
from bnviz.training.optimizers import OPTIMIZERS
from bnviz.training.probes import Snapshot

from .examples import DECAYING, MIXED, VARIED, small

STEPS = 40
SCHEDULED = (0, 1, 2, 5, 10, 11, 20, 30, 40)
ASKED = (0, 3, 11, 25, 26)
CHANGES = (Change(step=7, learning_rate=0.01), Change(step=23, learning_rate=0.001))

EXPERIMENTS = {
    **{optimizer: small(steps=STEPS, optimizer=optimizer) for optimizer in OPTIMIZERS},
    **{f"{each} decaying": small(steps=STEPS, optimizer=each, arms=DECAYING) for each in OPTIMIZERS},
    **{f"{each} changed": small(steps=STEPS, optimizer=each, changes=CHANGES) for each in OPTIMIZERS},
    "every kind of arm": small(steps=STEPS, arms=VARIED, checkpoints=(5, 20, 33)),
    "statistics": small(steps=STEPS, checkpoints=(20,), activation="relu"),
    "scores": small(steps=STEPS, detail="scores", arms=VARIED),
    "deep": small(steps=STEPS, depth=7),
    "convolutional": small(
        steps=STEPS, architecture="convolutional", depth=2, width=4, arms=VARIED, optimizer="adam"
    ),
    "epochs": small(steps=STEPS, training_images=40, arms=MIXED[:2]),
}


class Told(NamedTuple):
    """All that a training tells, and all that it has become."""

    snapshots: list[Snapshot]
    losses: npt.NDArray[np.float32]
    statistics: list[npt.NDArray[np.float32]]
    parameters: dict[int, Any]
    scores: Any
    state: State


@pytest.fixture(autouse=True, scope="module")
def far_apart() -> Iterator[None]:
    """Snapshots that leave steps between them, and time for the distributions to move."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("bnviz.training.loop.snapshot_steps", lambda steps: SCHEDULED)
        patch.setattr("bnviz.training.loop.score_steps", lambda steps: SCHEDULED)
        yield


def told(experiment: Experiment, dataset: Dataset, cuts: set[int]) -> Told:
    """Train, by another Training from each of these steps on."""
    training = Training(experiment, dataset)
    for step in ASKED:
        training.look_at(step)
    snapshots, losses, statistics, parameters = [], [], [], {}
    for first, last in pairwise([0, *sorted(cuts), STEPS]):
        if first in cuts:
            state, training = training.state(), Training(experiment, dataset)
            training.resume(state)
        for step, snapshot in enumerate(training.steps(), first):
            snapshots += [snapshot] if snapshot else []
            if step in experiment.checkpoints:
                parameters[step] = training.parameters()
            if step == last:
                break
        losses.append(training.losses(first, last))
        statistics.append(training.statistics(first, last))
    of_steps = [np.concatenate(each) for each in zip(*(s[1:] for s in statistics if s), strict=True)]
    ended = training.scores()._asdict(), training.state()
    return Told(snapshots, np.concatenate(losses), of_steps, parameters, *ended)


@pytest.fixture(scope="module")
def undisturbed(dataset: Dataset) -> dict[str, Told]:
    """Filled as it is asked for."""
    return {}


@pytest.mark.parametrize("name", EXPERIMENTS)
@given(cuts=st.sets(st.integers(1, STEPS - 1), min_size=1, max_size=6))
@settings(max_examples=4, deadline=None)
def test_it_is_the_same_to_the_last_bit(
    name: str, cuts: set[int], dataset: Dataset, undisturbed: dict[str, Told]
) -> None:
    if name not in undisturbed:
        undisturbed[name] = told(EXPERIMENTS[name], dataset, set())
    expected, found = undisturbed[name], told(EXPERIMENTS[name], dataset, cuts)
    assert [each.step for each in found.snapshots] == [each.step for each in expected.snapshots]
    for one, other in zip(found.snapshots, expected.snapshots, strict=True):
        np.testing.assert_equal(vars(one), vars(other))
    np.testing.assert_equal(found[1:], expected[1:])


def test_the_examples_tell_everything(dataset: Dataset) -> None:
    found = told(EXPERIMENTS["every kind of arm"], dataset, {20})
    assert [each.step for each in found.snapshots] == sorted({*SCHEDULED, *ASKED})
    assert np.isfinite(found.losses).all()
    assert found.losses.shape == (STEPS, len(VARIED))
    assert [each.shape[0] for each in found.statistics] == [STEPS, STEPS]
    assert [*found.parameters] == [5, 20, 33]


@pytest.mark.parametrize("step", [0, STEPS])
def test_it_may_be_put_down_at_its_start_and_its_end(step: int, dataset: Dataset) -> None:
    plain = told(EXPERIMENTS["adam"], dataset, set())
    training = Training(EXPERIMENTS["adam"], dataset)
    steps = training.steps()
    while training.step < step:
        next(steps)
    other = Training(EXPERIMENTS["adam"], dataset)
    other.resume(training.state())
    yielded = list(other.steps())
    assert len(yielded) == STEPS - step + 1
    assert (yielded[0] is None) == (step > 0)
    np.testing.assert_equal(other.scores()._asdict(), plain.scores)


def test_a_state_is_a_copy(dataset: Dataset) -> None:
    training = Training(EXPERIMENTS["adam decaying"], dataset)
    steps = training.steps()
    next(steps)
    state = training.state()
    before = {name: values.copy() for name, values in state.items()}
    for _ in range(3):
        next(steps)
    np.testing.assert_equal(state, before)
    changed = training.state()
    still = {name for name in state if np.array_equal(state[name], changed[name])}
    assert still == {"training.asked"}


@pytest.mark.parametrize("other", ["adam changed", "sgd decaying", "deep", "convolutional"])
def test_a_state_of_another_plan_is_refused_and_changes_nothing(other: str, dataset: Dataset) -> None:
    stranger, training = Training(EXPERIMENTS[other], dataset), Training(EXPERIMENTS["sgd"], dataset)
    before = training.state()
    with pytest.raises(ValueError, match="another training"):
        training.resume(stranger.state())
    np.testing.assert_equal(training.state(), before)
