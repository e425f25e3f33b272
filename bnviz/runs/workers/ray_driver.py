"""The driver: a process that hands the queue of a store to a Ray cluster, a task for each run that waits.

It is a process of its own, and not a part of the app, because Ray ends whoever drives it once its cluster is
gone. All that is known of a run is in the store, so the app never asks Ray for anything.
"""

from __future__ import annotations

import sys
import time
import uuid
from collections import Counter
from pathlib import Path
from typing import Any

import ray
from ray.exceptions import RayError
from sqlalchemy import select

from bnviz.host import host
from bnviz.runs.database import StoreError, transaction
from bnviz.runs.needs import kind_of
from bnviz.runs.roster import Serving
from bnviz.runs.schema import runs
from bnviz.runs.store import Store
from bnviz.runs.transitions import IS_HELD
from bnviz.runs.workers import ray_task
from bnviz.runs.workers.leash import Leash
from bnviz.runs.workers.signing import signed_in

POLL = 1.0  # seconds between two looks at the queue when nobody says that there is something in it
MOST_AHEAD = 32  # tasks of a kind that wait for the cluster; more would only fill its queue
STUBBORN = 15.0  # seconds for a task to end a run that is to stop; then it is ended by force
FAREWELL = 8.0  # seconds for all tasks to put their runs down


class Driver:
    """Has one task in the cluster for each run that waits, and minds those that train."""

    def __init__(self, store: Store, gpus: float):
        """Drive the cluster that this process is connected to; a task takes the share `gpus` of a GPU."""
        self.store = store
        self.tasks: dict[str, tuple[str, ray.ObjectRef[None]]] = {}  # by the worker's name; kind and task
        self.asked: dict[str, float] = {}  # workers that were asked to stop, and since when
        self.remote = {kind: _remote(share) for kind, share in (("cpu", 0.0), ("cuda", gpus))}

    def look(self) -> None:
        """Do what there is to do now."""
        self.store.sweep()
        self._bury()
        held = self._held()
        self._end_stubborn({worker for worker, stop in held.items() if stop} & self.tasks.keys())
        self._hand_over(held)

    def farewell(self) -> None:
        """Ask all tasks to put their runs down, and wait a little for them."""
        tasks = [task for _, task in self.tasks.values()]
        for task in tasks:
            ray.cancel(task)
        if tasks:
            ray.wait(tasks, num_returns=len(tasks), timeout=FAREWELL)

    def _bury(self) -> None:
        """Forget the tasks that are over, and free the run of one that did not end by itself."""
        for name, (_, task) in list(self.tasks.items()):
            if ray.wait([task], timeout=0)[0]:
                try:
                    ray.get(task)
                except RayError as error:
                    print(f"A task broke off ({type(error).__name__}).", file=sys.stderr, flush=True)
                    self.store.mark_lost(name)
                del self.tasks[name]

    def _held(self) -> dict[str, bool]:
        """The workers that hold a run, and whether that is to stop."""
        held = select(runs.c.worker, runs.c.stop_requested).where(IS_HELD, runs.c.worker.is_not(None))
        with transaction(self.store.engine) as connection:
            return dict(connection.execute(held).all())

    def _end_stubborn(self, asked: set[str]) -> None:
        now = time.monotonic()
        self.asked = {name: self.asked.get(name, now) for name in asked}
        for name, since in self.asked.items():
            if now - since > STUBBORN:
                ray.cancel(self.tasks[name][1], force=True)

    def _hand_over(self, held: dict[str, bool]) -> None:
        """Have as many tasks wait for the cluster as runs wait; the queue decides which run a task takes."""
        ahead = Counter(kind for name, (kind, _) in self.tasks.items() if name not in held)
        for kind, waiting in self._waiting().items():
            for _ in range(min(waiting, MOST_AHEAD) - ahead[kind]):
                name = uuid.uuid4().hex
                self.tasks[name] = kind, self.remote[kind].remote(self.store.url, name, kind)

    def _waiting(self) -> Counter[str]:
        """How many runs wait for each kind of device that the cluster may have."""
        queued = select(runs.c.device).where(runs.c.state == "queued")
        with transaction(self.store.engine) as connection:
            kinds = map(kind_of, connection.scalars(queued))
            return Counter(kind for kind in kinds if kind in self.remote)


def _remote(gpus: float) -> Any:
    """The task, with a core and a share of a GPU; one that dies is not Ray's to repeat: its run is queued."""
    return ray.remote(num_cpus=1, num_gpus=gpus, max_retries=0)(ray_task.train_next)


def connect(address: str, name: str) -> Serving:
    """Connect this process to a cluster, which is given this very code; tells what the cluster has."""
    ray.init(
        address=address or "auto",
        log_to_driver=False,
        runtime_env={"py_modules": [str(Path(__file__).parents[1])], "env_vars": {"OMP_NUM_THREADS": "1"}},
    )
    there = ray.cluster_resources()  # type: ignore[no-untyped-call]
    devices = {"cpu": "CPU"} | ({"cuda:0": "GPU of the Ray cluster"} if there.get("GPU") else {})
    return Serving(name, "Ray cluster", devices, places=int(there.get("CPU", 1)))


def main() -> None:
    """Serve the store of `BNVIZ_DATABASE_URL` under a name of its own; the second argument is not needed."""
    try:
        store = Store()
        serving = connect(host().ray_address, sys.argv[1])
    except (StoreError, ConnectionError, RuntimeError, ValueError) as error:
        sys.exit(f"The Ray cluster cannot be used: {' '.join(str(error).split())}")
    leash = Leash(sys.stdin)  # only now, as Ray takes the signals when it connects
    driver = Driver(store, host().ray_gpus)
    with signed_in(store, serving):
        while leash.holds():
            try:
                driver.look()
            except StoreError as error:
                print(error, file=sys.stderr, flush=True)
            leash.rest(POLL)
        driver.farewell()


if __name__ == "__main__":
    main()
