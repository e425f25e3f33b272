"""A training step captured once and replayed: the same kernels on the same tensors, started without Python.

A step of small networks is some sixty short kernels, and starting them from Python takes a sixth of its time.
What a step does never changes, only the numbers in its tensors. So after a few plain steps it is captured, on
a CPU as a TorchScript program, on an NVIDIA GPU as a CUDA graph, and replayed from then on. A replayed step
is the plain one to the last bit, and that remains the only place where it is written down.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from typing import TypeVar

import torch
from torch import Tensor

from bnviz.training.program import as_program

Result = TypeVar("Result")

Step = Callable[[], Tensor]
"""Makes a step on the same tensors each time, without a choice that hangs on their numbers."""

PLAIN = 50  # steps before a capture: the first points are there, and a GPU's libraries have warmed up
PLAIN_MEASURES = 3  # likewise of Snapshots, which are fewer and come later
WORTH = 1_000  # steps of a training, from which on a capture saves more time than it takes


def plain(step: Callable[[], Result]) -> Iterator[Result]:
    """Make a step whenever asked for the next."""
    while True:
        yield step()


def replayed(step: Step, device: torch.device) -> Iterator[object]:
    """The same, from a capture as soon as there is one; plain on a device that has none."""
    yield from islice(plain(step), PLAIN)
    captures: Mapping[str, Callable[[Step], Iterator[object]]] = {"cpu": as_program, "cuda": as_graph}
    yield from captures.get(device.type, plain)(step)


def measured(measure: Callable[[], Result], device: torch.device) -> Iterator[Result]:
    """Measure whenever asked for the next: on a GPU from a capture, which writes to the same places.

    On a CPU the sorting is not torch's, so that it cannot be captured.
    """
    yield from islice(plain(measure), PLAIN_MEASURES)
    yield from (as_graph if device.type == "cuda" else plain)(measure)


def as_graph(step: Callable[[], Result]) -> Iterator[Result]:
    """Make a step whenever asked for the next, by one call to the GPU."""
    graph = torch.cuda.CUDAGraph()
    try:
        with torch.cuda.graph(graph):  # makes no step
            result = step()
    except RuntimeError as error:  # nobody's training is to fail of it
        logging.getLogger(__name__).warning("not captured, made as it is: %s", error)
        yield from plain(step)
    while True:
        graph.replay()
        yield result
