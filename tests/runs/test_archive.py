"""What is cleared, and what never is."""

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from sqlalchemy import update

from bnviz.experiment import Experiment
from bnviz.runs.archive import DAY
from bnviz.runs.database import StoreError
from bnviz.runs.run import Run
from bnviz.runs.schema import runs
from bnviz.runs.steering import NotAllowedError
from bnviz.runs.store import Store

from .small_runs import Clock, marks_of, now

PLENTY = 1e6  # megabytes
ROWS = 20_000


def heavy(first: int) -> pd.DataFrame:
    """Losses that take some 100 KB in the store, as nothing in them repeats."""
    step = np.arange(first, first + ROWS, dtype=np.int32)
    values = np.random.default_rng(first).random(ROWS, dtype=np.float32)
    return pd.DataFrame({"step": step, "arm": np.zeros(ROWS, np.int16), "train_loss": values})


def ended(store: Store, clock: Clock, seed: int = 1, owner: str | None = "ann") -> Run:
    experiment = Experiment(seed=seed, steps=50_000)
    clock.now += 1
    run = store.claim("worker", store.submit(experiment, "MNIST", "fingerprint", "1", "cpu", owner).id)
    assert run is not None
    store.append(run, {"losses": heavy(1)}, ROWS, 1.0)
    store.finish(run, "done", seconds=1.0)
    return now(store, run)


def test_old_runs_go_with_all_they_recorded_and_young_ones_stay(store: Store, clock: Clock) -> None:
    old = ended(store, clock, 1)
    clock.now += 2 * DAY
    young = ended(store, clock, 2)
    clock.now += DAY - 10
    assert store.archive.clear(2.5, PLENTY) == 1
    assert store.get(old.id) is None
    assert store.read(old.id, "losses")[0].empty
    assert len(store.read(young.id, "losses")[0]) == ROWS


def test_a_run_is_as_old_as_the_last_look_at_it(store: Store, clock: Clock) -> None:
    run = ended(store, clock)
    clock.now += 2 * DAY
    store.audience.watch(run)
    clock.now += DAY
    assert store.archive.clear(2, PLENTY) == 0
    clock.now += 1.1 * DAY
    assert store.archive.clear(2, PLENTY) == 1


def _shown(store: Store, run: Run) -> None:
    code = store.rooms.open("teacher").code
    store.rooms.show(code, "teacher", run.id, None, "{}")


@pytest.mark.parametrize(
    "keep", [lambda store, run: store.archive.pin(run.id), _shown], ids=["pinned", "in a room"]
)
@pytest.mark.parametrize(("days", "megabytes"), [(1, PLENTY), (1e6, 0.001)], ids=["age", "size"])
def test_these_stay(
    store: Store, clock: Clock, keep: Callable[[Store, Run], None], days: float, megabytes: float
) -> None:
    kept, other = ended(store, clock, 1), ended(store, clock, 2)
    clock.now += 5 * DAY
    keep(store, kept)
    assert store.archive.clear(days, megabytes) == 1
    assert store.get(kept.id) is not None
    assert store.get(other.id) is None


@pytest.mark.parametrize(("days", "megabytes"), [(1, PLENTY), (1e6, 0.001)], ids=["age", "size"])
def test_runs_of_a_kept_experiment_stay_whatever_the_data(
    store: Store, clock: Clock, days: float, megabytes: float
) -> None:
    preset, other = ended(store, clock, 1), ended(store, clock, 2)
    clock.now += 5 * DAY
    assert store.archive.clear(days, megabytes, [preset.experiment]) == 1
    assert (store.get(preset.id) is None, store.get(other.id) is None) == (False, True)


@pytest.mark.parametrize("state", ["queued", "running", "paused"])
def test_what_goes_on_is_never_cleared(store: Store, clock: Clock, state: str) -> None:
    run = store.submit(Experiment(steps=50), "MNIST", "fingerprint", "1", "cpu", "ann")
    if state != "queued":
        held = store.claim("worker", run.id)
        assert held is not None
        store.steering(None).pause(run.id)
        store.append(held, {}, 1, 0.1, paused=state == "paused")
    clock.now += 1_000 * DAY
    assert store.archive.clear(0.001, 0.001) == 0
    assert now(store, run).state == state


