import numpy as np
import pandas as pd
import pytest

from bnviz.runs.database import StoreError
from bnviz.runs.feed import FOLLOWED, Curves, Feed
from bnviz.runs.run import Run
from bnviz.runs.store import Store
from bnviz.runs.tables import TableName

from .small_runs import Clock, held, losses


def scores(*steps: int) -> pd.DataFrame:
    """A row for each arm at some steps."""
    step, arm = (axis.ravel() for axis in np.meshgrid(steps, range(2), indexing="ij"))
    return pd.DataFrame({"step": step, "arm": arm, "test_loss": 1.0 + step, "test_accuracy": 0.5})


def answers_of(step: int) -> pd.DataFrame:
    predictions = [np.full(3, step % 10, np.uint8) for _ in range(2)]
    return pd.DataFrame({"step": step, "arm": range(2), "predictions": predictions})


def recorded(store: Store, run: Run, *steps: int) -> Curves:
    store.append(run, {"losses": losses(*steps), "tests": scores(*steps)}, step=steps[-1], seconds=0.1)
    return Feed(store, run.id, arms=2).refresh()[1]


def test_a_feed_reads_what_is_new_and_only_that(store: Store) -> None:
    run = held(store)
    feed = Feed(store, run.id, arms=2)
    assert feed.refresh()[1].losses.empty
    store.append(run, {"losses": losses(1, 2)}, step=2, seconds=0.1)
    store.append(run, {"losses": losses(3)}, step=3, seconds=0.2)
    seen, curves = feed.refresh()
    assert seen.step == 3
    pd.testing.assert_frame_equal(
        curves.losses, losses(1, 2, 3).astype({"train_loss": float}), check_dtype=False
    )
    assert len(feed.refresh()[1].losses) == 6


def test_the_same_curves_are_given_as_long_as_nothing_is_new(store: Store, clock: Clock) -> None:
    run = held(store)
    store.append(run, {"losses": losses(1), "tests": scores(0, 1)}, step=1, seconds=0.1)
    feed = Feed(store, run.id, arms=2)
    curves = feed.refresh()[1]
    clock.now += 1
    store.append(run, {}, step=1, seconds=0.1, paused=True)
    seen, same = feed.refresh()
    assert seen.state == "paused"
    assert same is curves
    clock.now += 1
    store.append(run, {"tests": scores(2)}, step=1, seconds=0.1)
    assert feed.refresh()[1].steps == [0, 1, 2]


def test_of_a_run_that_trains_on_its_own_something_recent_will_do(store: Store) -> None:
    watch = Clock()
    run = held(store)
    feed = Feed(store, run.id, arms=2, watch=watch)
    store.append(run, {"losses": losses(1)}, step=1, seconds=0.1)
    feed.refresh()
    store.append(run, {"losses": losses(2)}, step=2, seconds=0.2)
    assert feed.refresh(within=1)[0].step == 1
    assert feed.refresh()[0].step == 2
    watch.now += 1
    store.append(run, {"losses": losses(3)}, step=3, seconds=0.3)
    assert feed.refresh(within=1)[0].step == 3


@pytest.mark.parametrize("ask", ["pause", "set_pace", "finish"])
def test_what_a_visitor_waits_for_is_read_at_once(store: Store, ask: str) -> None:
    run = held(store)
    feed = Feed(store, run.id, arms=2, watch=Clock())
    store.append(run, {"losses": losses(1)}, step=1, seconds=0.1)
    if ask == "finish":
        store.finish(run, "done", seconds=0.1)
    else:
        getattr(store.steering(None), ask)(run.id, 1)
    assert feed.refresh(within=1)[0].step == 1
    assert _has(feed.refresh(within=1)[0], ask)
    if ask != "finish":
        store.append(run, {"losses": losses(2)}, step=2, seconds=0.2, paused=ask == "pause")
        assert feed.refresh(within=1)[0].step == 2


def _has(run: Run, asked: str) -> bool:
    """Whether it shows on the run that something was asked of it."""
    return bool({"pause": run.pause_at, "set_pace": run.pace, "finish": run.state == "done"}[asked])


def test_a_refresh_that_fails_halfway_loses_nothing(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    run = held(store)
    feed = Feed(store, run.id, arms=2)
    store.append(run, {"losses": losses(1), "tests": scores(0, 1)}, step=1, seconds=0.1)
    read = store.read

    def fail_at_layers(run_id: str, table: TableName, after: int = 0) -> tuple[pd.DataFrame, int]:
        if table == "layers":
            raise StoreError("The run store did not answer.")
        return read(run_id, table, after)

    with monkeypatch.context() as broken:
        broken.setattr(store, "read", fail_at_layers)
        with pytest.raises(StoreError):
            feed.refresh()
    curves = feed.refresh()[1]
    assert (curves.steps, len(curves.losses)) == ([0, 1], 2)


def test_every_snapshot_is_shown_and_none_twice(store: Store) -> None:
    run = held(store)
    feed = Feed(store, run.id, arms=2)
    for first in (0, 400, 800):
        steps = range(first, first + 400)
        store.append(run, {"tests": scores(*steps)}, step=first + 399, seconds=1.0)
        curves = feed.refresh()[1]
    assert curves.steps == list(range(1_200))
    assert len(curves.tests) == 2 * 1_200


def test_single_steps_are_read_when_asked_for_and_once(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    run = held(store)
    feed = Feed(store, run.id, arms=2)
    assert feed.at("answers", 5).empty
    for step in (1, 2, 4):
        rows = {"tests": scores(step), "answers": answers_of(step)}
        store.append(run, rows, step=step, seconds=0.1)
    assert feed.at("answers", 5).empty
    feed.refresh()
    assert feed.at("answers", 3)["predictions"].iloc[0].tolist() == [2, 2, 2]
    assert feed.at("answers", 5)["step"].eq(4).all()
    pd.testing.assert_frame_equal(feed.at("tests", 3), store.read_at(run.id, "tests", 3))
    monkeypatch.setattr(store, "engine", None)
    assert feed.at("answers", 2)["step"].eq(2).all()
    assert feed.at("answers", 0).empty


def test_beside_another_run_its_arms_are_counted_on(store: Store) -> None:
    one, other = recorded(store, held(store), 1, 2), recorded(store, held(store, seed=2), 1, 2, 3)
    both = one.beside(other)
    assert both.losses["arm"].unique().tolist() == [0, 1, 2, 3]
    pd.testing.assert_frame_equal(both.tests[both.tests["arm"] < 2], one.tests)
    moved = both.tests[both.tests["arm"] >= 2].reset_index(drop=True)
    pd.testing.assert_frame_equal(moved.assign(arm=moved["arm"] - 2), other.tests, check_dtype=False)
    assert both.steps == [1, 2, 3]
    assert both.diverged_at == (None,) * 4


def test_a_run_that_is_gone_is_said_so(store: Store) -> None:
    with pytest.raises(StoreError, match="nothing is no longer in the store"):
        Feed(store, "nothing", arms=1).refresh()


def test_empty_curves_have_the_columns_of_full_ones(store: Store) -> None:
    empty, read = Curves.empty(2), Feed(store, held(store).id, arms=2).refresh()[1]
    for name in ("losses", *FOLLOWED):
        assert list(getattr(empty, name)) == list(getattr(read, name))
    assert empty.steps == []
