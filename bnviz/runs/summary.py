"""What came of a run, in a few numbers for each kind of network: made once, as what has ended stays as it is.

A row of a list needs no more, so a list of a thousand runs reads no run's tables.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Any

import pandas as pd
from sqlalchemy import Connection

from bnviz.experiment import Normalization
from bnviz.runs.reaching import first_steps
from bnviz.runs.recording import recorded, recorded_at
from bnviz.runs.run import LISTED, Run

PER_CENT = range(1, 101)


@dataclass(frozen=True)
class Score:
    """How a network did.

    Attributes:
        accuracy: at the end on all test images, 0 to 1; None if it diverged or did not get to the end.
        shift: of its layers' inputs at the last Snapshot since step 0: Wasserstein-1, mean over units and
            layers, in initial standard deviations; None if it was not measured or is no number.
        diverged_at: the first step with a loss that is no finite number, if there is one.
        reached: for each per cent of accuracy on the probe images, from 1 to 100, the first step that has it;
            None for who never has.
    """

    accuracy: float | None
    shift: float | None
    diverged_at: int | None
    reached: tuple[int | None, ...]

    def steps_to(self, per_cent: int) -> int | None:
        """The first step with this accuracy on the probe images; None if there is none."""
        return self.reached[per_cent - PER_CENT.start]


Summary = Mapping[Normalization, Score]
"""Of each kind of network that a run has, the one with the best accuracy at the end: the first of equals."""


def summarised(connection: Connection, run: Run) -> Summary:
    """The summary of a run that has ended."""
    tests = recorded(connection, run.id, "tests", 0)[0]
    layers = recorded_at(connection, run.id, "layers", run.steps)
    best: dict[Normalization, Score] = {}
    for arm, plan in enumerate(run.experiment.arms):
        score = _score(arm, run, tests, layers)
        if plan.normalization not in best or _is_better(score, best[plan.normalization]):
            best[plan.normalization] = score
    return best


def as_json(summary: Summary) -> str:
    """As the store has it."""
    return json.dumps({kind: asdict(score) for kind, score in summary.items()})


@lru_cache(LISTED)
def from_json(text: str) -> Summary:
    """The inverse of `as_json`; read once, as nobody can change it."""
    return MappingProxyType({kind: Score(**score) for kind, score in json.loads(text).items()})


def _score(arm: int, run: Run, tests: pd.DataFrame, layers: pd.DataFrame) -> Score:
    end: Mapping[str, Any] = run.result["arms"][arm] if run.result else {}
    shift = float(layers.loc[layers["arm"] == arm, "shift"].mean(skipna=False))
    return Score(
        # Of a network that is no number the worker reports that nothing is right, which is no accuracy.
        end.get("test_accuracy") if end.get("test_loss") is not None else None,
        shift if math.isfinite(shift) else None,
        end.get("diverged_at"),
        tuple(first_steps(tests, arm, [share / 100 for share in PER_CENT])),
    )


def _is_better(one: Score, other: Score) -> bool:
    return (one.accuracy or 0.0) > (other.accuracy or 0.0)
