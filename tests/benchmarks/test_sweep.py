"""The sweep that is measured: its rows take turns, its share of Snapshots is that of the whole."""

from __future__ import annotations

from benchmarks.setting import temporary_store
from benchmarks.sweep import STEPS, NoiseRow, in_turn, recorded_row, repaint
from bnviz.data import Dataset
from bnviz.lessons.sweeps.plans import sweep
from bnviz.training import ENGINE_VERSION
from bnviz.training.schedule import score_steps

SMALL = sweep("init_std", "4 × 4", activation="relu", steps=1_000, width=8, batch_size=20)


def test_rows_take_turns() -> None:
    run = in_turn([lambda: 1.0, lambda: 2.0])
    assert [run() for _ in range(5)] == [1, 2, 1, 2, 1]


def test_a_recorded_row_has_the_share_of_snapshots_of_the_whole(dataset: Dataset) -> None:
    row = SMALL.experiments()[0]
    with temporary_store() as store:
        assert recorded_row(row, dataset, store)() > 0
        short = row.model_copy(update={"steps": STEPS})
        run = store.submit(short, dataset.name, dataset.fingerprint, ENGINE_VERSION, "cpu")
        tests, _ = store.read(run.id, "tests")
    assert run.state == "done"
    whole = score_steps(row.steps)
    assert tests["step"].unique().tolist() == [step for step in whole if step <= STEPS]


def test_a_repaint_reads_all_rows_and_takes_time() -> None:
    with temporary_store() as store:
        rows = [NoiseRow(store, row) for row in SMALL.experiments()]
        for step in (0, 25, 50):
            for row in rows:
                row.record(step)
            assert repaint(SMALL, rows) > 0
        for row in rows:
            curves = row.feed.refresh()[1]
            assert curves.steps == [0, 25, 50]
            assert curves.losses["step"].max() == 50
