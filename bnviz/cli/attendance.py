"""Seeing a run to its end: it is trained here if it is free, and followed where it is trained otherwise."""

from __future__ import annotations

import signal
import types
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from time import sleep
from typing import NoReturn

from tqdm import tqdm

from bnviz.data import Dataset
from bnviz.runs.database import StoreError
from bnviz.runs.run import Run
from bnviz.runs.store import Store
from bnviz.runs.workers.execution import execute
from bnviz.runs.workers.recorder import Released

POLL = 0.2  # seconds between two looks at a run that another process trains


class Attendance:
    """One process's attendance of one run.

    The first Ctrl-C stops the run if it is trained here, and the first SIGTERM gives it back to the queue; a
    run trained elsewhere goes on without this process. A second signal ends the process at once. A run that a
    visitor pauses is attended all the same, and trained on here or elsewhere once it is to go on.

    Attributes:
        signal: the signal that ended the attendance, or None.
    """

    def __init__(self, store: Store, run: Run, dataset: Dataset):
        """Attend `run` of `store`, which was submitted for `dataset`."""
        self.store, self.run, self.dataset = store, run, dataset
        self.name = f"command line {uuid.uuid4().hex}"
        self.signal: int | None = None

    @property
    def trained_here(self) -> bool:
        """Whether this process was the last to train the run."""
        return self.run.worker == self.name

    def see_through(self) -> None:
        """Stay with the run, showing its progress on a terminal, until it ends or a signal comes."""
        with self._hearing(), self._bar() as bar:
            while self.run.finished_at is None and self.signal is None:
                if not self._train(bar):
                    sleep(POLL)
                    self.store.sweep()  # the process that trains it may be dead
                self.run = self._now()
                bar.update(self.run.step - bar.n)

    def _train(self, bar: tqdm[NoReturn]) -> bool:
        """Train the run to its end if it is free; whether it was."""

        def progress(step: int) -> None:
            bar.update(step - bar.n)
            self.store.audience.watch(self.run)
            if self.signal == signal.SIGINT:
                self.store.steering(by=None).request_stop(self.run.id)
            elif self.signal is not None:
                raise Released

        claimed = self.store.claim(self.name, self.run.id) if self.run.state == "queued" else None
        if claimed is not None:
            execute(self.store, claimed, lambda name: self.dataset, progress)
        return claimed is not None

    def _now(self) -> Run:
        run = self.store.get(self.run.id)
        if run is None:
            raise StoreError(f"Run {self.run.id} is no longer in the store.")
        self.store.audience.watch(run)  # a visitor's run does not give way while somebody waits for it here
        return run

    def _bar(self) -> tqdm[NoReturn]:
        return tqdm(total=self.run.steps, initial=self.run.step, unit=" steps", disable=None, leave=False)

    @contextmanager
    def _hearing(self) -> Iterator[None]:
        before = {number: signal.signal(number, self._hear) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def _hear(self, number: int, _: types.FrameType | None) -> None:
        # The store is told later, by `progress`: it may be in the middle of a transaction right now.
        self.signal = number
        signal.signal(number, signal.SIG_DFL)
