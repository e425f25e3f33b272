"""How a run goes from state to state: each change is one UPDATE that names the states it starts from.

    queued → running ⇄ paused → done | stopped | failed | lost

A worker that stops for good or dies lets its run go back to queued (unless the run was asked to stop). The
database decides on the row as it is, so whoever comes second finds nothing to change.

What visitors want stands beside the state until the worker has heard it: `stop_requested`, `pause_at`, `pace`
and `next_rate`. The worker tells whether it runs or pauses with each sign of life.

A paused run has a worker that waits for the next order, but not for ever: without a worker it **rests**, with
neither `worker` nor `heartbeat_at`, until an order to go on queues it again. So does a run that **gave way**
as nobody watched it, until somebody looks at it again. The worker that then claims it goes on from what was
kept, and obeys nothing but a stop up to the last step that is recorded already.
"""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import ColumnElement, Update, and_, case, null, or_, select, true, update

from bnviz.experiment import Experiment
from bnviz.language import N_
from bnviz.runs.room import shown_in_a_room
from bnviz.runs.run import Run
from bnviz.runs.schema import ACTIVE, HELD, Ending, guests, rooms, runs

LOST_TWICE = N_("The worker ended without a word, and so did the one that tried again.")

IS_HELD = and_(runs.c.state.in_(HELD), runs.c.heartbeat_at.is_not(None))
RESTS = and_(runs.c.state == "paused", runs.c.heartbeat_at.is_(None))
IS_TO_PAUSE = and_(runs.c.pause_at.is_not(None), runs.c.pause_at <= runs.c.step)
MAY_REST = or_(and_(runs.c.state == "paused", IS_TO_PAUSE), runs.c.gave_way_at.is_not(None))
"""Paused, and nothing was asked for meanwhile that takes a worker; or set aside."""


def claim(run_id: str, worker: str | None, now: float) -> Update:
    """A queued run becomes the worker's."""
    return (
        update(runs)
        .where(runs.c.id == run_id, runs.c.state == "queued")
        .values(state="running", attempt=runs.c.attempt + 1, worker=worker, started_at=now, heartbeat_at=now)
    )


def progress(run: Run, step: int, seconds: float, now: float, *, paused: bool) -> Update:
    """A heartbeat of a run that trains or is paused; step and seconds go on together, and never back."""
    ahead = runs.c.step <= step
    return _held(run).values(
        state="paused" if paused else "running",
        heartbeat_at=now,
        step=case((ahead, step), else_=runs.c.step),
        seconds=case((ahead, seconds), else_=runs.c.seconds),
    )


def finish(
    run: Run, state: Ending, result: dict[str, Any] | None, error: str | None, seconds: float, now: float
) -> Update:
    """The worker's run ends."""
    told = None if result is None else json.dumps(result)
    return _held(run).values(state=state, result=told, error=error, seconds=seconds, finished_at=now)


def release(run: Run, now: float) -> Update:
    """The worker's run rests if it is paused, ends if it was to stop, and is queued again otherwise."""
    stop = runs.c.stop_requested
    return _held(run).values(
        state=case((stop, "stopped"), (MAY_REST, "paused"), else_="queued"),
        finished_at=case((stop, now)),
        **_without_worker(~stop & MAY_REST),
    )


def change(run: Run, experiment: Experiment, learning_rate: float) -> Update:
    """The worker's run is of a changed experiment from now on, and no longer answers who asks for the first.

    A rate that was asked for after `learning_rate` is still to come.
    """
    taken = runs.c.next_rate == learning_rate
    return _held(run).values(
        experiment=experiment.canonical(),
        key=f"steered:{run.id}",
        next_rate=case((taken, null()), else_=runs.c.next_rate),
    )


def request_stop(run_id: str, by: str | None, now: float) -> Update:
    """A queued or resting run ends; a held one is marked for its worker to see."""
    waits = (runs.c.state == "queued") | RESTS
    return _active(run_id, by).values(
        stop_requested=True,
        state=case((waits, "stopped"), else_=runs.c.state),
        finished_at=case((waits, now)),
    )


def pause(run_id: str, by: str | None, at: int) -> Update:
    """A run is to pause once `at` steps are made; one that rests before is queued to get there."""
    goes_on = RESTS & (runs.c.step < at)
    return _active(run_id, by).values(
        pause_at=at, state=case((goes_on, "queued"), else_=runs.c.state), gave_way_at=None
    )


