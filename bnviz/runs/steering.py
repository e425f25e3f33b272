"""What visitors ask of a run: to pause, to go on, to go slowly, to learn at another rate, to stop.

Asking only writes down what is wanted; the run's worker hears it a moment later.
A run that has ended is left alone, and one that is not the visitor's to steer is refused.
"""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import Connection, Engine, Update, select

from bnviz.fields import field, refusal
from bnviz.language import _
from bnviz.runs import transitions
from bnviz.runs.database import StoreError, transaction
from bnviz.runs.schema import runs

SLOWEST, FASTEST = 0.2, 1_000.0
"""The range of slow motion, in steps per second."""


class NotAllowedError(StoreError):
    """The run is not the visitor's to steer."""


class Steering:
    """Somebody's hands on the runs of a store.

    A run that was paused for long has no worker: what makes it go on queues it again, so wake the workers.
    Every method raises NotAllowedError for a run not theirs to steer, StoreError for one that is gone.

    Args:
        engine: the store's database.
        clock: the time in seconds since 1970, UTC.
        by: the visitor's id (see `bnviz.runs.visitor`); None for the host itself, who may steer all runs.
    """

    def __init__(self, engine: Engine, clock: Callable[[], float], by: str | None):
        self.engine, self.by, self._clock = engine, by, clock

    def allows(self, run_id: str) -> bool:
        """Whether the run is theirs to steer."""
        theirs = select(runs.c.id).where(runs.c.id == run_id, transitions.may_steer(self.by))
        with transaction(self.engine) as connection:
            return connection.execute(theirs).one_or_none() is not None

    def pause(self, run_id: str, at: int = 0) -> None:
        """Pauses a run once `at` steps are made, at once if they are; one paused before trains up to there.

        Raises:
            SettingError: if `at` is no step of the run.
        """
        with transaction(self.engine) as connection:
            steps = _steps(connection, run_id)
        if type(at) is not int or not 0 <= at <= steps:
            raise refusal("pause", at, _("a whole number from {least} to {most}").format(least=0, most=steps))
        self._ask(run_id, transitions.pause(run_id, self.by, at))

    def resume(self, run_id: str) -> None:
        """Lets a paused run go on, and one that is to pause not pause."""
        self._ask(run_id, transitions.resume(run_id, self.by))

    def set_pace(self, run_id: str, steps_per_second: float | None) -> None:
        """Slow motion: at most so many steps per second; None ends it.

        Raises:
            SettingError: if it is too slow or too fast for that.
        """
        if steps_per_second is not None and not SLOWEST <= steps_per_second <= FASTEST:
            advice = _("a number from {least} to {most:g}, or none").format(least=SLOWEST, most=FASTEST)
            raise refusal("pace", steps_per_second, advice)
        self._ask(run_id, transitions.set_pace(run_id, self.by, steps_per_second))

    def request_rate(self, run_id: str, learning_rate: float) -> None:
        """Has every arm of a run go on with another learning rate, from wherever its worker is.

        Raises:
            SettingError: if it is no learning rate that an arm may have.
        """
        rate = float(field("learning_rate").parse(str(learning_rate)))
        self._ask(run_id, transitions.request_rate(run_id, self.by, rate))

    def request_stop(self, run_id: str) -> None:
        """Stops a run that nobody trains at once, and asks the worker of another to stop."""
        self._ask(run_id, transitions.request_stop(run_id, self.by, self._clock()))

    def _ask(self, run_id: str, change: Update) -> None:
        with transaction(self.engine) as connection:
            if connection.execute(change).rowcount:
                return
            _steps(connection, run_id)
        if not self.allows(run_id):
            said = _(
                "Run {run} is not yours to steer or stop: "
                "only the person who started it can, and whoever shows it in a room if it was offered there."
            )
            raise NotAllowedError(said.format(run=run_id))


def _steps(connection: Connection, run_id: str) -> int:
    """How many steps a run is of, which tells that it is there."""
    steps: int | None = connection.execute(
        select(runs.c.steps).where(runs.c.id == run_id)
    ).scalar_one_or_none()
    if steps is None:
        raise StoreError(_("Run {run} is no longer in the store.").format(run=run_id))
    return steps
