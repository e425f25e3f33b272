"""The parts of the app that outlive a page: the store, the workers and the data, one of each a server."""

from __future__ import annotations

import gc
import pkgutil
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache, partial
from importlib import import_module
from threading import Lock

import numpy as np
import pyarrow as pa
import streamlit as st
from threadpoolctl import threadpool_limits

from bnviz.data.library import Library
from bnviz.experiment import Experiment
from bnviz.fields import refusal
from bnviz.host import host
from bnviz.language import _
from bnviz.lessons.presets import PRESETS
from bnviz.runs.database import StoreError
from bnviz.runs.feed import Curves, Feed
from bnviz.runs.forecast.admission import Admission, LimitError
from bnviz.runs.keeper import Keeper
from bnviz.runs.memo import Memo
from bnviz.runs.run import Run, run_key
from bnviz.runs.steering import Steering
from bnviz.runs.store import Store
from bnviz.runs.workers.executor import Executor, start_executor
from bnviz.training import ENGINE_VERSION
from bnviz.ui.gallery import KEPT, Gallery
from bnviz.ui.rhythm import Rhythm
from bnviz.ui.room.seat import seat
from bnviz.ui.studio import in_studio
from bnviz.ui.visitor import visitor

_INTERVAL, _TEMPO = "look_every", "tempo"  # in the session
TEMPI = 0.9, 1.1  # the least and the largest
_OPENING = Lock()
KEPT_PLANS = tuple(preset.setup.experiment() for preset in PRESETS.values())
"""Experiments whose runs the host keeps for all."""
FEEDS = 32  # runs followed at once; the one watched least recently makes room


@dataclass(frozen=True)
class Services:
    """What every visitor shares."""

    store: Store
    executor: Executor
    library: Library
    admission: Admission
    feeds: Memo = field(default_factory=partial(Memo, FEEDS, KEPT))
    gallery: Gallery = field(default_factory=Gallery)
    rhythm: Rhythm = field(default_factory=Rhythm)

    def submit(self, experiment: Experiment, device: str) -> Run:
        """Queue an experiment on the best data at hand, or find the run that it already is.

        Raises:
            LimitError: if there is no such run yet and a new one would be over a limit of the host.
        """
        if refused := self.refusal([experiment], device):
            raise LimitError(refused)
        shelf = self.library.shelf
        run = self.store.submit(
            experiment, shelf.name, shelf.fingerprint, ENGINE_VERSION, device, owner=visitor()
        )
        self.executor.wake()
        return run

    def find(self, experiment: Experiment, device: str) -> Run | None:
        """The run that an experiment already is, on the best data at hand; None if it is none."""
        return self.store.find(run_key(experiment, self.library.shelf.fingerprint, ENGINE_VERSION, device))

    def refusal(self, experiments: Sequence[Experiment], device: str) -> str | None:
        """Why this visitor may not have these experiments trained, in one sentence; None where it is allowed.

        What is trained already, or waits for it, is never refused.
        """
        new = [each for each in experiments if self.find(each, device) is None]
        if not new:
            return None
        # A browser may ask for what its page did not offer.
        if device not in (known := self.devices()):
            return str(refusal("device", device, _("one of {choices}").format(choices=", ".join(known))))
        return self.admission.refusal(new, visitor(), device)

    def steering(self) -> Steering:
        """This visitor's hands on the runs that are theirs."""
        return self.store.steering(visitor())

    def may_steer(self, run: Run) -> bool:
        """Whether the run is this visitor's to steer; only who leads a room needs the store for that."""
        taken = seat()
        leads = taken is not None and taken.leads
        return run.owner == visitor() or (leads and self.steering().allows(run.id))

    def resume(self, run: Run) -> None:
        """Let a paused run go on."""
        self.steering().resume(run.id)
        self.executor.wake()

    def walk(self, run: Run, steps: int) -> None:
        """Let a paused run make some steps, on top of those it is still to make."""
        at = max(run.step, run.pause_at or 0) + steps
        self.steering().pause(run.id, min(at, run.steps))
        self.executor.wake()

    def workers_alive(self) -> int:
        """How many workers serve the store now."""
        return len(self.store.workers())

    def devices(self) -> dict[str, str]:
        """What runs can be trained on now: torch names and what to call them; the CPU in any case."""
        devices = {"cpu": "CPU"}
        for worker in self.store.workers():
            devices |= worker.devices
        return devices

    def close(self) -> None:
        """Let this process's workers go; each gives the run in hand back to the queue."""
        self.executor.close()

    def feed(self, run: Run) -> Feed:
        """The feed of a run, one for all who watch it; that somebody does is noted."""
        with suppress(StoreError):  # a store that cannot be written to can still be read
            self.store.audience.watch(run)
        name = run.id, run.created_at  # one that was cleared and asked for again is another run
        return self.feeds.once(name, lambda: Feed(self.store, run.id, len(run.experiment.arms)))

    def look(self, run: Run) -> tuple[Run, Curves]:
        """What a page that follows the run is shown of it; the feed reads the store less often for many."""
        return in_studio(partial(self.feed(run).refresh, within=self.rhythm.patience()))

    def interval(self) -> float:
        """Seconds between two looks of this session at what trains: a fragment's `run_every`.

        Each has a tempo of its own: pages whose interval changed together would look together ever after.
        """
        every: float = self.rhythm.interval(st.session_state.get(_INTERVAL, 0.0))
        st.session_state[_INTERVAL] = every
        tempo: float = st.session_state.setdefault(_TEMPO, np.random.default_rng().uniform(*TEMPI))
        return every * tempo

    def keep_time(self) -> None:
        """Note that this session looks; its page runs again if it is to look more or less often now."""
        self.rhythm.look(visitor())
        if self.rhythm.interval(st.session_state[_INTERVAL]) != st.session_state[_INTERVAL]:
            st.rerun()


def open_services() -> Services:
    """What every visitor shares, opened with all that the pages will need in memory.

    Raises:
        StoreError: if the store cannot be opened.
    """
    import bnviz.ui

    for module in pkgutil.walk_packages(bnviz.ui.__path__, "bnviz.ui."):
        import_module(module.name)
    return services()


def services() -> Services:
    """What every visitor shares; opened when the server starts, or else when the first one comes.

    Raises:
        StoreError: if the store cannot be opened.
    """
    with _OPENING:
        return _opened()


@cache  # and not Streamlit's, which every visitor's browser may tell to forget
def _opened() -> Services:
    """Open the store, find the data and start the workers; once a server."""
    # A lesson's products are small: more threads only fight each other, and the workers, for the cores.
    threadpool_limits(1)
    pa.set_memory_pool(pa.system_memory_pool())  # Arrow's own never gives back what a run's rows once took
    store, library = Store(), Library()
    # Only now: while they start, each worker takes a core, and the first page would wait for it.
    executor = start_executor(store, host())
    Keeper(store, host(), KEPT_PLANS).start()
    made = Services(store, executor, library, Admission(store, host()))
    # Streamlit collects all garbage after every rerun. What is loaded by now lives as long as the server:
    # taking it out of the collector's sight makes a rerun of thirty visitors some fifty times quicker.
    gc.collect()
    gc.freeze()
    return made
