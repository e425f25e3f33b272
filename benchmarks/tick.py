"""What one look at a training run costs the server, early in the run and at its end."""

from __future__ import annotations

import json
from collections.abc import Callable

import numpy as np

from benchmarks.figure import Figure
from benchmarks.rounds import clock, interleave, median_ratio
from benchmarks.setting import Setting, temporary_store
from benchmarks.synthetic import SyntheticRun
from bnviz.experiment import Experiment
from bnviz.lessons.presets import PRESETS
from bnviz.runs.feed import Feed
from bnviz.runs.store import Store
from bnviz.ui.curves import curve_figures
from bnviz.ui.live_panel import _panel

EARLY = 1_000  # steps; late is the end of the run
APPEND = 500  # steps that a worker records at once, and a page then reads: half a second's


def measure(setting: Setting) -> list[Figure]:
    """Time and bytes of a late tick, as multiples of an early one's."""
    experiment = PRESETS["paper-figure-1"].setup.experiment()
    sizes: dict[str, list[int]] = {"early": [], "late": []}
    with temporary_store() as store:
        race = {
            "early": _early(store, experiment, sizes["early"].append),
            "late": _late(store, experiment, setting.rounds + 1, sizes["late"].append),
        }
        seconds = interleave(race, setting.rounds, "tick")
    early, late = (1_000 * np.median(seconds[name]) for name in ("early", "late"))
    early_bytes, late_bytes = (np.median(sizes[name]) / 1_024 for name in ("early", "late"))
    return [
        _growth("time", median_ratio(seconds["late"], seconds["early"]), f"{late:.0f} ms, {early:.0f} ms"),
        _growth("bytes", late_bytes / early_bytes, f"{late_bytes:.0f} KiB, {early_bytes:.0f} KiB"),
    ]


def _early(store: Store, experiment: Experiment, weigh: Callable[[int], None]) -> Callable[[], float]:
    """Ticks of runs at step 1,000, each of another run."""
    seeds = iter(range(1, 1_000))

    def run() -> float:
        recorded = SyntheticRun(store, experiment.model_copy(update={"seed": next(seeds)}))
        return Follower(recorded, EARLY).tick(weigh)

    return run


def _late(
    store: Store, experiment: Experiment, ticks: int, weigh: Callable[[int], None]
) -> Callable[[], float]:
    """The last ticks of one run."""
    recorded = SyntheticRun(store, experiment.model_copy(update={"seed": 0}))
    follower = Follower(recorded, experiment.steps - APPEND * ticks)
    return lambda: follower.tick(weigh)


class Follower:
    """A page that has followed a run up to a step."""

    def __init__(self, recorded: SyntheticRun, step: int):
        """Record up to `step`, and look once."""
        self.recorded, self.experiment = recorded, recorded.experiment
        while recorded.step < step:
            recorded.record(min(max(recorded.step, 0) + APPEND, step))
        self.feed = Feed(recorded.store, recorded.run.id, len(self.experiment.arms))
        self.feed.refresh()

    def tick(self, weigh: Callable[[int], None]) -> float:
        """Record half a second more and look again: the CPU seconds of that look; `weigh` hears its bytes."""
        self.recorded.record(self.recorded.step + APPEND)
        started = clock()
        _, curves = self.feed.refresh()
        figures = curve_figures(self.experiment, curves, raw_shift=False)
        payload = json.dumps([_panel(name, figure) for name, figure in figures.items()])
        seconds = clock() - started
        weigh(len(payload))
        return seconds


def _growth(what: str, value: float, behind: str) -> Figure:
    return Figure(f"a tick's {what} at step 50,000, of step 1,000's", value, 1.2, False, "{:.2f} ×", behind)
