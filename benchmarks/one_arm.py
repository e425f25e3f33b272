"""The paper's network without Batch Normalization, alone: scikit-learn has nothing for the other."""

from __future__ import annotations

from threadpoolctl import threadpool_limits

from benchmarks.figure import Figure
from benchmarks.multilayer_perceptron import Perceptron
from benchmarks.plain_torch import in_memory
from benchmarks.rounds import interleave
from benchmarks.setting import Setting, temporary_store
from benchmarks.speed import speed_ratio
from benchmarks.two_arms import recorded
from bnviz.lessons.presets import PRESETS


def measure(setting: Setting) -> list[Figure]:
    """The engine's speed, recorded, as a ratio to MLPClassifier's."""
    both = PRESETS["paper-figure-1"].setup.experiment()
    plain = tuple(arm for arm in both.arms if arm.normalization == "none")
    experiment = both.model_copy(update={"arms": plain})
    perceptron = Perceptron(experiment, *(each.numpy() for each in in_memory(setting.dataset)))
    with temporary_store() as store, threadpool_limits(1):  # NumPy's products too
        race = {"recorded": recorded(experiment, setting, store), "perceptron": perceptron.slices(200)}
        seconds = interleave(race, setting.rounds, "one arm")
    return [
        speed_ratio(
            "one plain arm, recorded, to scikit-learn's MLPClassifier",
            None,
            seconds["recorded"],
            seconds["perceptron"],
        )
    ]
