"""What a training step costs as the stack, the network or the mini-batch grows."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import cycle, islice

import numpy as np
import numpy.typing as npt

from benchmarks.engine import endless, snapshot_distance, snapshots
from benchmarks.growth_curve import Curve, Growth, Panel
from benchmarks.products import products
from benchmarks.rounds import Seconds, Slice, interleave, slices
from benchmarks.setting import Setting, temporary_store
from bnviz.experiment import Experiment
from bnviz.lessons.presets import PRESETS
from bnviz.runs.store import Store
from bnviz.training.loop import Training
from bnviz.training.replay import PLAIN

Sizes = Mapping[int, Experiment]

ROUNDS = 5
FIRST = PLAIN + 3  # steps until a replayed one has been made
SLICE, LEAST = 0.2, 4  # seconds of a slice, and its steps where a step takes long
SNAPSHOTS = 4  # of a slice: of the deepest networks every fourth measures the change of the gradients

AXES: Mapping[str, str] = {
    "arms": "arms in one stack",
    "depth": "depth (hidden layers)",
    "width": "width (units in a hidden layer)",
    "mini-batch": "mini-batch (images)",
}


def experiments() -> Mapping[str, Sizes]:
    """The preset "The paper's Figure 1" with each quantity at each size, all else as it is."""
    paper = PRESETS["paper-figure-1"].setup.experiment()
    arms = {size: tuple(islice(cycle(paper.arms), size)) for size in _powers(1, 256)}
    return {
        "arms": {size: _varied(paper, "arms", several) for size, several in arms.items()},
        "depth": {size: _varied(paper, "depth", size) for size in (1, 2, 3, 4, 6, 8, 12)},
        "width": {size: _varied(paper, "width", size) for size in _powers(16, 512)},
        "mini-batch": {size: _varied(paper, "batch_size", size) for size in _powers(2, 1_024)},
    }


def measure(quantity: str, sizes: Sizes, setting: Setting) -> Growth:
    """Milliseconds of a step at each size: recorded, bare, and of its matrix products alone."""
    with temporary_store() as store:
        race = {
            f"{way} {size}": run
            for size, experiment in sizes.items()
            for way, run in _alternatives(experiment, setting, store).items()
        }
        seconds = interleave(race, min(setting.rounds, ROUNDS), quantity)
    steps = {size: _step(seconds, size, snapshot_distance(each)) for size, each in sizes.items()}
    names = ("recorded step", "bare step", "its products alone")
    costs = np.array([steps[size] for size in sizes]).T
    curves = [Curve(name, [*sizes], cost.tolist()) for name, cost in zip(names, costs, strict=True)]
    return Growth(quantity, AXES[quantity], [Panel("milliseconds a step", "ms", curves)])


def _powers(first: int, last: int) -> list[int]:
    return [first << power for power in range((last // first).bit_length())]


def _varied(experiment: Experiment, name: str, value: object) -> Experiment:
    """With one setting changed, and validated as any other."""
    return Experiment.model_validate(dict(experiment) | {name: value})


def _alternatives(experiment: Experiment, setting: Setting, store: Store) -> dict[str, Slice]:
    """Slices that take some tenths of a second, of steps that are replayed already."""
    training = Training(experiment, setting.dataset)
    bare = endless(training)
    steps = max(LEAST, round(SLICE / slices(bare, FIRST)()))
    return {
        "bare": slices(bare, steps),
        "snapshot": snapshots(training, setting.dataset, store, SNAPSHOTS),
        "products": products(experiment, setting.dataset, steps),
    }


def _step(seconds: Mapping[str, Seconds], size: int, distance: int) -> npt.NDArray[np.float64]:
    """Milliseconds of a step in the median round: recorded, with its share of a Snapshot; bare; products."""
    bare, snapshot, alone = (seconds[f"{way} {size}"] for way in ("bare", "snapshot", "products"))
    recorded = bare + (snapshot - bare) / distance
    return 1_000 * np.median([recorded, bare, alone], axis=1)
