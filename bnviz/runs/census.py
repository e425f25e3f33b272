"""How many runs there are of each state, and how fast they train together."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple, get_args

from sqlalchemy import Engine, case, func, select

from bnviz.runs.database import transaction
from bnviz.runs.schema import State, runs


class Census(NamedTuple):
    """The runs of a store at one moment.

    Attributes:
        runs: how many there are of each state, those without any included.
        steps_per_second: of all runs in training together, averaged over each one's training so far.
    """

    runs: Mapping[str, int]
    steps_per_second: float


def census(engine: Engine) -> Census:
    """Counts with one query, which reads nothing of what was recorded.

    Raises:
        StoreError: if the database fails.
    """
    trains = (runs.c.state == "running") & (runs.c.seconds > 0)
    rate = func.sum(case((trains, runs.c.step / runs.c.seconds), else_=0.0))
    counted = select(runs.c.state, func.count(), rate).group_by(runs.c.state)
    with transaction(engine) as connection:
        rows = connection.execute(counted).all()
    none_yet = dict.fromkeys(get_args(State), 0)
    return Census(none_yet | {state: count for state, count, _ in rows}, sum(speed for *_, speed in rows))
