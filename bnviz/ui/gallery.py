"""The newest picture of each run that somebody looks at: one for all who look, with what was drawn of it.

A class that follows one run sees the same figures. They are drawn when the first visitor asks for them, and
gone when the run has gone on.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence

from bnviz.experiment import Experiment
from bnviz.runs.feed import Curves
from bnviz.runs.memo import Memo
from bnviz.runs.run import Run
from bnviz.views.picture import Picture, picture

PICTURES = 32  # of a run or of several; the one looked at least recently makes room
KEPT = 10.0  # seconds that what is shown of a run stays in memory when nobody looks


class Gallery:
    """Pictures of runs; may be asked from any thread."""

    def __init__(self) -> None:
        self._frames = Memo(PICTURES, KEPT)

    def picture(self, seen: Sequence[tuple[Run, Curves]], labels: Sequence[str] = ()) -> Picture:
        """Of runs on the same axes, as they were seen: the same as before if they were the same.

        Args:
            seen: the runs and what they have recorded.
            labels: how to call each run (see `bnviz.views.picture`).
        """
        place = tuple(run.id for run, _ in seen), tuple(labels)
        sources = tuple((run.experiment, curves) for run, curves in seen)
        return self._frames.once(place, Frame).hang(sources, labels)


class Frame:
    """The place of one picture."""

    def __init__(self) -> None:
        self._picture: Picture | None = None
        self._lock = threading.Lock()

    def hang(self, sources: tuple[tuple[Experiment, Curves], ...], labels: Sequence[str]) -> Picture:
        """The picture of these sources: the one that hangs here if it was made of them."""
        with self._lock:
            if self._picture is None or self._picture.sources != sources:
                self._picture = picture(*sources, labels=labels)
            return self._picture
