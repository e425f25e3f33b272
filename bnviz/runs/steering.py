"""What visitors ask of a run: to pause, to go on, to go slowly, to learn at another rate, to stop.

Asking only writes down what is wanted; the run's worker hears it a moment later (see `bnviz.runs.execution`).
A run that has ended is left alone.
"""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import Engine, Update, select

from bnviz.fields import field, refusal
from bnviz.runs import transitions
from bnviz.runs.database import StoreError, transaction
from bnviz.runs.schema import runs

SLOWEST, FASTEST = 0.2, 1_000.0
"""The range of slow motion, in steps per second."""


class Steering:
    """The part of the store that visitors have in their hands.

    A run that was paused for long has no worker: what makes it go on queues it again, so wake the workers.
    """

    engine: Engine
    _clock: Callable[[], float]

    def pause(self, run_id: str, at: int = 0) -> None:
        """Pauses a run once `at` steps are made, at once if they are; one paused before trains up to there.

        Raises:
            SettingError: if `at` is no step of the run.
            StoreError: if there is no such run.
        """
        steps = self._steps(run_id)
        if type(at) is not int or not 0 <= at <= steps:
            raise refusal("pause", at, f"a whole number from 0 to {steps}")
        self._ask(transitions.pause(run_id, at))

    def resume(self, run_id: str) -> None:
        """Lets a paused run go on, and one that is to pause not pause."""
        self._ask(transitions.resume(run_id))

    def set_pace(self, run_id: str, steps_per_second: float | None) -> None:
        """Slow motion: at most so many steps per second; None ends it.

        Raises:
            SettingError: if it is too slow or too fast for that.
        """
        if steps_per_second is not None and not SLOWEST <= steps_per_second <= FASTEST:
            raise refusal("pace", steps_per_second, f"a number from {SLOWEST} to {FASTEST:g}, or none")
        self._ask(transitions.set_pace(run_id, steps_per_second))

    def request_rate(self, run_id: str, learning_rate: float) -> None:
        """Has every arm of a run go on with another learning rate, from wherever its worker is.

        Raises:
            SettingError: if it is no learning rate that an arm may have.
        """
        rate = float(field("learning_rate").parse(str(learning_rate)))
        self._ask(transitions.request_rate(run_id, rate))

    def request_stop(self, run_id: str) -> None:
        """Stops a run that nobody trains at once, and asks the worker of another to stop."""
        self._ask(transitions.request_stop(run_id, self._clock()))

    def _ask(self, change: Update) -> None:
        with transaction(self.engine) as connection:
            connection.execute(change)

    def _steps(self, run_id: str) -> int:
        with transaction(self.engine) as connection:
            asked = select(runs.c.steps).where(runs.c.id == run_id)
            steps: int | None = connection.execute(asked).scalar_one_or_none()
        if steps is None:
            raise StoreError(f"Run {run_id} is no longer in the store.")
        return steps
