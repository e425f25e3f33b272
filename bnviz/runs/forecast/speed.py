"""How fast a host is, and how long a run still takes: what was measured, against what was expected."""

from __future__ import annotations

from collections.abc import Iterator
from statistics import median

from pydantic import ValidationError
from sqlalchemy import Connection, func, select

from bnviz.experiment import Experiment
from bnviz.runs.forecast.cost import estimate, training_seconds
from bnviz.runs.schema import runs

LAST = 20  # runs
LONG_ENOUGH = 2.0  # seconds of training: of a shorter one, its first moments count too much
WEIGHT = 3.0  # seconds that a run must have trained for its own speed to count as much as the host's


def slowness(connection: Connection, device: str) -> float:
    """How many times as long as expected trainings take on a kind of device; 1 while nothing is known.

    By the last runs, those among them that are not done as far as they have come.
    """
    kind = device.partition(":")[0]
    seen = select(runs.c.experiment, runs.c.step, runs.c.seconds).where(
        runs.c.state.in_(("queued", "running", "done")),
        runs.c.seconds >= LONG_ENOUGH,
        runs.c.step > 0,
        runs.c.pace.is_(None),  # slow motion looks at every step
        runs.c.device.startswith(kind, autoescape=True),
    )
    newest = func.coalesce(runs.c.finished_at, runs.c.heartbeat_at).desc()
    last = connection.execute(seen.order_by(newest).limit(LAST)).all()
    return median([*_ratios((row.experiment, row.step, row.seconds) for row in last)] or [1.0])


def seconds_left(experiment: Experiment, step: int, seconds: float, slowness: float) -> float:
    """The seconds that a run still takes, its final scores among them.

    Its first steps say little of the others, so its own speed counts the more the longer it has trained.

    Args:
        experiment: what is trained.
        step: how many steps are made.
        seconds: how long they took.
        slowness: how many times as long as expected trainings take on this host.
    """
    made = training_seconds(experiment, step)
    pace = (seconds + WEIGHT) / (made + WEIGHT / slowness)
    return (estimate(experiment).seconds - made) * pace


def _ratios(trained: Iterator[tuple[str, int, float]]) -> Iterator[float]:
    for text, step, seconds in trained:
        try:
            yield seconds / training_seconds(Experiment.model_validate_json(text), step)
        except ValidationError:  # of a version that allowed what this one does not
            continue
