"""The list of runs as one visitor sees it: each with what they noted of it and what came of it."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Engine, Row, Select, and_, func, insert, or_, select, true
from sqlalchemy.exc import IntegrityError

from bnviz.experiment import Change, Experiment
from bnviz.runs.database import StoreError, transaction
from bnviz.runs.marks import Mark
from bnviz.runs.run import LISTED, Run
from bnviz.runs.schema import ACTIVE, State, marks, runs, summaries
from bnviz.runs.summary import Summary, as_json, from_json, summarised

SUMMARISED_AT_ONCE = 20  # runs; that takes some tenths of a second


class Scope(StrEnum):
    """Whose runs are listed."""

    OWN = "own"
    PINNED = "pinned"
    ALL = "all"


@dataclass(frozen=True)
class Wanted:
    """Which runs a visitor wants to see; None: any.

    Attributes:
        scope: the visitor's own, those they pinned, or all of the store.
        state: as it is now.
        data_name: of the data set.
        activation: of the hidden layers.
        plan: the experiment, whatever its seed and what was changed on the way.
    """

    scope: Scope = Scope.ALL
    state: State | None = None
    data_name: str | None = None
    activation: str | None = None
    plan: Experiment | None = None


@dataclass(frozen=True)
class Entry:
    """A run in the list.

    Attributes:
        run: the run.
        mark: what the visitor noted of it.
        summary: what came of it; None as long as it has not ended, or was not yet summed up.
    """

    run: Run
    mark: Mark
    summary: Summary | None


class Listing(NamedTuple):
    """What was found.

    Attributes:
        entries: the visitor's pins, then all others, newest first; `LISTED` at most.
        found: how many there are in all.
    """

    entries: list[Entry]
    found: int


class Catalogue:
    """All runs of a store. Every method raises StoreError if the database fails."""

    def __init__(self, engine: Engine):
        self.engine = engine

    def find(self, visitor: str, wanted: Wanted = Wanted()) -> Listing:
        """The runs that a visitor wants to see, but for those that only an earlier version can read."""
        which = _condition(visitor, wanted)
        with transaction(self.engine) as connection:
            rows = connection.execute(_listed(visitor).where(which).limit(LISTED)).all()
            found = len(rows)
            if found == LISTED:
                found = connection.execute(_with_marks(visitor, func.count()).where(which)).scalar_one()
        return Listing([entry for entry in map(_entry, rows) if entry], found)

    def entries(self, visitor: str, run_ids: list[str]) -> list[Entry]:
        """The runs of these ids, in their order; those that are gone are left out."""
        with transaction(self.engine) as connection:
            rows = connection.execute(_listed(visitor).where(runs.c.id.in_(run_ids))).all()
        known = {entry.run.id: entry for entry in map(_entry, rows) if entry}
        return [known[run_id] for run_id in run_ids if run_id in known]

    def catch_up(self, most: int = SUMMARISED_AT_ONCE) -> int:
        """Sums up runs that have ended since, the newest first; gives how many."""
        new = ~select(summaries.c.run_id).where(summaries.c.run_id == runs.c.id).exists()
        ended = select(runs).where(runs.c.state.not_in(ACTIVE), new).order_by(runs.c.created_at.desc())
        with transaction(self.engine) as connection:
            rows = connection.execute(ended.limit(most)).all()
        for row in rows:
            with suppress(IntegrityError), transaction(self.engine) as connection:  # done by another, or gone
                body = as_json(_summary(connection, row))
                connection.execute(insert(summaries).values(run_id=row.id, body=body))
        return len(rows)


def _listed(visitor: str) -> Select[Any]:
    """The columns of the table `runs`, then those of a mark, which may be missing, and of the summary."""
    noted = marks.c.name, marks.c.note, marks.c.pinned_at.label("pinned_by_visitor")
    joined = _with_marks(visitor, *runs.c, *noted, summaries.c.body)
    first = marks.c.pinned_at.is_(None), runs.c.created_at.desc(), runs.c.id.desc()
    return joined.outerjoin(summaries, summaries.c.run_id == runs.c.id).order_by(*first)


def _with_marks(visitor: str, *columns: Any) -> Select[Any]:
    theirs = and_(marks.c.run_id == runs.c.id, marks.c.visitor == visitor)
    return select(*columns).select_from(runs).outerjoin(marks, theirs)


def _condition(visitor: str, wanted: Wanted) -> ColumnElement[bool]:
    scopes = {Scope.OWN: runs.c.owner == visitor, Scope.PINNED: marks.c.pinned_at.is_not(None)}
    conditions = [scopes.get(wanted.scope, true())]
    if wanted.state:
        conditions.append(runs.c.state == wanted.state)
    if wanted.data_name:
        conditions.append(runs.c.data_name == wanted.data_name)
    if wanted.activation:
        conditions.append(runs.c.experiment.contains(f'"activation":"{wanted.activation}"', autoescape=True))
    if wanted.plan:
        conditions.append(_is_of(wanted.plan))
    return and_(*conditions)


def _is_of(plan: Experiment) -> ColumnElement[bool]:
    """Whether a run is of an experiment, but for its seed and what was changed on the way."""
    changed = plan.model_copy(update={"changes": (Change(step=0, learning_rate=1.0),)})
    return or_(*(runs.c.experiment.like(_but_for_seed_and_changes(each)) for each in (plan, changed)))


def _but_for_seed_and_changes(plan: Experiment) -> str:
    """A pattern of the JSON text, in which nothing else has a meaning to LIKE."""
    any_seed = re.sub(r'(?<="seed":)\d+', "%", plan.canonical())
    return re.sub(r'(?<="changes":)\[.*?\]', "[%]", any_seed)


def _entry(row: Row[Any]) -> Entry | None:
    """Of a row of `_listed`; None if this version cannot read the run."""
    try:
        run = Run.of(row)
    except StoreError:
        return None
    mark = Mark(row.name or "", row.note or "", row.pinned_by_visitor)
    return Entry(run, mark, from_json(row.body) if row.body else None)


def _summary(connection: Connection, row: Row[Any]) -> Summary:
    try:
        return summarised(connection, Run.of(row))
    except (StoreError, ValueError, ArithmeticError, LookupError):  # of an earlier version, or damaged
        return {}
