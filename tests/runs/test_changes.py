"""A learning rate changed by hand is part of the run's experiment, which gives the same numbers again."""

from collections.abc import Iterator

import pandas as pd
import pytest

from bnviz.data import Dataset
from bnviz.experiment import Change
from bnviz.runs.run import Run
from bnviz.runs.store import Store
from bnviz.training import ENGINE_VERSION
from bnviz.training.loop import Training

from .small_runs import now
from .visitors import (
    EXPERIMENT,
    STEPS,
    UNSCHEDULED,
    Train,
    Visit,
    assert_whole,
    each_pause,
    lets_go,
    losses_of,
)


@pytest.fixture
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A store that knows nothing yet."""
    fresh = Store(f"sqlite:///{tmp_path_factory.mktemp('elsewhere')}/runs.sqlite")
    yield fresh
    fresh.close()


def trained_elsewhere(run: Run, elsewhere: Store, train: Train) -> pd.DataFrame:
    """The losses of the run's experiment as it is now, in another store."""
    copy = elsewhere.submit(
        run.experiment, run.data_name, run.data_fingerprint, run.engine_version, run.device
    )
    assert train(copy, store=elsewhere).state == "done"
    return losses_of(elsewhere, copy)


def steers_at(store: Store, *rates: float) -> Visit:
    """A visitor of a paused run who tries some learning rates, one after the other, and lets it go on."""
    left = list(rates)

    def visit(run: Run) -> None:
        if run.state == "paused" and run.next_rate is None:
            if left:
                store.steering(None).request_rate(run.id, left.pop(0))
            else:
                store.steering(None).resume(run.id)

    return visit


@pytest.mark.parametrize("optimizer", ["sgd", "adam"])
def test_a_steered_run_is_told_by_its_experiment(
    store: Store, elsewhere: Store, dataset: Dataset, train: Train, optimizer: str
) -> None:
    plan = EXPERIMENT.model_copy(update={"optimizer": optimizer})
    new = store.submit(plan, dataset.name, dataset.fingerprint, ENGINE_VERSION, "cpu")
    store.steering(None).pause(new.id, UNSCHEDULED)
    done = train(new, steers_at(store, 5.0, 0.01))
    assert done.state == "done"
    assert done.experiment.changes == (Change(step=UNSCHEDULED, learning_rate=0.01),)
    assert (done.key, done.next_rate) == (f"steered:{new.id}", None)
    again = trained_elsewhere(done, elsewhere, train)
    pd.testing.assert_frame_equal(losses_of(store, done), again)

    plain = trained_elsewhere(new, elsewhere, train)
    differs = losses_of(store, done)["train_loss"] != plain["train_loss"]
    assert plain["step"][differs].min() == UNSCHEDULED + 2  # after the first update at another rate


def test_a_rate_is_taken_while_the_run_goes_on(
    store: Store, elsewhere: Store, new: Run, train: Train, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bnviz.runs.workers.recorder.RECORD_EVERY", 0.0)
    rates = iter([0.5, 0.02])

    def visit(run: Run) -> None:
        if run.step > 0 and run.next_rate is None and (rate := next(rates, None)):
            store.steering(None).request_rate(run.id, rate)

    done = train(new, visit)
    first, second = done.experiment.changes
    assert (first.learning_rate, second.learning_rate) == (0.5, 0.02)
    assert 0 < first.step < second.step < STEPS
    pd.testing.assert_frame_equal(losses_of(store, done), trained_elsewhere(done, elsewhere, train))


def test_a_rate_asked_for_at_rest_is_taken_where_it_rested(
    store: Store, elsewhere: Store, new: Run, train: Train
) -> None:
    store.steering(None).pause(new.id, UNSCHEDULED)
    train(new, each_pause(lets_go))
    store.steering(None).request_rate(new.id, 0.5)
    store.steering(None).resume(new.id)
    done = train(new)
    assert done.experiment.changes == (Change(step=UNSCHEDULED, learning_rate=0.5),)
    assert_whole(store, done)
    pd.testing.assert_frame_equal(losses_of(store, done), trained_elsewhere(done, elsewhere, train))


def test_a_worker_that_dies_at_a_change_is_followed_by_one_that_makes_it(
    store: Store, elsewhere: Store, new: Run, train: Train, monkeypatch: pytest.MonkeyPatch
) -> None:
    def dies(training: Training, learning_rate: float) -> None:
        raise KeyboardInterrupt

    store.steering(None).pause(new.id, UNSCHEDULED)
    with monkeypatch.context() as patched:
        patched.setattr(Training, "change_rate", dies)
        with pytest.raises(KeyboardInterrupt):
            train(new, steers_at(store, 0.5))
    written = (Change(step=UNSCHEDULED, learning_rate=0.5),)
    assert now(store, new).experiment.changes == written
    store.mark_lost("worker")
    store.steering(None).resume(new.id)
    done = train(new)
    assert done.experiment.changes == written
    assert_whole(store, done)
    pd.testing.assert_frame_equal(losses_of(store, done), trained_elsewhere(done, elsewhere, train))


def test_a_rate_asked_for_at_a_planned_change_comes_after_it(
    store: Store, elsewhere: Store, dataset: Dataset, train: Train
) -> None:
    plan = EXPERIMENT.changed(Change(step=UNSCHEDULED, learning_rate=0.5))
    new = store.submit(plan, dataset.name, dataset.fingerprint, ENGINE_VERSION, "cpu")
    store.steering(None).pause(new.id, UNSCHEDULED)
    done = train(
        new,
        each_pause(
            lambda run: (store.steering(None).request_rate(run.id, 0.01), store.steering(None).resume(run.id))
        ),
    )
    assert done.experiment == plan.changed(Change(step=UNSCHEDULED + 1, learning_rate=0.01))
    pd.testing.assert_frame_equal(losses_of(store, done), trained_elsewhere(done, elsewhere, train))
