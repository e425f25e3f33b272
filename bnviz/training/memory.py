"""What a training remembers from one step to the next, so that it can be put down and taken up by another.

A part that remembers anything names in `remembers` its attributes that hold it: tensors, whole numbers and
the like. What follows from the plan, the data and the number of the step is not among them, nor are results:
the steps to come do not depend on them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar, Protocol

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from bnviz.training import State


class Remembering(Protocol):
    """A part that remembers something, or nothing."""

    remembers: ClassVar[tuple[str, ...]]


Parts = Mapping[str, Remembering]


def remembered(parts: Parts) -> State:
    """A copy of all that these parts remember."""
    return {name: _copy(getattr(part, attribute)) for name, part, attribute in _attributes(parts)}


def recall(parts: Parts, state: State) -> None:
    """Give the parts what others of the same kind remembered: all of it or, where it does not fit, nothing.

    Raises:
        ValueError: if the state is of other parts.
    """
    own = remembered(parts)
    if own.keys() != state.keys() or not all(_alike(own[name], state[name]) for name in own):
        raise ValueError("The state is that of another training.")
    for name, part, attribute in _attributes(parts):
        _put(part, attribute, state[name])


def _attributes(parts: Parts) -> Iterator[tuple[str, Remembering, str]]:
    for name, part in parts.items():
        for attribute in part.remembers:
            yield f"{name}.{attribute}", part, attribute


def _alike(one: npt.NDArray[Any], other: npt.NDArray[Any]) -> bool:
    return one.dtype == other.dtype and one.shape == other.shape


def _copy(value: Any) -> npt.NDArray[Any]:
    match value:
        case Tensor():
            return value.cpu().numpy().copy()
        case torch.Generator():
            return value.get_state().numpy()
    return np.array(value)


def _put(part: Remembering, attribute: str, values: npt.NDArray[Any]) -> None:
    """Arrays and tensors keep their place, since others look at it too; the rest takes its own."""
    match getattr(part, attribute):
        case Tensor() as tensor:
            tensor.copy_(torch.from_numpy(values))
        case torch.Generator() as generator:
            generator.set_state(torch.from_numpy(values))
        case np.ndarray() as array:
            array[:] = values
        case _:
            setattr(part, attribute, values.item())
