"""A training step captured once and replayed: the same kernels on the same tensors, started without Python.

A step of small networks is some sixty short kernels, and starting them from Python takes a sixth of its time.
What a step does never changes, only the numbers in its tensors. So after a few plain steps it is captured, on
a CPU as a TorchScript program, on an NVIDIA GPU as a CUDA graph, and replayed from then on. A replayed step
is the plain one to the last bit, and that remains the only place where it is written down.
"""

from __future__ import annotations

import logging
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from types import MappingProxyType
from typing import Any, TypeVar

import torch
from torch import Tensor
from torch.jit._fuser import optimized_execution
from torch.jit._trace import TracerWarning
from torch.overrides import TorchFunctionMode
from torch.utils._pytree import tree_leaves

Function = TypeVar("Function", bound=Callable[..., Any])

Step = Callable[[], Tensor]
"""Makes a step on the same tensors each time, without a choice that hangs on their numbers."""

PLAIN = 50  # steps before a capture: the first points are there, and a GPU's libraries have warmed up
WORTH = 1_000  # steps of a training, from which on a capture saves more time than it takes


def plain(step: Callable[[], object]) -> Iterator[None]:
    """Make a step whenever asked for the next."""
    while True:
        step()
        yield


def replayed(step: Step, device: str) -> Iterator[None]:
    """The same, from a capture as soon as there is one; plain on a device that has none."""
    return _CAPTURES.get(torch.device(device).type, plain)(step)


def _as_program(step: Step) -> Iterator[None]:
    """By TorchScript's interpreter."""
    for _ in range(PLAIN):
        step()
        yield
    tensors = _worked_on(step)
    yield
    program = _captured(step, tensors)
    yield
    while True:
        # As it was captured: to be optimised, a program must not write to tensors that lie in one another.
        with optimized_execution(False):
            program(*tensors)
        yield


def _worked_on(step: Step) -> list[Tensor]:
    """Make a step, and tell the tensors that it works on and has not made itself."""
    with _Given() as given:
        step()
    return [tensor for key, tensor in given.met.items() if key not in given.made]


def _captured(step: Step, tensors: Sequence[Tensor]) -> Callable[..., object]:
    """Make a step, and give what makes another of these tensors; what it is not given it takes as constants.

    `torch.jit.trace` does the same, but keeps whatever it has captured until the process ends.
    """
    names = [f"tensor_{number}" for number, _ in enumerate(tensors)]
    with _quiet():
        graph, _ = torch._C._create_graph_by_tracing(
            lambda *_: step(), tuple(tensors), lambda _: "", False, False, None, names
        )
    program: Callable[..., object] = torch._C._create_function_from_graph("step", graph)
    return program


def _as_graph(step: Step) -> Iterator[None]:
    """By one call to the GPU."""
    for _ in range(PLAIN):
        step()
        yield
    graph = torch.cuda.CUDAGraph()
    try:
        with torch.cuda.graph(graph):  # makes no step
            step()
    except RuntimeError as error:  # nobody's training is to fail of it
        logging.getLogger(__name__).warning("step not captured, made as it is: %s", error)
        yield from plain(step)
    else:
        yield from plain(graph.replay)


def capturable(function: Function) -> Function:
    """A function that calls what a trace does not understand: lists of truth values."""
    with _quiet():
        scripted: Function = torch.jit.script(function)
        return scripted


@contextmanager
def _quiet() -> Iterator[None]:
    """Without TorchScript's warnings: that shapes may change, which they never do, and that it is deprecated.

    What is to take its place needs a compiler, and longer for it than it would save in most runs.
    """
    with warnings.catch_warnings():
        for category in (DeprecationWarning, TracerWarning):
            warnings.simplefilter("ignore", category)
        yield


_CAPTURES: Mapping[str, Callable[[Step], Iterator[None]]] = MappingProxyType(
    {"cpu": _as_program, "cuda": _as_graph}
)


class _Given(TorchFunctionMode):
    """Notes the tensors that are worked on, and which of them were made on the way."""

    def __init__(self) -> None:
        super().__init__()
        self.met: dict[int, Tensor] = {}
        self.made: set[int] = set()

    def __torch_function__(
        self, function: Any, types: Any, args: tuple[Any, ...] = (), kwargs: dict[str, Any] | None = None
    ) -> Any:
        self._note((args, kwargs))
        result = function(*args, **(kwargs or {}))
        self.made |= {id(each) for each in tree_leaves(result)} - self.met.keys()
        self._note(result)
        return result

    def _note(self, values: Any) -> None:
        self.met |= {id(each): each for each in tree_leaves(values) if isinstance(each, Tensor)}
