"""Runs through any sequence of submissions, workers, visitors and losses keep what the store promises."""

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import get_args

import pandas as pd
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, invariant, multiple, rule

from bnviz.experiment import Change
from bnviz.runs.run import Run, StaleAttempt
from bnviz.runs.schema import HELD, SHARED, State
from bnviz.runs.store import LOST_AFTER, Store
from tests.postgresql import PostgreSQL

from .small_runs import Clock, losses, now, silence, submit

seeds = st.integers(0, 1)


@contextmanager
def sqlite_database() -> Iterator[str]:
    with tempfile.TemporaryDirectory() as folder:
        yield f"sqlite:///{folder}/runs.sqlite"


class Runs(RuleBasedStateMachine):
    """Workers that train, stall, die, give up and come back too late, on two experiments."""

    workers = Bundle("workers")
    database = staticmethod(sqlite_database)

    def __init__(self) -> None:
        super().__init__()
        self.opened = ExitStack()
        self.clock = Clock()
        self.store = Store(self.opened.enter_context(self.database()), self.clock)
        self.submitted: dict[str, Run] = {}
        self.seen: dict[str, tuple[pd.DataFrame, int]] = {}

    def teardown(self) -> None:
        self.store.close()
        self.opened.close()

    def holds(self, worker: Run) -> bool:
        run = now(self.store, worker)
        return run.attempt == worker.attempt and run.state in HELD and run.heartbeat_at is not None

    @rule(seed=seeds)
    def submit(self, seed: int) -> None:
        run = submit(self.store, seed)
        assert run.state in SHARED
        self.submitted[run.id] = run
        self.seen.setdefault(run.id, (losses(), 0))

    @rule(target=workers)
    def claim(self) -> object:
        run = self.store.claim()
        return multiple() if run is None else run

    @rule(worker=workers, first=st.integers(1, 20), steps=st.integers(0, 20), paused=st.booleans())
    def append(self, worker: Run, first: int, steps: int, paused: bool) -> None:
        # A worker trains from its start, so it never leaves out a step that is not recorded yet.
        first = min(first, now(self.store, worker).step + 1)
        last = first + steps - 1
        rows = {"losses": losses(*range(first, last + 1))}
        if self.holds(worker):
            orders = self.store.append(worker, rows, last, last / 10, paused=paused)
            assert orders == self.store.orders(worker) == self.current(worker).orders
        else:
            with pytest.raises(StaleAttempt):
                self.store.append(worker, rows, last, last / 10)

    @rule(worker=consumes(workers), how=st.sampled_from(["done", "stopped", "failed", "release"]))
    def leave(self, worker: Run, how: str) -> None:
        if not self.holds(worker):
            return
        if how == "release":
            self.store.release(worker)
        else:
            self.store.finish(worker, how, seconds=1.0)

    @rule(seconds=st.sampled_from([1.0, LOST_AFTER + 1]))
    def sweep_after(self, seconds: float) -> None:
        silence(self.store, self.clock, seconds)

    @rule(seed=seeds)
    def request_stop(self, seed: int) -> None:
        for run in self.submitted.values():
            if run.experiment.seed == seed:
                self.store.steering(None).request_stop(run.id)

    @rule(seed=seeds, at=st.none() | st.integers(0, 50))
    def pause_or_resume(self, seed: int, at: int | None) -> None:
        for run in self.submitted.values():
            if run.experiment.seed == seed:
                self.store.steering(None).resume(run.id) if at is None else self.store.steering(None).pause(
                    run.id, at
                )

    @rule(worker=workers, rate=st.floats(1e-4, 10), step=st.integers(0, 49))
    def steer(self, worker: Run, rate: float, step: int) -> None:
        self.store.steering(None).request_rate(worker.id, rate)
        if self.holds(worker):
            changed = self.current(worker).experiment.changed(Change(step=step, learning_rate=rate))
            self.store.change_rate(worker, changed, rate)
            assert self.current(worker).experiment == changed
            assert self.current(worker).next_rate is None

    @rule()
    def read(self) -> None:
        for run_id, (before, cursor) in self.seen.items():
            new, cursor = self.store.read(run_id, "losses", cursor)
            self.seen[run_id] = (pd.concat([before, new], ignore_index=True), cursor)
            step = now(self.store, self.submitted[run_id]).step
            pd.testing.assert_frame_equal(self.seen[run_id][0], losses(*range(1, step + 1)))

    @invariant()
    def one_run_of_a_key_is_shared(self) -> None:
        shared = [run.key for run in map(self.current, self.submitted.values()) if run.state in SHARED]
        assert len(shared) == len(set(shared))

    @invariant()
    def a_run_has_ended_exactly_when_it_says_so(self) -> None:
        for run in map(self.current, self.submitted.values()):
            assert run.state in get_args(State)
            assert (run.finished_at is not None) == (run.state in {"done", "stopped", "failed", "lost"})

    @invariant()
    def a_run_without_a_worker_waits_for_one_or_for_a_visitor(self) -> None:
        for run in map(self.current, self.submitted.values()):
            if run.state == "paused" and run.heartbeat_at is None:
                assert run.pause_at is not None
                assert run.pause_at <= run.step
            if run.state == "running":
                assert run.heartbeat_at is not None

    @invariant()
    def progress_and_attempts_only_grow(self) -> None:
        for run_id, before in self.submitted.items():
            after = self.current(before)
            assert before.attempt <= after.attempt
            assert before.step <= after.step
            assert before.requeued <= after.requeued
            assert after.requeued <= 1
            self.submitted[run_id] = after

    def current(self, run: Run) -> Run:
        return now(self.store, run)


class RunsOnPostgreSQL(Runs):
    """The same, on a server that the fixture names."""


@pytest.fixture
def on_postgresql(postgresql: PostgreSQL, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(RunsOnPostgreSQL, "database", staticmethod(postgresql.database))


TestRuns = Runs.TestCase
TestRuns.settings = settings(max_examples=40, stateful_step_count=30, deadline=None)

TestRunsOnPostgreSQL = pytest.mark.usefixtures("on_postgresql")(
    pytest.mark.postgresql(RunsOnPostgreSQL.TestCase)
)
TestRunsOnPostgreSQL.settings = settings(max_examples=10, stateful_step_count=30, deadline=None)
