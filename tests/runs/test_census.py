from sqlalchemy import update

from bnviz.experiment import Setup
from bnviz.runs.census import census
from bnviz.runs.schema import runs
from bnviz.runs.store import Store


def submit(store: Store, seed: int, **columns: object) -> None:
    run = store.submit(Setup(seed=seed).experiment(), "mnist", "f" * 64, "1", "cpu")
    with store.engine.begin() as connection:
        connection.execute(update(runs).where(runs.c.id == run.id).values(columns or {"step": 0}))


def test_an_empty_store_has_no_run_of_any_state(store: Store) -> None:
    counted = census(store.engine)
    assert set(counted.runs.values()) == {0}
    assert {"queued", "running", "paused", "done", "stopped", "failed", "lost"} == counted.runs.keys()
    assert counted.steps_per_second == 0


def test_runs_are_counted_and_those_in_training_timed(store: Store) -> None:
    submit(store, 1)
    submit(store, 2)
    submit(store, 3, state="running", step=300, seconds=2.0)
    submit(store, 4, state="running", step=50, seconds=1.0)
    submit(store, 5, state="running", step=0, seconds=0.0)
    submit(store, 6, state="done", step=3000, seconds=1.0)
    counted = census(store.engine)
    assert {state: count for state, count in counted.runs.items() if count} == {
        "queued": 2, "running": 3, "done": 1,
    }  # fmt: skip
    assert counted.steps_per_second == 150 + 50
