"""A worker pauses, steps, goes slowly and lets go as visitors want, and the run is the same in the end."""

import time

import pandas as pd
import pytest

from bnviz.runs.run import Run
from bnviz.runs.store import Store
from bnviz.runs.workers.recorder import Released

from .small_runs import now, submit
from .visitors import (
    EXPERIMENT,
    STEPS,
    UNSCHEDULED,
    Train,
    Visit,
    assert_whole,
    each_pause,
    lets_go,
    losses_of,
)


def test_the_step_that_nobody_looks_at_has_no_snapshot(store: Store, new: Run, train: Train) -> None:
    done = train(new)
    assert done.state == "done"
    assert store.read_at(new.id, "layers", UNSCHEDULED)["step"].max() < UNSCHEDULED


def test_a_run_pauses_where_it_is_told_to_and_shows_that_step(store: Store, new: Run, train: Train) -> None:
    seen: list[int] = []

    def look(run: Run) -> None:
        seen.append(run.step)
        assert_whole(store, run, run.step)
        assert store.read_at(run.id, "layers", STEPS)["step"].eq(run.step).all()
        assert store.read_at(run.id, "tests", STEPS)["step"].eq(run.step).all()

    def steps(further: int) -> Visit:
        return lambda run: (look(run), store.steering(None).pause(run.id, run.step + further))

    def resumes(run: Run) -> None:
        look(run)
        store.steering(None).resume(run.id)

    store.steering(None).pause(new.id, UNSCHEDULED)
    done = train(new, each_pause(steps(1), steps(10), resumes))
    assert seen == [UNSCHEDULED, UNSCHEDULED + 1, UNSCHEDULED + 11]
    assert done.state == "done"
    assert_whole(store, done)


