"""How fast a host is: what its last runs took, against what was expected of them."""

from __future__ import annotations

from collections.abc import Iterator
from statistics import median

from pydantic import ValidationError
from sqlalchemy import Connection, select

from bnviz.experiment import Experiment
from bnviz.runs.cost import training_seconds
from bnviz.runs.schema import runs

LAST = 20  # runs
LONG_ENOUGH = 2.0  # seconds of training: of a shorter one, its first moments count too much


def slowness(connection: Connection, device: str) -> float:
    """How many times as long as expected trainings take on a kind of device; 1 while nothing is known."""
    kind = device.partition(":")[0]
    done = select(runs.c.experiment, runs.c.seconds).where(
        runs.c.state == "done", runs.c.seconds >= LONG_ENOUGH, runs.c.device.startswith(kind)
    )
    last = connection.execute(done.order_by(runs.c.finished_at.desc()).limit(LAST)).all()
    return median([*_ratios((row.experiment, row.seconds) for row in last)] or [1.0])


def _ratios(trained: Iterator[tuple[str, float]]) -> Iterator[float]:
    for text, seconds in trained:
        try:
            yield seconds / training_seconds(Experiment.model_validate_json(text))
        except ValidationError:  # of a version that allowed what this one does not
            continue