def test_of_a_full_store_the_oldest_go_until_there_is_some_room(store: Store, clock: Clock) -> None:
    all_ = [ended(store, clock, seed) for seed in range(1, 9)]
    before = store.archive.megabytes()
    limit = 0.7 * before
    assert store.archive.clear(1e6, PLENTY) == 0
    gone = store.archive.clear(1e6, limit)
    left = [run for run in all_ if store.get(run.id) is not None]
    assert left == all_[gone:]
    assert 0 < gone < 6
    assert store.archive.megabytes() < limit
    assert store.archive.clear(1e6, limit) == 0


def test_the_room_that_was_made_is_used_again(store: Store, clock: Clock) -> None:
    """Whatever the size of the file: what is free in it counts as free."""
    for seed in range(1, 5):
        ended(store, clock, seed)
    full = store.archive.megabytes()
    clock.now += 10 * DAY
    store.archive.clear(1, PLENTY)
    assert store.archive.megabytes() < full / 4


def test_a_pin_can_be_taken_away(store: Store, clock: Clock) -> None:
    run = ended(store, clock)
    store.archive.pin(run.id)
    assert now(store, run).pinned_at == clock.now
    store.archive.unpin(run.id)
    assert now(store, run).pinned_at is None
    clock.now += 10 * DAY
    assert store.archive.clear(1, PLENTY) == 1


def test_what_is_not_there_cannot_be_pinned(store: Store) -> None:
    with pytest.raises(StoreError, match="Run nothing is not in the store"):
        store.archive.pin("nothing")


def test_a_cleared_experiment_can_be_trained_again(store: Store, clock: Clock) -> None:
    old = ended(store, clock, 1)
    clock.now += 10 * DAY
    store.archive.clear(1, PLENTY)
    new = ended(store, clock, 1)
    assert (new.id, new.attempt) == (old.id, 1)
    rows, cursor = store.read(new.id, "losses")
    assert len(rows) == ROWS
    assert cursor > 1  # an id is never given twice: no reader of the old run takes these rows for its own


def test_what_a_visitor_pinned_is_the_last_to_go(store: Store, clock: Clock) -> None:
    oldest, *others = (ended(store, clock, seed) for seed in range(1, 6))
    store.marks.pin("ben", oldest.id)
    store.archive.clear(1e6, 0.7 * store.archive.megabytes())
    assert store.get(oldest.id) is not None
    assert store.get(others[0].id) is None
    store.archive.clear(1e6, 0.001)
    assert store.get(oldest.id) is None
    assert marks_of(store, "ben") == {}


def test_no_pin_of_a_visitor_s_makes_a_run_younger(store: Store, clock: Clock) -> None:
    run = ended(store, clock)
    store.marks.pin("ann", run.id)
    clock.now += 5 * DAY
    assert store.archive.clear(1, PLENTY) == 1


def test_who_started_a_run_deletes_it_with_all_that_belongs_to_it(store: Store, clock: Clock) -> None:
    run, other = ended(store, clock, 1), ended(store, clock, 2)
    store.marks.pin("ben", run.id)
    store.catalogue.catch_up()
    store.archive.delete(run.id, "ann")
    assert store.get(run.id) is None
    assert store.read(run.id, "losses")[0].empty
    assert marks_of(store, "ben") == {}
    assert store.get(other.id) == other
    with pytest.raises(StoreError, match="no longer in the store"):
        store.archive.delete(run.id, "ann")


def _paused(store: Store, run: Run) -> None:
    with store.engine.begin() as connection:
        connection.execute(update(runs).where(runs.c.id == run.id).values(state="paused"))


@pytest.mark.parametrize(
    ("owner", "before"),
    [
        ("ben", lambda store, run: None),
        (None, lambda store, run: None),
        ("ann", lambda store, run: store.archive.pin(run.id)),
        ("ann", _shown),
        ("ann", _paused),
    ],
    ids=["another's", "the host's", "pinned by the host", "in a room", "not ended"],
)
def test_nobody_deletes_what_is_not_theirs_or_stays(
    store: Store, clock: Clock, owner: str | None, before: Callable[[Store, Run], None]
) -> None:
    run = ended(store, clock, owner=owner)
    before(store, run)
    why = "stays for now" if owner == "ann" else "is not yours to delete"
    with pytest.raises(NotAllowedError, match=f"Run {run.id} {why}"):
        store.archive.delete(run.id, "ann")
    assert len(store.read(run.id, "losses")[0]) == ROWS


def test_nobody_deletes_what_the_host_keeps_for_all(store: Store, clock: Clock) -> None:
    preset = ended(store, clock)
    with pytest.raises(NotAllowedError):
        store.archive.delete(preset.id, "ann", [preset.experiment])
    store.archive.delete(preset.id, "ann")