def test_a_pause_as_soon_as_possible_is_heard_between_two_appends(
    store: Store, new: Run, train: Train, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bnviz.runs.workers.recorder.RECORD_EVERY", 1_000.0)
    monkeypatch.setattr("bnviz.runs.workers.recorder.LOOK_EVERY", 0.001)
    paused_at: list[int] = []

    def visit(run: Run) -> None:
        if run.state == "paused":
            paused_at.append(run.step)
            assert store.read_at(run.id, "layers", STEPS)["step"].eq(run.step).all()
            store.steering(None).resume(run.id)
        elif not paused_at:
            assert run.step == 0
            store.steering(None).pause(run.id)

    assert train(new, visit).state == "done"
    assert 0 <= paused_at[0] < STEPS
    assert_whole(store, new)


def test_a_run_is_not_paused_at_its_end(store: Store, new: Run, train: Train) -> None:
    store.steering(None).pause(new.id, STEPS)
    assert train(new).state == "done"


def test_a_pause_is_no_training_time(store: Store, new: Run, train: Train) -> None:
    began = time.perf_counter()

    def waits(run: Run) -> None:
        if run.state == "paused" and time.perf_counter() > began + 2:
            store.steering(None).resume(run.id)

    store.steering(None).pause(new.id, 1)
    spent = train(new, waits).seconds
    assert spent < time.perf_counter() - began - 1


def test_a_paused_run_can_be_stopped(store: Store, new: Run, train: Train) -> None:
    store.steering(None).pause(new.id, 5)
    stopped = train(new, each_pause(lambda run: store.steering(None).request_stop(run.id)))
    assert (stopped.state, stopped.step) == ("stopped", 5)


def test_a_paused_run_whose_process_ends_rests(store: Store, new: Run, train: Train) -> None:
    store.steering(None).pause(new.id, 5)
    rests = train(new, each_pause(lets_go))
    assert (rests.state, rests.step, rests.worker) == ("paused", 5, None)


def test_a_paused_run_makes_room_for_one_that_waits(
    store: Store, new: Run, train: Train, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bnviz.runs.workers.courtesy.COURTESY", 0.2)
    store.steering(None).pause(new.id, 5)
    rests = train(new, each_pause(lambda run: submit(store)))
    assert (rests.state, rests.step, rests.worker) == ("paused", 5, None)


def test_a_paused_run_is_not_held_for_ever(
    store: Store, new: Run, train: Train, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bnviz.runs.workers.courtesy.PATIENCE", 0.2)
    store.steering(None).pause(new.id, 5)
    rests = train(new)
    assert (rests.state, rests.step, rests.worker) == ("paused", 5, None)


def test_a_step_on_the_way_renews_the_patience(
    store: Store, new: Run, train: Train, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bnviz.runs.workers.courtesy.PATIENCE", 1.5)
    began = time.perf_counter()

    def steps_now_and_then(run: Run) -> None:
        if run.state == "paused" and run.step < 13 and time.perf_counter() > began + (run.step - 9) * 0.6:
            store.steering(None).pause(run.id, run.step + 1)

    store.steering(None).pause(new.id, 10)
    rests = train(new, steps_now_and_then)
    assert (rests.state, rests.step) == ("paused", 13)


def test_a_run_that_rested_goes_on_as_if_it_had_not(store: Store, new: Run, train: Train) -> None:
    plain = store.submit(EXPERIMENT, new.data_name, new.data_fingerprint, "another engine", "cpu")
    train(plain)

    store.steering(None).pause(new.id, UNSCHEDULED)
    train(new, each_pause(lets_go))
    seen = store.get(new.id).step
    store.steering(None).pause(new.id, UNSCHEDULED + 1)

    def never_back(run: Run) -> None:
        nonlocal seen
        assert run.step >= seen
        seen = run.step
        if run.state == "paused":
            raise Released

    rests = train(new, never_back)
    assert (rests.state, rests.step) == ("paused", UNSCHEDULED + 1)
    assert store.read_at(new.id, "layers", STEPS)["step"].eq(UNSCHEDULED + 1).all()
    store.steering(None).resume(new.id)
    done = train(new)
    assert (done.state, done.attempt) == ("done", 3)
    assert_whole(store, done)
    pd.testing.assert_frame_equal(losses_of(store, done), losses_of(store, plain))


def test_a_run_that_is_trained_again_pauses_no_earlier_than_it_was(
    store: Store, new: Run, train: Train
) -> None:
    store.steering(None).pause(new.id, UNSCHEDULED)
    train(new, each_pause(lambda run: (store.steering(None).resume(run.id), lets_go(run))))
    assert now(store, new).state == "queued"
    store.steering(None).pause(new.id, 5)
    rests = train(new, each_pause(lets_go))
    assert rests.state == "paused"
    assert UNSCHEDULED <= rests.step <= UNSCHEDULED + 1


def test_slow_motion_shows_every_step_at_its_pace(store: Store, new: Run, train: Train) -> None:
    told: dict[int, float] = {}

    def visit(run: Run) -> None:
        told.setdefault(run.step, time.perf_counter())
        if run.step == UNSCHEDULED:
            store.steering(None).set_pace(run.id, 10)
            store.steering(None).resume(run.id)
        if UNSCHEDULED < run.step <= UNSCHEDULED + 5:
            assert store.read_at(run.id, "layers", STEPS)["step"].eq(run.step).all()
        if run.step == UNSCHEDULED + 5:
            store.steering(None).set_pace(run.id, None)

    store.steering(None).pause(new.id, UNSCHEDULED)
    done = train(new, visit)
    # A step is told some time between its end and the next one's beginning, and these are 0.1 s apart.
    assert told[UNSCHEDULED + 5] - told[UNSCHEDULED + 1] >= 0.3
    assert done.state == "done"
    assert_whole(store, done)


def test_a_faster_pace_is_kept_without_looking_at_each_step(store: Store, new: Run, train: Train) -> None:
    paces: dict[int, float] = {}

    def visit(run: Run) -> None:
        if run.step == UNSCHEDULED:
            store.steering(None).set_pace(run.id, 50)
            store.steering(None).pause(run.id, UNSCHEDULED + 40)
        paces[run.step] = time.perf_counter()
        if run.step == UNSCHEDULED + 40:
            store.steering(None).set_pace(run.id, None)
            store.steering(None).resume(run.id)

    store.steering(None).pause(new.id, UNSCHEDULED)
    train(new, visit)
    assert paces[UNSCHEDULED + 40] - paces[UNSCHEDULED] > 0.75
    looked_at = set(store.read(new.id, "layers")[0]["step"])
    between = set(range(UNSCHEDULED + 1, UNSCHEDULED + 40))
    assert not looked_at & between


def test_a_slow_run_is_stopped_in_the_middle_of_a_step(store: Store, new: Run, train: Train) -> None:
    store.steering(None).set_pace(new.id, 0.2)
    began = time.perf_counter()
    stopped = train(new, lambda run: store.steering(None).request_stop(run.id))
    assert (stopped.state, stopped.step) == ("stopped", 0)
    assert time.perf_counter() - began < 4
