"""A captured step is the plain one to the last bit, whatever the network, and no Python runs in it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import MagicMock

import numpy as np
import psutil
import pytest
import torch
from torch import Tensor
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_map

from bnviz.data import Dataset
from bnviz.experiment import Experiment
from bnviz.experiment.plan import Change
from bnviz.training import distributions, loop, probes, replay
from bnviz.training.loop import Training
from bnviz.training.replay import measured, plain, replayed
from bnviz.training.schedule import snapshot_steps

from .examples import DECAYING, MIXED, VARIED, small

CPU, CUDA = torch.device("cpu"), torch.device("cuda")

EXPERIMENTS = {
    "mixed": small(),
    "two": small(arms=MIXED[1:3], input="binary", activation="sigmoid"),
    "kinds": small(arms=VARIED, depth=3),
    "decaying": small(arms=DECAYING, optimizer="momentum"),
    "rmsprop": small(optimizer="rmsprop"),
    "chance": small(arms=VARIED, optimizer="adam"),
    "convolutional": small(architecture="convolutional", width=4, depth=5, steps=10),
    "gelu": small(activation="gelu", checkpoints=(20, 50)),
    "changed": small(changes=(Change(step=20, learning_rate=0.003),)),
}


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Steps are captured early."""
    monkeypatch.setattr(replay, "PLAIN", 3)
    monkeypatch.setattr(replay, "PLAIN_MEASURES", 1)
    monkeypatch.setattr(loop, "WORTH", 0)


def told(training: Training) -> list[Any]:
    """All that a training tells, Snapshots included."""
    snapshots = [vars(snapshot) for snapshot in training.steps() if snapshot]
    return [snapshots, training.losses(0, training.experiment.steps), *training.state().values()]


@pytest.mark.parametrize("name", EXPERIMENTS)
@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_a_replayed_training_tells_the_same_to_the_last_bit(
    name: str, dtype: torch.dtype, dataset: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_capture = told(Training(EXPERIMENTS[name], dataset, dtype=dtype))
    monkeypatch.setattr(loop, "replayed", lambda step, device: plain(step))
    without = told(Training(EXPERIMENTS[name], dataset, dtype=dtype))
    np.testing.assert_equal(with_capture, without)


def test_no_python_runs_in_a_captured_step() -> None:
    numbers, calls = torch.zeros(3), []

    def step() -> Tensor:
        calls.append(len(calls))
        return numbers.add_(1)

    steps = replayed(step, CPU)
    for _ in range(10):
        next(steps)
    assert numbers.tolist() == [10, 10, 10]
    assert len(calls) == 5  # plain, noted, captured


def test_a_view_is_not_taken_for_another_one() -> None:
    numbers, sums = torch.ones(3), torch.zeros(3)

    def step() -> Tensor:
        for _ in range(20):
            first, second = numbers.view(3), numbers.view(3)
            sums.add_(first.view(1, 3)[0]).add_((second * 10).view(1, 3)[0])
        return sums

    steps = replayed(step, CPU)
    for _ in range(10):
        next(steps)
    assert sums.tolist() == [2200] * 3


def test_what_was_captured_goes_with_its_training() -> None:
    numbers = torch.zeros(3)

    def step() -> Tensor:
        for _ in range(500):
            numbers.add_(1)
        return numbers

    def grown(captures: int) -> float:
        before = psutil.Process().memory_info().rss
        for _ in range(captures):
            steps = replayed(step, CPU)
            for _ in range(8):
                next(steps)
        return (psutil.Process().memory_info().rss - before) / 1e6

    grown(5)
    assert grown(20) < 10  # MB; `torch.jit.trace` keeps 140


class Tape(TorchDispatchMode):
    """Stands for a CUDA graph: plays what was called while it was captured, with the very same tensors."""

    def __init__(self) -> None:
        super().__init__()
        self.calls: list[Any] = []
        self.replays = 0

    def __torch_dispatch__(self, function: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        result = function(*args, **(kwargs or {}))
        self.calls.append((function, args, kwargs or {}, result))
        return result

    @torch.inference_mode()
    def replay(self) -> None:
        """Play it, but for the first time: unlike a graph's, the capture made a step."""
        self.replays += 1
        for function, args, kwargs, result in self.calls * (self.replays > 1):
            tree_map(_put, result, function(*args, **kwargs))


def _put(place: Any, value: Any) -> None:
    if isinstance(place, Tensor):
        place.copy_(value)


@contextmanager
def capturing(tape: Tape) -> Iterator[None]:
    with tape:
        yield


@pytest.mark.parametrize("name", EXPERIMENTS)
def test_gpu_s_graphs_would_hold_all_that_steps_and_snapshots_do(
    name: str, dataset: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    without = told(Training(EXPERIMENTS[name], dataset))
    tapes: list[Tape] = []
    monkeypatch.setattr(torch.cuda, "CUDAGraph", lambda: tapes.append(Tape()) or tapes[-1])
    monkeypatch.setattr(torch.cuda, "graph", capturing)
    monkeypatch.setattr(loop, "replayed", lambda step, device: replayed(step, CUDA))
    monkeypatch.setattr(probes, "measured", lambda measure, device: measured(measure, CUDA))
    monkeypatch.delitem(distributions._SORTS, "cpu")  # a graph holds what torch does, so torch must sort
    np.testing.assert_equal(told(Training(EXPERIMENTS[name], dataset)), without)
    steps = EXPERIMENTS[name].steps
    replayed_steps, replayed_snapshots = steps - 3, len(snapshot_steps(steps)) - len(tapes)
    assert sum(tape.replays for tape in tapes) == replayed_steps + replayed_snapshots


def test_a_step_that_a_gpu_cannot_capture_is_made_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    numbers, capturing = torch.zeros(3), MagicMock()
    capturing.return_value.__enter__.side_effect = RuntimeError("not while a stream is captured")
    monkeypatch.setattr(torch.cuda, "CUDAGraph", MagicMock())
    monkeypatch.setattr(torch.cuda, "graph", capturing)
    steps = replayed(lambda: numbers.add_(1), CUDA)
    for _ in range(10):
        next(steps)
    assert numbers.tolist() == [10, 10, 10]


def test_a_short_training_is_not_worth_a_capture(dataset: Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Experiment] = []
    monkeypatch.setattr(loop, "WORTH", 100)
    monkeypatch.setattr(loop, "replayed", lambda step, device: asked.append(step) or plain(step))
    for steps in (99, 100):
        Training(small(steps=steps), dataset)
    assert len(asked) == 1
