"""Who trains for an app: its own pool of workers, workers started elsewhere, or a Ray cluster."""

from __future__ import annotations

from importlib.util import find_spec
from typing import Protocol

from bnviz.host import Host
from bnviz.runs.database import StoreError
from bnviz.runs.store import Store
from bnviz.runs.workers.pool import Pool

NO_POSTGRESQL = 'BNVIZ_EXECUTOR: "ray" needs a store on PostgreSQL: set BNVIZ_DATABASE_URL to one.'
NO_RAY = 'BNVIZ_EXECUTOR: "ray" needs the package of that name: install requirements-ray.txt.'


class Executor(Protocol):
    """Sees to it that what is queued in a store is trained; all that is known of a run is in the store."""

    def wake(self) -> None:
        """Tell that something was queued."""

    def close(self) -> None:
        """Let the workers go; each puts the run in hand down and gives it back to the queue."""


def start_executor(store: Store, host: Host) -> Executor:
    """The executor that the host wants for a store.

    Raises:
        StoreError: if it cannot be had.
    """
    if host.executor == "ray":
        if store.engine.dialect.name != "postgresql":
            raise StoreError(NO_POSTGRESQL)
        if find_spec("ray") is None:
            raise StoreError(NO_RAY)
        return Pool(store, 1, program="bnviz.runs.workers.ray_driver")
    return Pool(store, host.workers if host.executor == "pool" else 0)
