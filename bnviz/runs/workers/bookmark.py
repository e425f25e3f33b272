"""When a worker keeps a resumption of its run: now and then, and whenever it lets go of it."""

from __future__ import annotations

import time

from bnviz.runs.resumption import Resumption, encode
from bnviz.training.loop import Training

KEEP_EVERY = 5.0  # seconds: about the most that a run loses with its worker
BYTES_A_SECOND = 2e6  # where that is more, it is kept less often: so it takes no more than 1 % of the time
LARGEST = 64 * 2**20  # bytes; a run of a larger state is trained from its start instead


class Bookmark:
    """Keeps a place in one training.

    Attributes:
        fits: whether the training's state is small enough to be kept.
    """

    def __init__(self, training: Training):
        """Begin where `training` begins, or goes on."""
        self.training = training
        self.fits = sum(values.nbytes for values in training.state().values()) <= LARGEST
        self._first = self._step = training.step  # the place kept last
        self._due = time.perf_counter() + KEEP_EVERY

    @property
    def moves(self) -> bool:
        """Whether steps were made that putting the training down would not lose."""
        return self.fits and self.training.step > self._first

    def resumption(self, seconds: float, *, at_once: bool) -> bytes | None:
        """The training's resumption, if one is due or wanted at once; None where there is nothing to keep.

        Args:
            seconds: the training time so far.
            at_once: whether the training is put down here.
        """
        now = time.perf_counter()
        if not self.fits or self.training.step == self._step or (now < self._due and not at_once):
            return None
        body = encode(Resumption(self.training.state(), seconds))
        self._step, self._due = self.training.step, now + max(KEEP_EVERY, len(body) / BYTES_A_SECOND)
        return body
