"""What a whole run costs as it gets longer."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np

from benchmarks.engine import recorded_runs
from benchmarks.growth_curve import Curve, Growth, Panel
from benchmarks.rounds import interleave
from benchmarks.setting import Setting, size_on_disk, temporary_store
from bnviz.data import Dataset
from bnviz.experiment import Experiment, Setup

ROUNDS = 2
STEPS = (1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000)
SMALL = Setup(depth=1, width=16, batch_size=10, input="binary").experiment()
"""Two arms whose 100,000 steps take less than a minute."""


def measure(setting: Setting) -> Growth:
    """Seconds, and megabytes on disk, of whole recorded runs of SMALL."""
    megabytes: dict[int, list[float]] = {steps: [] for steps in STEPS}
    race = {
        str(steps): partial(
            whole_run, SMALL.model_copy(update={"steps": steps}), setting.dataset, sizes.append
        )
        for steps, sizes in megabytes.items()
    }
    seconds = interleave(race, min(setting.rounds, ROUNDS), "steps")
    times = [float(np.median(each)) for each in seconds.values()]
    sizes = [float(np.median(each)) for each in megabytes.values()]
    return Growth(
        "steps",
        "steps of a run",
        [
            Panel("seconds", "s", [Curve("whole run", STEPS, times)]),
            Panel("megabytes", "MB", [Curve("run on disk", STEPS, sizes)]),
        ],
    )


def whole_run(experiment: Experiment, dataset: Dataset, weigh: Callable[[float], None]) -> float:
    """Train and record a run into a store of its own: seconds of all steps; `weigh` hears its megabytes."""
    with temporary_store() as store:
        seconds = experiment.steps * recorded_runs(experiment, dataset, store)()
        weigh(size_on_disk(store) / 1e6)
    return seconds
