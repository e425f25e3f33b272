"""A whole sweep against the same networks one after the other, and what a look at it costs the server."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import cycle
from unittest import mock

import numpy as np

from benchmarks.engine import recorded_runs
from benchmarks.figure import Figure
from benchmarks.many_arms import one_after_the_other
from benchmarks.rounds import Slice, clock, interleave, median_ratio
from benchmarks.setting import Setting, temporary_store
from benchmarks.speed import faster
from bnviz.data import Dataset
from bnviz.experiment import Experiment
from bnviz.lessons.sweeps.plans import Sweep, default_sweep
from bnviz.lessons.sweeps.results import Results
from bnviz.runs.feed import Feed
from bnviz.runs.run import Run
from bnviz.runs.store import Store
from bnviz.runs.workers.frames import loss_rows, snapshot_rows
from bnviz.training import ENGINE_VERSION
from bnviz.training.probes import Snapshot
from bnviz.training.schedule import score_steps
from bnviz.ui.live_panel import _payload
from bnviz.ui.sweeps.choice import Painted
from bnviz.ui.sweeps.maps import map_figures

STEPS = 100  # of a row, recorded, with their share of the Snapshots
PLAIN_STEPS = 10  # of each of its networks alone


def measure(setting: Setting) -> list[Figure]:
    """The speed of the first section's sweep as a ratio, and a repaint's milliseconds."""
    sweep = default_sweep("init_std")
    rows = sweep.experiments()
    with temporary_store() as store:
        race = {
            "recorded": in_turn([recorded_row(row, setting.dataset, store) for row in rows]),
            "fused": in_turn([_alone(row, setting.dataset, fused=True) for row in rows]),
            "foreach": in_turn([_alone(row, setting.dataset, fused=False) for row in rows]),
        }
        seconds = interleave(race, setting.rounds, "sweep")
    tuned = faster(seconds["fused"], seconds["foreach"])
    minutes = [len(rows) * rows[0].steps * float(np.median(each)) for each in (seconds["recorded"], tuned)]
    return [
        Figure(
            "a sweep of 128 networks, recorded, to tuned loops one after the other",
            median_ratio(tuned, seconds["recorded"]),
            2,
            at_least=True,
            form="{:.2f} ×",
            behind="{:.0f} s against {:.0f} s".format(*minutes),
        ),
        _repaint(sweep, setting.rounds),
    ]


def in_turn(alternatives: Sequence[Slice]) -> Slice:
    """At each call the next of several slices: all rows have their turn, and in each round the same one."""
    turns = cycle(alternatives)
    return lambda: next(turns)()


def recorded_row(row: Experiment, dataset: Dataset, store: Store) -> Slice:
    """Slices of `STEPS` steps of a row as a worker records it, its Snapshots as far apart as in the whole."""
    distance = score_steps(row.steps)[1]
    short = recorded_runs(row.model_copy(update={"steps": STEPS}), dataset, store)

    def run() -> float:
        with mock.patch("bnviz.training.loop.score_steps", lambda steps: range(0, steps + 1, distance)):
            return short()

    return run


def _alone(row: Experiment, dataset: Dataset, *, fused: bool) -> Slice:
    return one_after_the_other(row, dataset, PLAIN_STEPS, fused=fused)


def _repaint(sweep: Sweep, rounds: int) -> Figure:
    """Read what is new of all rows and make all maps: as a page does twice a second while they train."""
    with temporary_store() as store:
        rows = [NoiseRow(store, experiment) for experiment in sweep.experiments()]
        seconds = []
        for step in score_steps(rows[0].run.steps)[: rounds + 1]:
            for row in rows:
                row.record(step)
            seconds.append(repaint(sweep, rows))
    return Figure(
        "a repaint of a sweep's maps on the server",
        1_000 * float(np.median(seconds[1:])),
        100,
        at_least=False,
        form="{:.0f} ms",
        behind=f"8 runs of 16 networks, {len(seconds) - 1} repaints",
    )


def repaint(sweep: Sweep, rows: Sequence[NoiseRow]) -> float:
    """CPU seconds of one repaint."""
    started = clock()
    results = Results(sweep, [row.feed.refresh() for row in rows])
    figures = map_figures(results, Painted("end", 0.9), (0, 0))
    _payload(figures, (tuple(figures),), picks=True)
    return clock() - started


class NoiseRow:
    """A row of a sweep that has recorded noise, and the feed that follows it."""

    def __init__(self, store: Store, experiment: Experiment):
        """Claim the row's run, as a worker does."""
        asked = store.submit(experiment, "noise", "noise", ENGINE_VERSION, "cpu")
        claimed = store.claim("benchmark", asked.id)
        assert claimed is not None, "nobody else works for this store"
        self.store, self.step = store, 0
        self.run: Run = claimed
        self.feed = Feed(store, claimed.id, len(experiment.arms))
        self.noise = np.random.default_rng(0)

    def record(self, step: int) -> None:
        """Record all losses up to a step, and its Snapshot."""
        arms = len(self.run.experiment.arms)
        losses = self.noise.random((step - self.step, arms), np.float32)
        tests = {name: self.noise.random(arms, np.float32) for name in ("test_loss", "test_accuracy")}
        rows = snapshot_rows([Snapshot(step, tests, {}, {}, {}, {}, {})])
        self.store.append(
            self.run, {"losses": loss_rows(self.step + 1, losses), **rows}, step, seconds=step / 100
        )
        self.step = step
