"""Going on through an outage of the database: what a worker has in hand is written once that is possible."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from bnviz.runs.database import DiskFullError, OutageError

PATIENCE = 60.0  # seconds: a restart of the database takes a few
WHILE_FULL = 8.0  # seconds that a disk may be full: who is silent for much longer is taken for lost
EVERY = 0.5  # seconds between two attempts

P = ParamSpec("P")
T = TypeVar("T")


def outlasting(method: Callable[P, T]) -> Callable[P, T]:
    """A method that does the same again while the database is away, or for a moment has no room.

    An attempt whose connection broke off may have taken effect all the same, so the method must be one that
    changes nothing the second time.
    """

    @wraps(method)
    def insistent(*arguments: P.args, **options: P.kwargs) -> T:
        began = time.monotonic()
        while True:
            try:
                return method(*arguments, **options)
            except (OutageError, DiskFullError) as error:
                patience = PATIENCE if isinstance(error, OutageError) else WHILE_FULL
                if time.monotonic() - began > patience:
                    raise
            time.sleep(EVERY)

    return insistent
