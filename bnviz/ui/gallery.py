"""The newest picture of each run that somebody looks at: one for all who look, with what was drawn of it.

A class that follows one run sees the same figures. They are drawn when the first visitor asks for them, and
gone when the run has gone on.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence

from bnviz.runs.feed import Curves
from bnviz.runs.run import Run
from bnviz.ui.picture import Picture, picture

PICTURES = 32  # runs, or pairs of them; the one looked at least recently makes room


class Gallery:
    """Pictures of runs; may be asked from any thread."""

    def __init__(self) -> None:
        self._pictures: dict[tuple[str, ...], Picture] = {}
        self._lock = threading.Lock()

    def picture(self, seen: Sequence[tuple[Run, Curves]]) -> Picture:
        """Of one run, or of two side by side, as they were seen: the same as before if they were the same."""
        place = tuple(run.id for run, _ in seen)
        sources = tuple((run.experiment, curves) for run, curves in seen)
        with self._lock:
            found = self._pictures.pop(place, None)
            if found is None or found.sources != sources:
                found = picture(*sources)
            self._pictures[place] = found  # last: the dictionary's order is that of the last use
            for forgotten in list(self._pictures)[:-PICTURES]:
                del self._pictures[forgotten]
            return found
