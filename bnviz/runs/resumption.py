"""What a worker needs to go on with a run where another one left it: the training's state at a recorded step.

It is written together with the rows up to its step, so that the two never disagree. One that does not fit, or
cannot be read, is none: the run is then trained again from its start, and the store keeps only what is new.
"""

from __future__ import annotations

import io
import zipfile
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from sqlalchemy import Connection, delete, insert, select

from bnviz.runs.run import Run
from bnviz.runs.schema import ACTIVE, resumptions, runs
from bnviz.training import ENGINE_VERSION, State

ENGINE, SECONDS = "engine", "seconds"  # what is written beside the state


class Resumption(NamedTuple):
    """Where a run goes on.

    Attributes:
        state: of the training (see `Training.state`).
        seconds: the training time up to there.
    """

    state: State
    seconds: float


def encode(resumption: Resumption) -> bytes:
    """The resumption in numpy's own format, with the engine's version."""
    body = io.BytesIO()
    about: State = {ENGINE: np.array(ENGINE_VERSION), SECONDS: np.array(resumption.seconds)}
    np.savez(body, allow_pickle=False, **about, **resumption.state)
    return body.getvalue()


def decode(body: bytes) -> Resumption | None:
    """The resumption of some bytes; None if they are damaged, or another version of the engine's."""
    try:
        read = _arrays(body)
        engine, seconds = str(read.pop(ENGINE)), float(read.pop(SECONDS))
    except Exception:
        return None  # whatever is wrong with them, the run can be trained from its start
    return Resumption(read, seconds) if engine == ENGINE_VERSION else None


def _arrays(body: bytes) -> dict[str, npt.NDArray[Any]]:
    """The named arrays, never unpickled.

    Raises:
        Exception: of many kinds, if the bytes are not what `encode` wrote.
    """
    if (damaged := zipfile.ZipFile(io.BytesIO(body)).testzip()) is not None:
        raise ValueError(f"{damaged} is damaged.")
    with np.load(io.BytesIO(body), allow_pickle=False) as arrays:
        return dict(arrays)


def keep(connection: Connection, run: Run, step: int, body: bytes) -> None:
    """Put a run's resumption in place of its last one."""
    connection.execute(delete(resumptions).where(resumptions.c.run_id == run.id))
    row = {"run_id": run.id, "attempt": run.attempt, "step": step, "body": body}
    connection.execute(insert(resumptions), row)


def kept(connection: Connection, run: Run) -> Resumption | None:
    """The resumption of a claimed run; None if there is none that fits it."""
    # Of a later step, or a later attempt, there would be rows missing before it.
    fits = (resumptions.c.step <= run.step) & (resumptions.c.attempt <= run.attempt)
    of_run = select(resumptions.c.body).where(resumptions.c.run_id == run.id, fits)
    body = connection.execute(of_run).scalar_one_or_none()
    return None if body is None else decode(body)


def forget_ended(connection: Connection) -> None:
    """Drop the resumptions of runs of which no more will come."""
    active = select(runs.c.id).where(runs.c.state.in_(ACTIVE))
    connection.execute(delete(resumptions).where(resumptions.c.run_id.not_in(active)))
