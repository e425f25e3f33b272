"""A run that comes from a file and not from a worker here: what is believed of it, and how it is stored.

Nobody can tell whether a file's numbers came of a training. So such a run answers nobody who asks for its
experiment; it opens by its id, and lists call it imported.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal

import numpy as np
import pandas as pd
from pydantic import BaseModel, ConfigDict, Field, model_validator

from bnviz.experiment import Experiment
from bnviz.runs.run import Run
from bnviz.runs.tables import SCHEMAS, TableName, encode

Seconds = Annotated[float, Field(ge=0, le=1e11, allow_inf_nan=False)]
Sign = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[\w.:-]+$")]
Count = Annotated[int, Field(ge=0, le=100_000)]

STEPS_A_CHUNK = {"losses": 2_048, "statistics": 256}
"""The steps in a chunk, of tables that have them all; others have Snapshots, which are looked at singly."""
SNAPSHOTS_A_CHUNK = 8


class ArmResult(BaseModel):
    """How an arm did in the end: losses in nats, accuracies from 0 to 1, None for what is no number."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    train_loss: float | None = None
    train_accuracy: Annotated[float, Field(ge=0, le=1)] | None = None
    test_loss: float | None = None
    test_accuracy: Annotated[float, Field(ge=0, le=1)] | None = None
    diverged_at: Count | None = None


class Result(BaseModel):
    """What a run's worker reported at its end."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    arms: tuple[ArmResult, ...]


class Facts(BaseModel):
    """What is told of a run beside its tables; nothing of who trained it. See `Run`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: Annotated[str, Field(pattern=r"^[0-9a-f]{10}(-\d{1,6})?$")]
    experiment: Experiment
    data_name: Sign
    data_fingerprint: Sign
    engine_version: Sign
    device: Sign
    state: Literal["done", "stopped", "failed", "lost"]
    step: Count
    seconds: Seconds
    created_at: Seconds
    started_at: Seconds | None = None
    finished_at: Seconds | None = None
    error: Annotated[str, Field(max_length=500)] | None = None
    result: Result | None = None

    @classmethod
    def of(cls, run: Run) -> Facts:
        """The facts of a run that has ended."""
        told = {name: getattr(run, name) for name in cls.model_fields}
        return cls.model_validate(told)

    @model_validator(mode="after")
    def _fits(self) -> Facts:
        if self.step > self.experiment.steps:
            raise ValueError(f"step: {self.step} is not allowed; the experiment has {self.experiment.steps}")
        if self.result and len(self.result.arms) != len(self.experiment.arms):
            raise ValueError(f"result: {len(self.result.arms)} arms; the experiment has others")
        return self

    def columns(self) -> dict[str, Any]:
        """The run as a row of the table `runs`, but for its id and key."""
        told = self.model_dump(exclude={"id", "experiment", "result"})
        result = None if self.result is None else json.dumps(self.result.model_dump())
        plan = {"experiment": self.experiment.canonical(), "steps": self.experiment.steps}
        return told | plan | {"result": result}


def check(name: TableName, frame: pd.DataFrame, facts: Facts) -> None:
    """Raise ValueError, with a sentence, if these are no rows that the run of these facts can have."""
    if set(frame.columns) != set(SCHEMAS[name].names):
        raise ValueError(f"table {name}: its columns must be {', '.join(SCHEMAS[name].names)}")
    bounds = {
        "step": (0, facts.step),
        "arm": (0, len(facts.experiment.arms) - 1),
        "layer": (1, facts.experiment.depth + 1),
        "unit": (0, facts.experiment.units),
    }
    for column in frame.columns.intersection([*bounds]):
        lowest, highest = bounds[column]
        if not frame[column].between(lowest, highest).all():
            raise ValueError(f"table {name}, {column}: all must be from {lowest} to {highest}")
    if not frame["step"].is_monotonic_increasing:
        raise ValueError(f"table {name}, step: the rows must ascend")


def pieces(name: TableName, frame: pd.DataFrame) -> Iterator[dict[str, Any]]:
    """A table's rows as chunks, all rows of a step in one of them, as workers write them."""
    first = np.unique(frame["step"].to_numpy(), return_index=True)[1]
    starts = first[:: STEPS_A_CHUNK.get(name, SNAPSHOTS_A_CHUNK)]
    for start, end in zip(starts, [*starts[1:], len(frame)], strict=True):
        rows = frame.iloc[start:end]
        yield {
            "attempt": 0,
            "table_name": name,
            "first_step": int(rows["step"].iloc[0]),
            "last_step": int(rows["step"].iloc[-1]),
            "body": encode(name, rows),
        }


def chunks_of(tables: Mapping[TableName, pd.DataFrame]) -> Iterator[dict[str, Any]]:
    """The chunks of all tables that have rows."""
    for name, frame in tables.items():
        if len(frame):
            yield from pieces(name, frame)
