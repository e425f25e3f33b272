"""A little disk space kept back beside an SQLite file.

On a disk that is full not even the sentence that says so can be recorded. Giving up the reserve makes room
for that; it is put aside again when the store is next opened.
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

SIZE = 2**18  # bytes: room for a few commits


def keep(database: Path) -> None:
    """Put the space aside; without room for it there is none."""
    file = _file(database)
    if not file.exists():
        with suppress(OSError):
            file.write_bytes(bytes(SIZE))


def give_up(database: Path) -> None:
    """Free the space."""
    with suppress(OSError):
        _file(database).unlink()


def _file(database: Path) -> Path:
    return database.with_name(f"{database.name}-reserve")
