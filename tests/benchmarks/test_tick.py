"""The run of noise that a tick's cost is measured on."""

import numpy as np

from benchmarks import page
from benchmarks.setting import temporary_store
from benchmarks.synthetic import SyntheticRun
from benchmarks.tick import Follower
from bnviz.experiment import Experiment
from bnviz.runs.tables import SCHEMAS, TableName
from bnviz.training.schedule import snapshot_steps


def test_noise_is_recorded_at_the_steps_of_a_real_run(experiment: Experiment) -> None:
    with temporary_store() as store:
        recorded = SyntheticRun(store, experiment)
        for step in (0, 7, 400):
            recorded.record(step)
        tables = {name: store.read(recorded.run.id, name)[0] for name in SCHEMAS}
    due = [step for step in snapshot_steps(experiment.steps) if step <= 400]
    assert tables["losses"]["step"].unique().tolist() == list(range(1, 401))
    rows: dict[TableName, int] = {"tests": 2, "layers": 2 * 2, "units": 2 * 2 * 8, "distributions": 2 * 2 * 9}
    for name, count in rows.items():
        steps, counts = np.unique(tables[name]["step"], return_counts=True)
        assert steps.tolist() == due
        assert set(counts) == {count}


def test_a_tick_is_timed_and_weighed(experiment: Experiment) -> None:
    sizes: list[int] = []
    with temporary_store() as store:
        follower = Follower(SyntheticRun(store, experiment), 300)
        assert follower.tick() > 0
        assert follower.recorded.step == 800
        assert follower.look_back(sizes.append) > 0
        live = page.tick(follower.feed, experiment, "shift")
    assert 500 < sizes[0] < live
