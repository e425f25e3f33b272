"""The rows of a run, on their way into the table `chunks` and back out of it."""

from __future__ import annotations

from typing import Any

import pandas as pd
from sqlalchemy import Connection, select

from bnviz.runs.run import Run
from bnviz.runs.schema import chunks
from bnviz.runs.tables import TableName, decode, encode


def unrecorded(
    connection: Connection, run: Run, name: TableName, frame: pd.DataFrame
) -> list[dict[str, Any]]:
    """The chunk that holds a frame's rows of steps not yet recorded, or none where there are no such rows."""
    of_table = (chunks.c.run_id == run.id) & (chunks.c.table_name == name)
    newest = select(chunks.c.last_step).where(of_table).order_by(chunks.c.id.desc()).limit(1)
    last_step = connection.execute(newest).scalar_one_or_none()
    rows = frame if last_step is None else frame[frame["step"] > last_step]
    if rows.empty:
        return []
    chunk = {
        "run_id": run.id,
        "attempt": run.attempt,
        "table_name": name,
        "first_step": int(rows["step"].min()),
        "last_step": int(rows["step"].max()),
        "body": encode(name, rows),
    }
    return [chunk]


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
