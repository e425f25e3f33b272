"""What stands in for the workers and the data where only the page is tested."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from bnviz.data.library import Shelf


@dataclass
class IdlePool:
    """Workers that never come."""

    woken: int = 0

    def wake(self) -> None:
        self.woken += 1


@dataclass
class FixedLibrary:
    """A library whose shelf stays as it is."""

    shelf: Shelf = field(default_factory=lambda: Shelf("mnist", "fingerprint", Path("mnist"), ()))
    retried: int = 0

    def retry(self) -> None:
        self.retried += 1
