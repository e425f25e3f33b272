"""The keeper's rounds."""

import pytest

from bnviz.experiment import Experiment
from bnviz.host import Host
from bnviz.runs.archive import DAY
from bnviz.runs.database import StoreError
from bnviz.runs.keeper import CLEARS_EVERY, Keeper
from bnviz.runs.run import Run
from bnviz.runs.store import Store
from bnviz.runs.visits import Visit

from .small_runs import Clock, marks_of, now


@pytest.fixture
def watch(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The keeper's own watch."""
    watch = Clock(5.0)
    monkeypatch.setattr("bnviz.runs.keeper.time.monotonic", watch)
    return watch


def watched(store: Store, seed: int = 1) -> Run:
    run = store.submit(Experiment(seed=seed, steps=50), "MNIST", "fingerprint", "1", "cpu", "ann")
    store.audience.watch(run)
    return run


def ended(store: Store, seed: int) -> Run:
    run = store.claim("worker", watched(store, seed).id)
    assert run is not None
    store.finish(run, "done", seconds=1.0)
    return run


def host(**settings: object) -> Host:
    return Host(unwatched_seconds=70, **settings)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("unwatched", "state"), [("pause", "paused"), ("stop", "stopped"), ("continue", "queued")]
)
def test_what_nobody_watches_gives_way_as_the_host_wants_it(
    store: Store, clock: Clock, watch: Clock, unwatched: str, state: str
) -> None:
    run, keeper = watched(store), Keeper(store, host(unwatched=unwatched))
    clock.now += 71
    watch.now += 71
    keeper.round()
    assert now(store, run).state == state


def test_after_a_restart_visitors_have_time_to_come_back(store: Store, clock: Clock, watch: Clock) -> None:
    run = watched(store)
    clock.now += 1_000
    keeper = Keeper(store, host())
    watch.now += 69
    keeper.round()
    assert now(store, run).state == "queued"
    watch.now += 2
    keeper.round()
    assert now(store, run).state == "paused"


def test_it_clears_at_first_and_then_every_few_minutes(store: Store, clock: Clock, watch: Clock) -> None:
    preset = ended(store, 0)
    keeper = Keeper(store, host(keep_days=1), [preset.experiment])
    for seed in (1, 2):
        old = ended(store, seed)
        clock.now += 2 * DAY
        keeper.round()
        assert store.get(old.id) is None
        early = ended(store, seed + 10)
        clock.now += 2 * DAY
        watch.now += CLEARS_EVERY - 1
        keeper.round()
        assert store.get(early.id) is not None
        watch.now += 1
    assert store.get(preset.id) is not None


def test_it_finds_runs_whose_worker_fell_silent(store: Store, clock: Clock, watch: Clock) -> None:
    run = store.claim("worker", watched(store).id)
    assert run is not None
    keeper = Keeper(store, host())
    keeper.round()
    clock.now += 60
    keeper.round()
    clock.now += 60
    keeper.round()
    assert now(store, run).requeued == 1


def test_it_clears_visits_and_marks_as_old_as_the_runs_that_it_clears(
    store: Store, clock: Clock, watch: Clock
) -> None:
    store.visits.note("ann", "why/shift", Visit(clock.now))
    store.marks.pin("ann", watched(store).id)
    keeper = Keeper(store, host(keep_days=1))
    keeper.round()
    assert store.visits.of("ann")
    assert marks_of(store, "ann")
    clock.now += 2 * DAY
    watch.now += CLEARS_EVERY
    keeper.round()
    assert not store.visits.of("ann")
    assert not marks_of(store, "ann")


def test_no_failure_of_a_round_is_its_last(
    store: Store, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    failures = iter([RuntimeError("a mistake"), StoreError("no store"), KeyboardInterrupt()])

    def sweep() -> None:
        raise next(failures)

    monkeypatch.setattr("bnviz.runs.keeper.EVERY", 0.001)
    monkeypatch.setattr(store, "sweep", sweep)
    with pytest.raises(KeyboardInterrupt):
        Keeper(store, host())._keep()
    assert "a round of the store's keeper failed" in caplog.text
