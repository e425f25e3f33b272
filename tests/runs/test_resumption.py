"""A run whose worker dies or lets go is taken up where it was: no gap, no step twice, the same numbers."""

import io
import pickle
from collections.abc import Callable, Iterator

import numpy as np
import pandas as pd
import pytest
from sqlalchemy import func, select, update

from bnviz.data import Dataset
from bnviz.experiment import Arm, Change, Experiment
from bnviz.runs.resumption import Resumption, decode, encode
from bnviz.runs.run import Run
from bnviz.runs.schema import resumptions
from bnviz.runs.store import Store
from bnviz.runs.tables import SCHEMAS
from bnviz.runs.workers import bookmark
from bnviz.runs.workers.recorder import Released
from bnviz.training import ENGINE_VERSION
from bnviz.training.loop import Training

from .small_runs import now, submit
from .visitors import Train, Visit, each_pause, lets_go

STEPS = 60
EXPERIMENT = Experiment(
    depth=2,
    width=4,
    batch_size=4,
    steps=STEPS,
    optimizer="adam",
    checkpoints=(20, STEPS),
    arms=(Arm(normalization="batch", noise=1), Arm(normalization="none", dropout=0.2), Arm()),
)
SOMEWHERE = (0, 1, 20, 37, STEPS - 1, STEPS)


class Dies(BaseException):
    """A worker's sudden end."""


@pytest.fixture
def new(store: Store, dataset: Dataset) -> Run:
    """A queued run of `EXPERIMENT`."""
    return store.submit(EXPERIMENT, dataset.name, dataset.fingerprint, ENGINE_VERSION, "cpu")


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """All steps that workers make, in order."""
    steps: list[int] = []
    plain = Training.train_step

    def noted(training: Training, step: int) -> object:
        steps.append(step)
        return plain(training, step)

    monkeypatch.setattr(Training, "train_step", noted)
    return steps


@pytest.fixture(autouse=True)
def often(train: Train, monkeypatch: pytest.MonkeyPatch) -> None:
    """Snapshots at some steps; every step is recorded, each time a resumption kept and asked who waits."""
    monkeypatch.setattr("bnviz.training.loop.snapshot_steps", lambda steps: (0, 1, 2, 20, 30, 50, STEPS))
    monkeypatch.setattr("bnviz.runs.workers.recorder.RECORD_EVERY", 0.0)
    monkeypatch.setattr(bookmark, "KEEP_EVERY", 0.0)
    monkeypatch.setattr(bookmark, "BYTES_A_SECOND", 1e12)
    monkeypatch.setattr("bnviz.runs.workers.courtesy.ASK_EVERY", 0.0)


@pytest.fixture
def undisturbed(store: Store, train: Train, monkeypatch: pytest.MonkeyPatch) -> Callable[[Run], None]:
    """Asserts that a run is done and has recorded what one does that nobody disturbs."""

    def check(run: Run) -> None:
        assert run.state == "done", run.error
        monkeypatch.setattr("bnviz.runs.workers.recorder.RECORD_EVERY", 1_000.0)
        plain = train(store.submit(run.experiment, run.data_name, run.data_fingerprint, "another", "cpu"))
        for table in SCHEMAS:
            ours, theirs = (store.read(each.id, table)[0] for each in (run, plain))
            assert len(ours) or table == "batches"
            pd.testing.assert_frame_equal(ours, theirs)
        assert run.result == plain.result

    return check


def at(step: int, act: Visit) -> Visit:
    """A visitor who does something as soon as the run is recorded up to a step."""
    return lambda run: act(run) if run.step >= step else None


def dies(run: Run) -> None:
    raise Dies


def loses(store: Store, run: Run, train: Train, visit: Visit) -> None:
    """A worker dies, and the run is taken for lost."""
    with pytest.raises(Dies):
        train(run, visit)
    store.mark_lost("worker")
    assert now(store, run).state == "queued"


def kept(store: Store) -> int:
    """How many runs have a resumption."""
    with store.engine.connect() as connection:
        return connection.execute(select(func.count()).select_from(resumptions)).scalar_one()


@pytest.mark.parametrize("step", SOMEWHERE)
def test_a_lost_run_goes_on_from_the_last_step_kept(
    store: Store, new: Run, train: Train, made: list[int], step: int, undisturbed: Callable[[Run], None]
) -> None:
    loses(store, new, train, at(step, dies))
    assert made == [*range(1, step + 1)]
    done = train(new)
    assert made == [*range(1, STEPS + 1)]
    assert (done.attempt, done.requeued) == (2, 1)
    undisturbed(done)


