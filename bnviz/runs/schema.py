"""The SQL tables of the store.

`runs` has a row a run, `chunks` the run's tables piece by piece, `resumptions` what a worker needs to go on
with a run, `summaries` what came of one that has ended; `marks` has what visitors noted of runs; `workers`
has those who are alive; `rooms`, `guests` and `guesses` are a teacher's; `visits` says how far each visitor
is in the lessons.
"""

from __future__ import annotations

from typing import Literal

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Double,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
)

State = Literal["queued", "running", "paused", "done", "stopped", "failed", "lost"]
Ending = Literal["done", "stopped", "failed"]

HELD: tuple[State, ...] = ("running", "paused")
"""The states in which a worker holds the run; only a paused one may be without."""
ACTIVE: tuple[State, ...] = ("queued", *HELD)
"""The states in which more of the run may come, so that a visitor has something to steer."""
SHARED: tuple[State, ...] = (*ACTIVE, "done")
"""The states in which a run answers whoever asks for its experiment again."""

metadata = MetaData()

runs = Table(
    "runs",
    metadata,
    Column("id", Text, primary_key=True),
    Column("key", Text, nullable=False),
    Column("experiment", Text, nullable=False),
    Column("data_name", Text, nullable=False),
    Column("data_fingerprint", Text, nullable=False),
    Column("engine_version", Text, nullable=False),
    Column("device", Text, nullable=False),
    Column("state", Text, nullable=False, default="queued"),
    Column("worker", Text),
    Column("attempt", Integer, nullable=False, default=0),
    Column("requeued", Integer, nullable=False, default=0),
    Column("step", Integer, nullable=False, default=0),
    Column("steps", Integer, nullable=False),
    Column("seconds", Double, nullable=False, default=0.0),
    Column("stop_requested", Boolean, nullable=False, default=False),
    Column("pause_at", Integer),
    Column("pace", Double),
    Column("next_rate", Double),
    Column("created_at", Double, nullable=False),
    Column("started_at", Double),
    Column("heartbeat_at", Double),
    Column("finished_at", Double),
    Column("error", Text),
    Column("result", Text),
    Column("owner", Text),
    Column("watched_at", Double),
    Column("gave_way_at", Double),
    Column("pinned_at", Double),
)

_is_shared = runs.c.state.in_(SHARED)
Index("one_shared_run_a_key", runs.c.key, unique=True, sqlite_where=_is_shared, postgresql_where=_is_shared)
Index("runs_by_state", runs.c.state, runs.c.created_at)
Index("runs_by_owner", runs.c.owner, runs.c.started_at)

chunks = Table(
    "chunks",
    metadata,
    # SQLite counts up by itself only with its own INTEGER as the key's type.
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    Column("run_id", Text, ForeignKey(runs.c.id), nullable=False),
    Column("attempt", Integer, nullable=False),
    Column("table_name", Text, nullable=False),
    Column("first_step", Integer, nullable=False),
    Column("last_step", Integer, nullable=False),
    Column("body", LargeBinary, nullable=False),
    sqlite_autoincrement=True,  # an id is a reader's cursor: it is never given twice
)
Index("chunks_of_a_table", chunks.c.run_id, chunks.c.table_name, chunks.c.id)

workers = Table(
    "workers",
    metadata,
    Column("name", Text, primary_key=True),
    Column("machine", Text, nullable=False),
    Column("devices", Text, nullable=False),
    Column("places", Integer, nullable=False),
    Column("seen_at", Double, nullable=False),
)

resumptions = Table(
    "resumptions",
    metadata,
    Column("run_id", Text, ForeignKey(runs.c.id), primary_key=True),
    Column("attempt", Integer, nullable=False),
    Column("step", Integer, nullable=False),
    Column("body", LargeBinary, nullable=False),
)

summaries = Table(
    "summaries",
    metadata,
    Column("run_id", Text, ForeignKey(runs.c.id), primary_key=True),
    Column("body", Text, nullable=False),
)

marks = Table(
    "marks",
    metadata,
    Column("visitor", Text, primary_key=True),
    Column("run_id", Text, ForeignKey(runs.c.id), primary_key=True),
    Column("name", Text, nullable=False, default=""),
    Column("note", Text, nullable=False, default=""),
    Column("pinned_at", Double),
    Column("seen_at", Double, nullable=False, default=0.0),
)
Index("marks_of_a_run", marks.c.run_id)

rooms = Table(
    "rooms",
    metadata,
    Column("code", Text, primary_key=True),
    Column("host", Text, nullable=False),
    Column("run_id", Text),
    Column("step", Integer),
    Column("selection", Text, nullable=False, default="{}"),
    Column("question", Text),
    Column("opened_at", Double, nullable=False),
    Column("seen_at", Double, nullable=False),
    Column("closed_at", Double),
)

guests = Table(
    "guests",
    metadata,
    Column("code", Text, ForeignKey(rooms.c.code), primary_key=True),
    Column("visitor", Text, primary_key=True),
    Column("seen_at", Double, nullable=False),
    Column("away", Boolean, nullable=False, default=False),
    Column("offers", Text),
)

guesses = Table(
    "guesses",
    metadata,
    Column("code", Text, ForeignKey(rooms.c.code), primary_key=True),
    Column("question", Text, primary_key=True),
    Column("visitor", Text, primary_key=True),
    Column("choice", Text, nullable=False),
)

visits = Table(
    "visits",
    metadata,
    Column("visitor", Text, primary_key=True),
    Column("place", Text, primary_key=True),
    Column("seen_at", Double, nullable=False),
    Column("predicted", Boolean, nullable=False, default=False),
    Column("checked", Boolean, nullable=False, default=False),
)
