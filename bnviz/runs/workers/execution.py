"""Training a claimed run to its end: the one road for the app and the command line."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import lru_cache
from math import inf

from bnviz.data import DataError, Dataset, looked
from bnviz.host.log import EVENTS
from bnviz.runs.database import OutageError, StoreError
from bnviz.runs.run import Run, StaleAttempt
from bnviz.runs.store import Store
from bnviz.runs.workers.recorder import Progress, Recorder, Released
from bnviz.runs.workers.result import by_arm
from bnviz.training.devices import DeviceError, local
from bnviz.training.loop import Training

Load = Callable[[str], Dataset]

_looked = lru_cache(1)(looked)  # so that the next run of the same look starts at once


def execute(
    store: Store, run: Run, load: Load, progress: Progress = lambda step: None, turn: float = inf
) -> None:
    """Train a run that this process has claimed; it ends done, stopped or failed, with a sentence if failed.

    Args:
        store: where the run is recorded.
        run: as it was claimed.
        load: gives the data set of a name.
        progress: is told the last recorded step now and then; may raise `Released` to give the run back.
        turn: the seconds after which the run is given back if others wait.
    """
    recorder = Recorder(store, run, progress, turn)
    try:
        _train(recorder, run, load(run.data_name))
    except StaleAttempt:
        return  # taken for lost meanwhile: another worker has it now
    except Released:
        with suppress(StaleAttempt):
            store.release(run)
    except OutageError as error:  # nothing is wrong with the run: it goes on where the store has it
        EVENTS.warning("Run %s is left as it is recorded. %s", run.id, error)
    except (DataError, DeviceError, StoreError) as error:
        _fail(recorder, str(error))
    except Exception as error:
        EVENTS.exception("Run %s broke off", run.id)
        _fail(recorder, f"The training broke off unexpectedly ({type(error).__name__}).")


def _train(recorder: Recorder, run: Run, dataset: Dataset) -> None:
    if dataset.fingerprint != run.data_fingerprint:
        raise DataError(f"The data set {run.data_name} has changed since this run was asked for.")
    device = local(run.device)
    training = Training(run.experiment, _looked(dataset, run.experiment.look), device)
    recorder.take_up(training)
    completed = recorder.record(training)
    recorder.keep_networks(training)
    if completed:
        recorder.finish("done", {"arms": by_arm(training.scores(recorder.beat), recorder.losses())})
    else:
        recorder.finish("stopped")


def _fail(recorder: Recorder, sentence: str) -> None:
    try:
        recorder.finish("failed", error=sentence)
    except (StaleAttempt, StoreError) as error:
        EVENTS.warning("Run %s: %s That could not be recorded: %s", recorder.run.id, sentence, error)
