"""A database that is away for a moment, or for long, costs no step and no run its true state."""

import threading
import time
from collections.abc import Iterator

import pytest
from sqlalchemy import event

from bnviz.data import Dataset
from bnviz.runs.clock import common_clock
from bnviz.runs.database import DiskFullError, OutageError, StoreError
from bnviz.runs.outages import PATIENCE, outlasting
from bnviz.runs.run import Run
from bnviz.runs.store import LOST_AFTER, Store
from bnviz.runs.workers.execution import execute
from bnviz.training import ENGINE_VERSION
from tests.postgresql import PostgreSQL, running_postgresql

from .small_runs import Clock, held, losses, now
from .visitors import EXPERIMENT, STEPS, assert_whole


class Away:
    """Something that fails a few times before it answers."""

    def __init__(self, times: int, error: type[Exception] = OutageError):
        self.left, self.error = times, error

    @outlasting
    def ask(self, question: str) -> str:
        self.left -= 1
        if self.left >= 0:
            raise self.error("away")
        return question


@pytest.fixture
def watch(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """A watch that goes on only while somebody waits."""
    clock = Clock(0.0)

    def sleep(seconds: float) -> None:
        clock.now += seconds

    monkeypatch.setattr("bnviz.runs.outages.time.sleep", sleep)
    monkeypatch.setattr("bnviz.runs.outages.time.monotonic", clock)
    return clock


def test_what_is_asked_is_answered_once_the_store_is_back(watch: Clock) -> None:
    assert Away(times=20).ask("state?") == "state?"
    assert 0 < watch.now <= PATIENCE


def test_an_outage_without_end_is_told_in_the_end(watch: Clock) -> None:
    with pytest.raises(OutageError):
        Away(times=10_000).ask("state?")
    assert PATIENCE < watch.now < PATIENCE + 2


def test_a_disk_that_is_full_for_a_moment_is_waited_for_and_not_for_long(watch: Clock) -> None:
    assert Away(times=10, error=DiskFullError).ask("state?") == "state?"
    waited = watch.now
    with pytest.raises(DiskFullError):
        Away(times=10_000, error=DiskFullError).ask("state?")
    assert 0 < waited < watch.now - waited < LOST_AFTER


def test_other_failures_are_told_at_once(watch: Clock) -> None:
    with pytest.raises(StoreError):
        Away(times=1, error=StoreError).ask("state?")
    assert watch.now == 0.0


@pytest.fixture
def own_server() -> Iterator[PostgreSQL]:
    """A server for one test, which may stop it."""
    with running_postgresql() as server:
        yield server


@pytest.mark.postgresql
@pytest.mark.usefixtures("postgresql")
def test_a_restart_of_postgresql_in_the_middle_of_a_run_is_outlasted(
    own_server: PostgreSQL, dataset: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bnviz.runs.workers.recorder.RECORD_EVERY", 0.02)
    restarts = [250, 50]

    def restart(step: int) -> None:
        if restarts and step >= restarts[-1]:
            restarts.pop()
            own_server.stop()
            threading.Timer(0.3, own_server.start).start()

    with own_server.database() as url:
        store = Store(url)
        run = store.submit(EXPERIMENT, dataset.name, dataset.fingerprint, ENGINE_VERSION, "cpu")
        claimed = store.claim("worker")
        assert claimed is not None
        execute(store, claimed, lambda name: dataset, restart)
        done = now(store, run)
        assert (done.state, done.step, done.attempt, done.requeued) == ("done", STEPS, 1, 0)
        assert not restarts
        assert_whole(store, run)
        store.close()


@pytest.mark.postgresql
@pytest.mark.usefixtures("postgresql")
def test_a_page_is_told_of_an_outage_in_a_sentence_and_reads_on_afterwards(own_server: PostgreSQL) -> None:
    with own_server.database() as url:
        store = Store(url)
        run = held(store)
        store.append(run, {"losses": losses(1, 2)}, 2, 0.1)
        own_server.stop()
        with pytest.raises(OutageError, match="The run store did not answer") as told:
            store.read(run.id, "losses")
        assert "\n" not in str(told.value)
        with pytest.raises(OutageError):
            store.sweep()
        own_server.start()
        assert len(store.read(run.id, "losses")[0]) == 4
        store.close()


def test_a_run_that_the_store_left_in_the_middle_is_not_failed(
    store: Store, new: Run, dataset: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    claimed = store.claim("worker")
    assert claimed is not None

    def away(*_: object, **__: object) -> None:
        raise OutageError("The run store did not answer (away).")

    with monkeypatch.context() as patch:
        patch.setattr(Store, "append", away)
        execute(store, claimed, lambda name: dataset)
    assert now(store, new).state == "running"
    store.mark_lost("worker")
    assert (now(store, new).state, now(store, new).error) == ("queued", None)


@pytest.mark.postgresql
def test_a_reader_with_a_cursor_misses_nothing_whoever_commits_late(postgresql: PostgreSQL) -> None:
    """PostgreSQL gives ids before they can be seen, but of one run never two at once: its row is locked."""
    with postgresql.database() as url:
        slow, quick, reader = Store(url), Store(url), Store(url)
        run = held(slow)
        event.listen(slow.engine, "commit", lambda connection: time.sleep(0.5))
        late = threading.Thread(target=lambda: slow.append(run, {"losses": losses(1, 2, 3)}, 3, 0.1))
        late.start()
        while not _waits_to_commit(reader):
            time.sleep(0.01)
        quick.mark_lost("worker")
        again = quick.claim("worker", run.id)
        assert again is not None
        quick.append(again, {"losses": losses(*range(1, 7))}, 6, 0.2)
        first, cursor = reader.read(run.id, "losses")
        late.join()
        rest, _ = reader.read(run.id, "losses", cursor)
        assert [*first["step"], *rest["step"]] == losses(*range(1, 7))["step"].tolist()
        for store in (slow, quick, reader):
            store.close()


def _waits_to_commit(store: Store) -> bool:
    """Whether somebody has inserted rows that cannot be seen yet."""
    with store.engine.connect() as connection:
        given = connection.exec_driver_sql("SELECT is_called FROM chunks_id_seq").scalar_one()
        return bool(given)


@pytest.mark.postgresql
def test_all_machines_go_by_the_clock_of_the_database(
    postgresql: PostgreSQL, monkeypatch: pytest.MonkeyPatch
) -> None:
    with postgresql.database() as url:
        store = Store(url)
        real = time.time()
        monkeypatch.setattr("time.time", lambda: real + 3_600)
        assert abs(common_clock(store.engine)() - real) < 30
        store.close()
