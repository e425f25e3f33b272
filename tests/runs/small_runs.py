"""What the tests of runs are made of: a clock, small runs, their rows, and threads that start together."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import pandas as pd
from sqlalchemy import select

from bnviz.experiment import Experiment
from bnviz.runs.marks import Mark
from bnviz.runs.run import Run
from bnviz.runs.schema import marks
from bnviz.runs.store import Store

T = TypeVar("T")


@dataclass
class Clock:
    """A time that passes only when told."""

    now: float = 1_000.0

    def __call__(self) -> float:
        return self.now


def submit(
    store: Store, seed: int = 1, *, data: str = "fingerprint", engine: str = "1", device: str = "cpu"
) -> Run:
    return store.submit(Experiment(seed=seed, steps=50), "MNIST", data, engine, device)


def marks_of(store: Store, visitor: str) -> dict[str, Mark]:
    """All that a visitor noted, by the ids of the runs, those that are gone too."""
    with store.engine.connect() as connection:
        rows = connection.execute(select(marks).where(marks.c.visitor == visitor)).all()
    return {row.run_id: Mark(row.name, row.note, row.pinned_at) for row in rows}


def held(store: Store, seed: int = 1) -> Run:
    run = store.claim("worker", submit(store, seed).id)
    assert run is not None
    return run


def now(store: Store, run: Run) -> Run:
    found = store.get(run.id)
    assert found is not None
    return found


def silence(store: Store, clock: Clock, seconds: float) -> None:
    """The store watches, for so long, whether a worker is heard of."""
    store.sweep()
    clock.now += seconds
    store.sweep()


def losses(*steps: int) -> pd.DataFrame:
    """Two arms' losses at some steps, the same whenever they are computed."""
    step = np.repeat(np.array(steps, dtype=np.int32), 2)
    arm = np.tile(np.array([0, 1], dtype=np.int16), len(steps))
    return pd.DataFrame({"step": step, "arm": arm, "train_loss": np.float32(1 / (step + arm + 1))})


def at_once(threads: int, work: Callable[[], T]) -> list[T]:
    """What each of some threads got that all began the same work at the same moment."""
    together = threading.Barrier(threads)

    def begin(_: int) -> T:
        together.wait()
        return work()

    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(begin, range(threads)))
