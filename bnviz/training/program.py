"""A function of tensors as a TorchScript program: the same kernels, started without Python, on a CPU.

What is called is noted once, then traced. The tensors worked on become the program's arguments, and views of
them, which never change, are made before it and not in it.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

import torch
from torch import Tensor
from torch.jit._fuser import optimized_execution
from torch.jit._trace import TracerWarning
from torch.overrides import TorchFunctionMode
from torch.utils._pytree import tree_leaves

Function = TypeVar("Function", bound=Callable[..., Any])
Call = tuple[Any, ...]


def as_program(step: Callable[[], Tensor]) -> Iterator[None]:
    """Make a step whenever asked for the next: the first two by Python, the others as they were."""
    with _Noted() as noted:
        step()
    yield
    views = noted.views()
    tensors = [*noted.given(), *views.values()]
    with _Recalled(views):
        program = _captured(step, tensors)
    del noted  # and all that was made in that step: until here, nothing new could have its identity
    yield
    while True:
        # As it was captured: to be optimised, a program must not write to tensors that lie in one another.
        with optimized_execution(False):
            program(*tensors)
        yield


def _captured(step: Callable[[], Tensor], tensors: Sequence[Tensor]) -> Callable[..., object]:
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


class _Noted(TorchFunctionMode):
    """Notes the tensors that are worked on, and what was made of them on the way, call by call."""

    def __init__(self) -> None:
        super().__init__()
        self.met: dict[int, Tensor] = {}
        self.made: list[tuple[Call, Any]] = []

    def __torch_function__(
        self, function: Any, types: Any, args: tuple[Any, ...] = (), kwargs: dict[str, Any] | None = None
    ) -> Any:
        self._note((args, kwargs))
        result = function(*args, **(kwargs or {}))
        if not self.met.keys() & {id(each) for each in tree_leaves(result)}:
            self.made.append((_call(function, args, kwargs), result))
        self._note(result)
        return result

    def _note(self, values: Any) -> None:
        self.met |= {id(each): each for each in tree_leaves(values) if isinstance(each, Tensor)}

    def given(self) -> list[Tensor]:
        """What is worked on and was not made on the way."""
        made = {id(each) for _, result in self.made for each in tree_leaves(result)}
        return [tensor for key, tensor in self.met.items() if key not in made]

    def views(self) -> dict[Call, Tensor]:
        """What was made of given tensors by no more than another look at them."""
        places = {_place(tensor) for tensor in self.given()}
        made = [(call, each) for call, each in self.made if isinstance(each, Tensor)]
        return {call: each for call, each in made if _place(each) in places}


class _Recalled(TorchFunctionMode):
    """Gives these views where the same calls are made again: what they look at never moves."""

    def __init__(self, views: Mapping[Call, Tensor]):
        super().__init__()
        self.views = views

    def __torch_function__(
        self, function: Any, types: Any, args: tuple[Any, ...] = (), kwargs: dict[str, Any] | None = None
    ) -> Any:
        view = self.views.get(_call(function, args, kwargs))
        return function(*args, **(kwargs or {})) if view is None else view


def _call(function: Any, args: tuple[Any, ...], kwargs: dict[str, Any] | None) -> Call:
    """A call of this function with these tensors, and other arguments that are written like these."""
    leaves = tree_leaves((args, kwargs))
    return function, *(id(each) if isinstance(each, Tensor) else repr(each) for each in leaves)


def _place(tensor: Tensor) -> int:
    return tensor.untyped_storage().data_ptr()