def test_what_was_recorded_since_is_made_again_and_not_recorded_twice(
    store: Store,
    new: Run,
    train: Train,
    made: list[int],
    monkeypatch: pytest.MonkeyPatch,
    undisturbed: Callable[[Run], None],
) -> None:
    def keeps_no_more(run: Run) -> None:
        monkeypatch.setattr(bookmark, "KEEP_EVERY", 1_000.0)
        if run.step >= 45:
            dies(run)

    loses(store, new, train, at(15, keeps_no_more))
    done = train(new)
    assert made == [*range(1, 46), *range(17, STEPS + 1)]
    undisturbed(done)


@pytest.mark.parametrize("step", SOMEWHERE)
def test_a_worker_that_is_asked_to_end_keeps_all(
    store: Store,
    new: Run,
    train: Train,
    made: list[int],
    step: int,
    monkeypatch: pytest.MonkeyPatch,
    undisturbed: Callable[[Run], None],
) -> None:
    monkeypatch.setattr(bookmark, "KEEP_EVERY", 1_000.0)  # only when it lets go
    released = train(new, at(step, lets_go))
    assert (released.state, released.step, released.requeued) == ("queued", step, 0)
    done = train(new)
    assert made == [*range(1, STEPS + 1)]
    undisturbed(done)


@pytest.mark.parametrize("turns", [1, 20])
def test_a_run_that_gives_others_their_turn_is_the_same_in_the_end(
    store: Store,
    new: Run,
    train: Train,
    made: list[int],
    turns: int,
    monkeypatch: pytest.MonkeyPatch,
    undisturbed: Callable[[Run], None],
) -> None:
    monkeypatch.setattr(bookmark, "KEEP_EVERY", 1_000.0)
    told: list[Run] = []
    for turn in range(1, turns + 1):
        monkeypatch.setattr(Store, "gives_turn", lambda store, run: now(store, run).step >= 2 * turn)  # noqa: B023
        released = train(new, told.append, turn=0.0)
        assert (released.state, released.step, released.requeued) == ("queued", 2 * turn, 0)
    done = train(new, told.append)
    assert made == [*range(1, STEPS + 1)]
    assert done.attempt == turns + 1
    times = [run.seconds for run in told]
    assert times == sorted(times)
    assert done.seconds >= times[-1]
    undisturbed(done)


def test_a_run_that_rested_goes_on_where_it_was(
    store: Store, new: Run, train: Train, made: list[int], undisturbed: Callable[[Run], None]
) -> None:
    store.steering(None).pause(new.id, 30)
    assert train(new, each_pause(lets_go)).state == "paused"
    store.steering(None).resume(new.id)
    done = train(new)
    assert made == [*range(1, STEPS + 1)]
    undisturbed(done)


@pytest.mark.parametrize("later", [0, 1, 15])
def test_a_rate_that_was_changed_stays_changed(
    store: Store, new: Run, train: Train, made: list[int], later: int, undisturbed: Callable[[Run], None]
) -> None:
    """Lost at the step of the change, right after it, and later."""

    def steers(run: Run) -> None:
        if run.experiment.changes:
            at(30 + later, dies)(run)
        elif run.state == "paused":
            store.steering(None).request_rate(run.id, 0.5)
            store.steering(None).resume(run.id)

    store.steering(None).pause(new.id, 30)
    loses(store, new, train, steers)
    done = train(new)
    assert done.experiment.changes == (Change(step=30, learning_rate=0.5),)
    assert made == [*range(1, STEPS + 1)]
    undisturbed(done)


def test_an_arm_that_diverged_before_is_told_at_the_end(store: Store, dataset: Dataset, train: Train) -> None:
    wild = Arm(normalization="none", learning_rate=10, init_scale=1e3)
    plan = EXPERIMENT.model_copy(update={"activation": "identity", "optimizer": "sgd", "arms": (Arm(), wild)})
    new = store.submit(plan, dataset.name, dataset.fingerprint, ENGINE_VERSION, "cpu")
    loses(store, new, train, at(40, dies))
    calm, broken = train(new).result["arms"]
    assert calm["diverged_at"] is None
    assert 1 <= broken["diverged_at"] < 40


class Trap:
    """Goes off when it is unpickled."""

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return pytest.fail, ("unpickled",)


