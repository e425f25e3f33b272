"""How a run goes from state to state: each change is one UPDATE that names the states it starts from.

    queued → running ⇄ paused → done | stopped | failed | lost

A worker that stops for good or dies lets its run go back to queued (unless the run was asked to stop). The
database decides on the row as it is, so whoever comes second finds nothing to change.
"""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import ColumnElement, Update, case, select, true, update

from bnviz.runs.run import Run
from bnviz.runs.schema import HELD, Ending, runs

LOST_TWICE = "The worker ended without a word, and so did the one that tried again."


def claim(worker: str | None, run_id: str | None, now: float) -> Update:
    """The oldest queued run, or the named one if it is queued, becomes the worker's."""
    named = true() if run_id is None else runs.c.id == run_id
    queued = select(runs.c.id).where(runs.c.state == "queued", named)
    oldest = queued.order_by(runs.c.created_at, runs.c.id).limit(1).with_for_update(skip_locked=True)
    return (
        update(runs)
        .where(runs.c.id == oldest.scalar_subquery(), runs.c.state == "queued")
        .values(state="running", attempt=runs.c.attempt + 1, worker=worker, started_at=now, heartbeat_at=now)
    )


def progress(run: Run, step: int, seconds: float, now: float) -> Update:
    """A heartbeat; step and seconds go on together, and never back."""
    ahead = runs.c.step <= step
    return _held(run).values(
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
    """The worker's run is queued again, or ends if it was to stop."""
    stop = runs.c.stop_requested
    return _held(run).values(state=case((stop, "stopped"), else_="queued"), finished_at=case((stop, now)))


def request_stop(run_id: str, now: float) -> Update:
    """A queued run ends; a held one is marked for its worker to see."""
    waits = runs.c.state == "queued"
    return (
        update(runs)
        .where(runs.c.id == run_id, waits | runs.c.state.in_(HELD))
        .values(
            stop_requested=True,
            state=case((waits, "stopped"), else_=runs.c.state),
            finished_at=case((waits, now)),
        )
    )


def lose(which: ColumnElement[bool], now: float) -> Update:
    """Held runs lose their workers: each is queued again once, or ends if it was to stop or is lost again."""
    stop, first = runs.c.stop_requested, runs.c.requeued == 0
    return (
        update(runs)
        .where(which, runs.c.state.in_(HELD))
        .values(
            state=case((stop, "stopped"), (first, "queued"), else_="lost"),
            requeued=case((stop, runs.c.requeued), else_=1),
            finished_at=case((stop | ~first, now)),
            error=case((~stop & ~first, LOST_TWICE)),
        )
    )


def _held(run: Run) -> Update:
    """A change to a run that only the attempt that holds it may make."""
    return update(runs).where(runs.c.id == run.id, runs.c.attempt == run.attempt, runs.c.state.in_(HELD))
