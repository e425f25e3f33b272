"""The parts of the app that outlive a page: the store, the workers and the data, one of each a server."""

from __future__ import annotations

import atexit
import gc
from dataclasses import dataclass, field

import streamlit as st
from threadpoolctl import threadpool_limits

from bnviz.data.library import Library
from bnviz.experiment import Experiment
from bnviz.runs.feed import Feed
from bnviz.runs.pool import Pool
from bnviz.runs.run import Run, run_key
from bnviz.runs.steering import Steering
from bnviz.runs.store import Store
from bnviz.training import ENGINE_VERSION
from bnviz.ui.visitor import visitor

FEEDS = 32  # runs followed at once; the one watched least recently makes room


@dataclass(frozen=True)
class Services:
    """What every visitor shares."""

    store: Store
    pool: Pool
    library: Library
    feeds: dict[str, Feed] = field(default_factory=dict)

    def submit(self, experiment: Experiment, device: str) -> Run:
        """Queue an experiment on the best data at hand, or find the run that it already is."""
        shelf = self.library.shelf
        run = self.store.submit(
            experiment, shelf.name, shelf.fingerprint, ENGINE_VERSION, device, owner=visitor()
        )
        self.pool.wake()
        return run

    def find(self, experiment: Experiment, device: str) -> Run | None:
        """The run that an experiment already is, on the best data at hand; None if it is none."""
        return self.store.find(run_key(experiment, self.library.shelf.fingerprint, ENGINE_VERSION, device))

    def steering(self) -> Steering:
        """This visitor's hands on the runs that are theirs."""
        return self.store.steering(visitor())

    def may_steer(self, run: Run) -> bool:
        """Whether the run is this visitor's to steer."""
        return self.steering().allows(run.id)

    def resume(self, run: Run) -> None:
        """Let a paused run go on."""
        self.steering().resume(run.id)
        self.pool.wake()

    def walk(self, run: Run, steps: int) -> None:
        """Let a paused run make some steps, on top of those it is still to make."""
        at = max(run.step, run.pause_at or 0) + steps
        self.steering().pause(run.id, min(at, run.steps))
        self.pool.wake()

    def feed(self, run: Run) -> Feed:
        """The feed of a run, one for all who watch it."""
        feed = self.feeds.pop(run.id, None) or Feed(self.store, run.id, len(run.experiment.arms))
        self.feeds[run.id] = feed  # last: the dictionary's order is that of the last use
        for forgotten in list(self.feeds)[:-FEEDS]:
            self.feeds.pop(forgotten, None)
        return feed


def services() -> Services:
    """What every visitor shares; opened when the first one comes.

    Raises:
        StoreError: if the store cannot be opened.
    """
    return _opened()


@st.cache_resource(show_spinner="Starting the workers …")
def _opened() -> Services:
    """Open the store, start the workers and find the data; once a server."""
    # A lesson's products are small: more threads only fight each other, and the workers, for the cores.
    threadpool_limits(1)
    store = Store()
    pool = Pool(store)
    atexit.register(pool.close)
    made = Services(store, pool, Library())
    # Streamlit collects all garbage after every rerun. What is loaded by now lives as long as the server:
    # taking it out of the collector's sight makes a rerun of thirty visitors some fifty times quicker.
    gc.collect()
    gc.freeze()
    return made
