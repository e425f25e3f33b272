"""What two workers on one machine take from each other: the same work in one process, and in two at once.

The clock is the CPU time of each process, as elsewhere. It goes on where a core waits for memory, so it tells
what the workers share: the memory bus, the last cache, the power. It stands still where a process has no
core, so what others on the machine do counts little, and a machine with a single core tells nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from multiprocessing import get_context
from multiprocessing.connection import Connection

import numpy as np

from benchmarks.engine import bare_steps
from benchmarks.figure import Figure
from benchmarks.floor import large_copy
from benchmarks.products import products
from benchmarks.rounds import Seconds, Slice, interleave, median_ratio, slices
from benchmarks.setting import Setting
from bnviz.data import Dataset
from bnviz.lessons.presets import PRESETS
from bnviz.training.devices import prepare_process

TITLES: Mapping[str, str] = {
    "training": "two workers at once: a training step's time, of that alone",
    "products": "two processes at once: the matrix products' time, of that alone",
    "copy": "two processes at once: a large copy's time, of that alone",
}


def works(dataset: Dataset) -> dict[str, Slice]:
    """Slices of half a second: bare steps of the paper's Figure 1, their products, and a copy of 256 MB."""
    experiment = PRESETS["paper-figure-1"].setup.experiment()
    return {
        "training": slices(bare_steps(experiment, dataset), 800),
        "products": products(experiment, dataset, 1_000),
        "copy": large_copy(10),
    }


def measure(setting: Setting) -> list[Figure]:
    """How much longer each work takes beside another process that does the same."""
    with worker(setting.dataset) as one, worker(setting.dataset) as other:
        alone = {f"{name} alone": partial(at_once, [one], name) for name in TITLES}
        together = {f"{name} together": partial(at_once, [one, other], name) for name in TITLES}
        seconds = interleave(alone | together, setting.rounds, "two workers")
    return [_figure(name, seconds[f"{name} alone"], seconds[f"{name} together"]) for name in TITLES]


def at_once(workers: list[Connection], name: str) -> float:
    """Have all workers do a slice of one work at the same time: the mean of their seconds a step."""
    for orders in workers:
        orders.send(name)
    return float(np.mean([orders.recv() for orders in workers]))


@contextmanager
def worker(dataset: Dataset) -> Iterator[Connection]:
    """A process, prepared as a worker is: it does a slice of what it is sent and answers with its seconds."""
    context = get_context("spawn")
    orders, its_end = context.Pipe()
    process = context.Process(target=_serve, args=(its_end, dataset))
    process.start()
    try:
        yield orders
    finally:
        orders.send(None)
        process.join()


def _serve(orders: Connection, dataset: Dataset) -> None:
    prepare_process(threads=1)
    known = works(dataset)
    for name in iter(orders.recv, None):
        orders.send(known[name]())


def _figure(name: str, alone: Seconds, together: Seconds) -> Figure:
    milliseconds = [1_000 * float(np.median(each)) for each in (alone, together)]
    return Figure(
        TITLES[name],
        median_ratio(together, alone),
        None,
        at_least=False,
        form="{:.2f} ×",
        behind="{:.2f} ms alone, {:.2f} ms beside another".format(*milliseconds),
    )