def resume(run_id: str, by: str | None) -> Update:
    """A run is to go on; one that rests is queued for it."""
    goes_on = case((RESTS, "queued"), else_=runs.c.state)
    return _active(run_id, by).values(pause_at=None, state=goes_on, gave_way_at=None)


def set_pace(run_id: str, by: str | None, steps_per_second: float | None) -> Update:
    """A run is to make at most so many steps per second."""
    return _active(run_id, by).values(pace=steps_per_second)


def request_rate(run_id: str, by: str | None, learning_rate: float) -> Update:
    """A run is to go on with another learning rate; one that rests takes it when it goes on."""
    return _active(run_id, by).values(next_rate=learning_rate)


def may_steer(by: str | None) -> ColumnElement[bool]:
    """Whose a run is to steer: its owner's; the host's: all.

    To show a run in a room gives no power over it, as anybody may open one and show any run there; but its
    owner may join a room and offer the run; while it is shown there, it is the room's host's to steer too.
    """
    if by is None:
        return true()
    offered = (
        select(rooms.c.code)
        .join(guests, guests.c.code == rooms.c.code)
        .where(rooms.c.host == by, rooms.c.run_id == runs.c.id, rooms.c.closed_at.is_(None))
        .where(guests.c.visitor == runs.c.owner, guests.c.offers == runs.c.id)
    )
    return (runs.c.owner == by) | offered.exists()


def watch(run_id: str, now: float) -> Update:
    """Somebody looks at a run: one that gave way is queued again, unless it is to pause where it is."""
    goes_on = RESTS & runs.c.gave_way_at.is_not(None) & ~IS_TO_PAUSE
    more = runs.c.state.in_(ACTIVE)
    return (
        update(runs)
        .where(runs.c.id == run_id)
        .values(
            watched_at=now,
            state=case((goes_on, "queued"), else_=runs.c.state),
            gave_way_at=case((more, null()), else_=runs.c.gave_way_at),
        )
    )


def give_way(unwatched_since: float, now: float, *, stop: bool) -> Update:
    """Visitors' runs that were watched once and then no more are set aside, or end if they are to `stop`.

    One that waits rests at once; the worker of one in training hears of it and lets go. What an open room
    shows stays.
    """
    unwatched = and_(runs.c.owner.is_not(None), runs.c.watched_at < unwatched_since, ~shown_in_a_room(now))
    waits = runs.c.state == "queued"
    return (
        update(runs)
        .where(runs.c.state.in_(("queued", "running")), runs.c.gave_way_at.is_(None), unwatched)
        .values(
            gave_way_at=now,
            stop_requested=true() if stop else runs.c.stop_requested,
            state=case((waits, "stopped" if stop else "paused"), else_=runs.c.state),
            finished_at=case((waits, now)) if stop else None,
            **_without_worker(waits),
        )
    )


def lose(which: ColumnElement[bool], now: float) -> Update:
    """Held runs lose their workers.

    Each ends if it was to stop, rests if it is paused, is queued again once, and is lost the second time.
    """
    stop, rests, first = runs.c.stop_requested, MAY_REST, runs.c.requeued == 0
    return (
        update(runs)
        .where(which, IS_HELD)
        .values(
            state=case((stop, "stopped"), (rests, "paused"), (first, "queued"), else_="lost"),
            requeued=case((stop | rests, runs.c.requeued), else_=1),
            finished_at=case((stop | ~(rests | first), now)),
            error=case((~(stop | rests | first), LOST_TWICE)),
            **_without_worker(~stop & rests),
        )
    )


def _without_worker(condition: ColumnElement[bool]) -> dict[str, ColumnElement[Any]]:
    """Columns of runs that go to rest where the condition holds."""
    return {
        "worker": case((condition, null()), else_=runs.c.worker),
        "heartbeat_at": case((condition, null()), else_=runs.c.heartbeat_at),
    }


def _held(run: Run) -> Update:
    """A change to a run that only the attempt that holds it may make."""
    return update(runs).where(runs.c.id == run.id, runs.c.attempt == run.attempt, IS_HELD)


def _active(run_id: str, by: str | None) -> Update:
    """A change to a run of which more may come, by one who may; one that has ended is left alone."""
    return update(runs).where(runs.c.id == run_id, runs.c.state.in_(ACTIVE), may_steer(by))
