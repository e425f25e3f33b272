"""Going on through an outage of the database: what a worker has in hand is written once it is back."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from bnviz.runs.database import OutageError

PATIENCE = 60.0  # seconds: a restart of the database takes a few
EVERY = 0.5  # seconds between two attempts

P = ParamSpec("P")
T = TypeVar("T")


def outlasting(method: Callable[P, T]) -> Callable[P, T]:
    """A method that does the same again while the database is away, for a minute at most.

    An attempt whose connection broke off may have taken effect all the same, so the method must be one that
    changes nothing the second time.
    """

    @wraps(method)
    def insistent(*arguments: P.args, **options: P.kwargs) -> T:
        end = time.monotonic() + PATIENCE
        while True:
            try:
                return method(*arguments, **options)
            except OutageError:
                if time.monotonic() > end:
                    raise
            time.sleep(EVERY)

    return insistent
