"""Many trainings for one purpose, each done here unless another process has it."""

from __future__ import annotations

from collections.abc import Iterable

from bnviz.cli.attendance import Attendance
from bnviz.cli.messages import Failure
from bnviz.data import Dataset
from bnviz.experiment import Experiment
from bnviz.runs.outcome import Outcome
from bnviz.runs.run import Run, run_key
from bnviz.runs.store import Store
from bnviz.training import ENGINE_VERSION

DEVICE = "cpu"  # as the lessons' networks


class Trainings:
    """Experiments on one data set, in a store that other processes may work on too.

    What is not trained yet is submitted only when its turn comes: nothing is left in the queue if this
    process is stopped.
    """

    def __init__(self, store: Store, dataset: Dataset):
        """Look in `store` for what was trained on `dataset`."""
        self.store, self.dataset = store, dataset
        self._done: dict[str, Outcome] = {}

    def done(self, experiment: Experiment) -> Outcome | None:
        """What came of an experiment; None if its training is not done."""
        key = self._key(experiment)
        if key not in self._done:
            run = self.store.find(key)
            if run is None or run.state != "done":
                return None
            self._done[key] = Outcome(run, self.store)
        return self._done[key]

    def train_one(self, experiments: Iterable[Experiment]) -> None:
        """Train the first that nobody trains, or else stay with the first until it is done.

        Args:
            experiments: some that are not done, and any others.

        Raises:
            Failure: its training ended otherwise, or a signal came.
        """
        waiting = [each for each in experiments if self.done(each) is None]
        self._see_through(next(filter(self._is_free, waiting), waiting[0]))

    def _is_free(self, experiment: Experiment) -> bool:
        run = self.store.find(self._key(experiment))
        return run is None or run.state == "queued"

    def _see_through(self, experiment: Experiment) -> None:
        data = self.dataset
        run = self.store.submit(experiment, data.name, data.fingerprint, ENGINE_VERSION, DEVICE)
        attendance = Attendance(self.store, run, data)
        attendance.see_through()
        if attendance.run.state != "done":
            raise _failure(attendance.run, attendance.signal)

    def _key(self, experiment: Experiment) -> str:
        return run_key(experiment, self.dataset.fingerprint, ENGINE_VERSION, DEVICE)


def _failure(run: Run, signal: int | None) -> Failure:
    failure = Failure(run.error or f"Run {run.id} is {run.state} at step {run.step:,} of {run.steps:,}.")
    if signal is not None:
        failure.status = 128 + signal
    return failure
