"""What all benchmarks are given."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from bnviz.data import Dataset
from bnviz.runs.store import Store


@dataclass(frozen=True)
class Setting:
    """Data, and how much of it.

    Attributes:
        dataset: what to train on.
        rounds: how often the alternatives take turns.
        full: train whole runs, where a shorter one stands in for them otherwise.
        minutes: how long a class visits.
    """

    dataset: Dataset
    rounds: int = 20
    full: bool = False
    minutes: float = 10.0


@contextmanager
def temporary_store() -> Iterator[Store]:
    """A new, empty store in a SQLite file that is gone afterwards."""
    with TemporaryDirectory() as folder:
        store = Store(f"sqlite:///{Path(folder, 'runs.sqlite')}")
        try:
            yield store
        finally:
            store.close()


def size_on_disk(store: Store) -> int:
    """Bytes of a store's SQLite file and its write-ahead log; the store is closed for it."""
    store.close()
    database = Path(str(store.engine.url.database))
    return sum(file.stat().st_size for file in (database, Path(f"{database}-wal")) if file.exists())