def pickled() -> bytes:
    body = io.BytesIO()
    np.savez(body, engine=np.array(ENGINE_VERSION), seconds=np.array(1.0), state=np.array([Trap()]))
    return body.getvalue()


def of_another_engine(body: bytes) -> bytes:
    resumption = decode(body)
    assert resumption is not None
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("bnviz.runs.resumption.ENGINE_VERSION", "another")
        return encode(resumption)


def without(body: bytes) -> bytes:
    resumption = decode(body)
    assert resumption is not None
    state = {name: values for name, values in resumption.state.items() if name != "stack.parameters"}
    return encode(Resumption(state, 1.0))


DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda body: b"",
    "cut": lambda body: body[:-100],
    "a bit is wrong": lambda body: body[:1_000] + bytes([body[1_000] ^ 1]) + body[1_001:],
    "its directory is wrong": lambda body: body[:-40] + bytes(20) + body[-20:],
    "pickled": lambda body: pickled(),
    "a pickle": lambda body: pickle.dumps(Trap()),
    "another engine": of_another_engine,
    "incomplete": without,
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_resumption_is_none(
    store: Store, new: Run, train: Train, made: list[int], damage: str, undisturbed: Callable[[Run], None]
) -> None:
    loses(store, new, train, at(37, dies))
    with store.engine.begin() as connection:
        body = connection.execute(select(resumptions.c.body)).scalar_one()
        connection.execute(update(resumptions).values(body=DAMAGES[damage](body)))
    done = train(new)
    assert made == [*range(1, 38), *range(1, STEPS + 1)]
    undisturbed(done)


@pytest.mark.parametrize("column", ["step", "attempt"])
def test_a_resumption_of_what_is_not_recorded_is_none(
    store: Store, new: Run, train: Train, made: list[int], column: str, undisturbed: Callable[[Run], None]
) -> None:
    loses(store, new, train, at(37, dies))
    with store.engine.begin() as connection:
        connection.execute(update(resumptions).values({column: 38}))
    done = train(new)
    assert made == [*range(1, 38), *range(1, STEPS + 1)]
    undisturbed(done)


def test_a_state_too_large_is_not_kept_and_its_run_not_put_down_for_others(
    store: Store, new: Run, train: Train, monkeypatch: pytest.MonkeyPatch, undisturbed: Callable[[Run], None]
) -> None:
    monkeypatch.setattr(bookmark, "LARGEST", 1_000)
    monkeypatch.setattr(Store, "gives_turn", lambda store, run: True)
    assert train(new, at(37, lets_go), turn=0.0).step == 37
    assert kept(store) == 0
    done = train(new, turn=0.0)
    assert done.attempt == 2
    undisturbed(done)


@pytest.fixture
def held_half(store: Store, new: Run, train: Train) -> Iterator[None]:
    """A worker died in the middle of the run, and left a resumption."""
    with pytest.raises(Dies):
        train(new, at(37, dies))
    assert kept(store) == 1
    return


def test_a_run_that_is_done_needs_none(store: Store, new: Run, train: Train, held_half: None) -> None:
    store.mark_lost("worker")
    assert train(new).state == "done"
    assert kept(store) == 0


def test_a_run_that_its_worker_stops_needs_none(
    store: Store, new: Run, train: Train, held_half: None
) -> None:
    store.mark_lost("worker")
    assert train(new, lambda run: store.steering(None).request_stop(run.id)).state == "stopped"
    assert kept(store) == 0


def test_those_that_end_without_a_worker_are_cleared_with_the_next_claim(
    store: Store, new: Run, held_half: None
) -> None:
    store.mark_lost("worker")
    store.steering(None).request_stop(new.id)
    store.claim("worker", submit(store).id)
    assert kept(store) == 0


def test_one_that_is_in_use_is_kept(store: Store, new: Run, train: Train, held_half: None) -> None:
    store.mark_lost("worker")
    store.claim("worker", submit(store).id)
    assert kept(store) == 1


def test_a_worker_that_was_taken_for_lost_keeps_nothing_more(store: Store, new: Run, train: Train) -> None:
    def overtaken(run: Run) -> None:
        if run.step == 20:
            store.mark_lost("worker")
            store.claim("another", run.id)
        if run.step == 21:
            raise Released

    train(new, overtaken)
    with store.engine.connect() as connection:
        row = connection.execute(select(resumptions.c.step, resumptions.c.attempt)).one()
    assert tuple(row) == (20, 1)
