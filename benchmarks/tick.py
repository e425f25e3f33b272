"""What looking at a run costs the server, early and late, live and in the past; and how large a run is."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from benchmarks import page
from benchmarks.figure import Figure
from benchmarks.rounds import clock, interleave, median_ratio
from benchmarks.setting import Setting, size_on_disk, temporary_store
from benchmarks.synthetic import SyntheticRun
from bnviz.experiment import Experiment
from bnviz.lessons.presets import PRESETS
from bnviz.runs.feed import Feed
from bnviz.runs.store import Store
from bnviz.views.views import VIEWS

EARLY = 1_000  # steps; late is the end of the run
APPEND = 500  # steps that a worker records at once, and a page then reads: half a second's
VIEW = "distributions"  # the one that a visitor meets first


def measure(setting: Setting) -> list[Figure]:
    """Time and bytes of ticks and of steps of the past, and the size of a run."""
    experiment = PRESETS["paper-figure-1"].setup.experiment()
    sizes: list[int] = []
    with temporary_store() as store:
        late = Follower(SyntheticRun(store, experiment.model_copy(update={"seed": 0})), 0)
        late.follow(experiment.steps - APPEND * (setting.rounds + 1))
        race = {
            "early": _early(store, experiment),
            "late": lambda: late.tick(),
            "past": lambda: late.look_back(sizes.append),
        }
        seconds = interleave(race, setting.rounds, "tick")
        fullest = max(page.tick(late.feed, experiment, view) for view in VIEWS if VIEWS[view].rows)
        megabytes = _size_of_a_run(experiment)
    milliseconds = {name: 1_000 * float(np.median(seconds[name])) for name in race}
    past = float(np.median(sizes)) / 1_000
    return [
        Figure(
            "a tick's time at step 50,000, of step 1,000's",
            median_ratio(seconds["late"], seconds["early"]),
            1.2,
            at_least=False,
            form="{:.2f} ×",
            behind=f"{milliseconds['late']:.0f} ms, {milliseconds['early']:.0f} ms",
        ),
        _at_most("a tick's bytes in the fullest view", fullest / 1_000, 60, "KB", "all figures open"),
        _at_most("going to a step of the past", milliseconds["past"], 150, "ms", "all figures built anew"),
        _at_most("the bytes of a step of the past", past, 60, "KB", "formulas and one figure"),
        _at_most("a run of 50,000 steps on disk", megabytes, 30, "MB", "noise, which compresses worst"),
    ]


def _early(store: Store, experiment: Experiment) -> Callable[[], float]:
    """Ticks of runs at step 1,000, each of another run."""
    seeds = iter(range(1, 1_000))

    def run() -> float:
        recorded = SyntheticRun(store, experiment.model_copy(update={"seed": next(seeds)}))
        return Follower(recorded, EARLY).tick()

    return run


def _size_of_a_run(experiment: Experiment) -> float:
    """Megabytes of a store with nothing but one whole run."""
    with temporary_store() as store:
        Follower(SyntheticRun(store, experiment), experiment.steps)
        return size_on_disk(store) / 1e6


class Follower:
    """A page that has followed a run up to a step."""

    def __init__(self, recorded: SyntheticRun, step: int):
        """Record up to `step`, and look once."""
        self.recorded, self.experiment = recorded, recorded.experiment
        self.feed = Feed(recorded.store, recorded.run.id, len(self.experiment.arms))
        self.past = np.random.default_rng(0)
        self.follow(step)

    def follow(self, step: int) -> None:
        """Record up to a step, and look."""
        while self.recorded.step < step:
            self.recorded.record(min(max(self.recorded.step, 0) + APPEND, step))
        self.feed.refresh()

    def tick(self) -> float:
        """Record half a second more and look again: the CPU seconds of that look."""
        self.recorded.record(self.recorded.step + APPEND)
        started = clock()
        page.tick(self.feed, self.experiment, VIEW)
        return clock() - started

    def look_back(self, weigh: Callable[[int], None]) -> float:
        """Go to some Snapshot of the past, likewise; `weigh` hears its bytes."""
        step = int(self.past.choice(self.feed.refresh()[1].steps[1:]))
        started = clock()
        weigh(page.scrub(self.feed, self.experiment, VIEW, step))
        return clock() - started


def _at_most(what: str, value: float, target: float, unit: str, behind: str) -> Figure:
    return Figure(what, value, target, False, f"{{:.0f}} {unit}", behind)
