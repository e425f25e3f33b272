"""Who serves the store: workers sign in while they live, whatever machine they are on."""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sqlalchemy import Engine, delete, insert, select, update

from bnviz.runs.database import transaction
from bnviz.runs.schema import workers

SIGN_EVERY = 5.0  # seconds between two signs of a worker
GONE_AFTER = 20.0  # seconds without a sign after which a worker is not counted any more
FORGOTTEN_AFTER = 3_600.0  # seconds after which its row is deleted


@dataclass(frozen=True)
class Serving:
    """A worker that serves the store.

    Attributes:
        name: its own name, the same as in the runs that it trains.
        machine: what to call its machine; nothing that tells of a person.
        devices: its devices' torch names and what to call them.
        places: how many runs it can train at once.
    """

    name: str
    machine: str
    devices: Mapping[str, str]
    places: int = 1


class Roster:
    """The part of the store that knows its workers."""

    engine: Engine
    _clock: Callable[[], float]

    def sign_in(self, worker: Serving) -> None:
        """Notes that a worker is alive; says so again every `SIGN_EVERY` seconds."""
        now = self._clock()
        told = {
            "machine": worker.machine,
            "devices": json.dumps(dict(worker.devices)),
            "places": worker.places,
            "seen_at": now,
        }
        with transaction(self.engine) as connection:
            known = connection.execute(update(workers).where(workers.c.name == worker.name).values(told))
            if not known.rowcount:
                connection.execute(insert(workers).values(name=worker.name, **told))
                connection.execute(delete(workers).where(workers.c.seen_at < now - FORGOTTEN_AFTER))

    def sign_out(self, name: str) -> None:
        """Notes that a worker is gone."""
        with transaction(self.engine) as connection:
            connection.execute(delete(workers).where(workers.c.name == name))

    def workers(self) -> list[Serving]:
        """All workers that gave a sign lately, by machine and name."""
        now = self._clock()  # a sign from later than now is of before the clock was set back
        alive = select(workers).where(workers.c.seen_at.between(now - GONE_AFTER, now + GONE_AFTER))
        with transaction(self.engine) as connection:
            rows = connection.execute(alive.order_by(workers.c.machine, workers.c.name)).all()
        return [Serving(row.name, row.machine, json.loads(row.devices), row.places) for row in rows]


def machine_label() -> str:
    """What to call this machine if nobody says: always the same, and not its name: that may be a person's."""
    return f"machine {hashlib.sha256(platform.node().encode()).hexdigest()[:6]}"
