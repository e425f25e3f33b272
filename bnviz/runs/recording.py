"""The rows of a run, on their way into the table `chunks` and back out of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
from sqlalchemy import Connection, bindparam, select

from bnviz.runs.run import Run
from bnviz.runs.schema import chunks
from bnviz.runs.tables import TableName, decode, encode

# Made once: to write a statement down takes as long as to ask the database.
_LAST_STEP = (
    select(chunks.c.last_step)
    .where(chunks.c.run_id == bindparam("run"), chunks.c.table_name == bindparam("table"))
    .order_by(chunks.c.id.desc())
    .limit(1)
)
"""The newest step recorded of a table."""


def unrecorded(
    connection: Connection, run: Run, frames: Mapping[TableName, pd.DataFrame]
) -> list[dict[str, Any]]:
    """A chunk for each table, with its rows of steps not yet recorded; none where there are no such rows."""
    last_steps = {name: connection.scalar(_LAST_STEP, {"run": run.id, "table": name}) for name in frames}
    made = (_chunk(run, name, frame, last_steps[name]) for name, frame in frames.items())
    return [chunk for chunk in made if chunk]


def _chunk(run: Run, name: TableName, frame: pd.DataFrame, last_step: int | None) -> dict[str, Any] | None:
    """The rows of steps after the last one recorded, if there are any."""
    new = frame["step"].to_numpy() > (-1 if last_step is None else last_step)
    if not new.any():
        return None
    rows = frame if new.all() else frame[new]  # nearly always all, which need not be copied
    steps = rows["step"].to_numpy()
    return {
        "run_id": run.id,
        "attempt": run.attempt,
        "table_name": name,
        "first_step": int(steps.min()),
        "last_step": int(steps.max()),
        "body": encode(name, rows),
    }


def recorded(connection: Connection, run_id: str, name: TableName, after: int) -> tuple[pd.DataFrame, int]:
    """The rows of all chunks of a table with an id above `after`, in order, and the last of these ids."""
    of_table = (chunks.c.run_id == run_id) & (chunks.c.table_name == name)
    newer = select(chunks.c.id, chunks.c.body).where(of_table, chunks.c.id > after).order_by(chunks.c.id)
    found = connection.execute(newer).all()
    return decode(name, [chunk.body for chunk in found]), found[-1].id if found else after


def recorded_at(connection: Connection, run_id: str, name: TableName, step: int) -> pd.DataFrame:
    """The rows of a table's newest step up to `step`; none if there is no such step."""
    of_table = (chunks.c.run_id == run_id) & (chunks.c.table_name == name)
    reached = select(chunks.c.body).where(of_table, chunks.c.first_step <= step)
    # A step's rows are all in one chunk, and later chunks are of later steps.
    newest = connection.scalars(reached.order_by(chunks.c.id.desc()).limit(1)).all()
    rows = decode(name, newest)
    steps = rows["step"].to_numpy()
    found: pd.DataFrame = rows[steps == steps[steps <= step].max(initial=-1)]
    return found.reset_index(drop=True)
