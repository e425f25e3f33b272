"""Where the time of a training step goes, with probes and store on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from unittest import mock

from tqdm import trange

from benchmarks.engine import plainly, recorded_stand_ins
from benchmarks.setting import Setting, temporary_store
from benchmarks.stopwatch import Stopwatch
from bnviz.lessons.presets import PRESETS
from bnviz.runs.workers.recorder import Recorder
from bnviz.training.activations import ACTIVATIONS, Activation
from bnviz.training.batch_norm import BatchNorm
from bnviz.training.images import DeviceImages
from bnviz.training.layers import HiddenLayer, OutputLayer
from bnviz.training.linear import Linear, SharedLinear
from bnviz.training.loop import Training
from bnviz.training.optimizers import SGD
from bnviz.training.probes import Probe

STEPS = 1_632

PARTS: Mapping[str, tuple[tuple[type, str], ...]] = {
    "products of the first layer": ((SharedLinear, "forward"), (SharedLinear, "backward")),
    "products of the other layers": ((Linear, "forward"), (Linear, "backward")),
    "Batch Normalization": ((BatchNorm, "forward"), (BatchNorm, "backward")),
    "biases, and joining the arms": ((HiddenLayer, "forward"), (HiddenLayer, "backward")),
    "loss and its gradient": ((OutputLayer, "infer"), (OutputLayer, "loss"), (OutputLayer, "backward")),
    "update": ((SGD, "update"),),
    "gathering the mini-batch": ((DeviceImages, "batch"),),
    "the rest of the step": ((Training, "train_step"),),
}
WHOLE: Mapping[str, tuple[tuple[type, str], ...]] = {
    "Snapshots": ((Probe, "prepare"), (Probe, "snapshot")),
    "rows and store": ((Recorder, "_append"),),
}
ACTIVATION = "activations"


def step_parts(setting: Setting) -> dict[str, float]:
    """Microseconds of a step by part, recording the paper's experiment; each part's quickest round."""
    experiment = PRESETS["paper-figure-1"].setup.experiment()
    rounds = []
    with temporary_store() as store:
        run = recorded_stand_ins(experiment, setting.dataset, store, STEPS)
        for _ in trange(setting.rounds, desc="parts of a step", unit="round", leave=False):
            stopwatch = Stopwatch()
            with watched_by(stopwatch):
                run()
            rounds.append({part: 1e6 * seconds / STEPS for part, seconds in stopwatch.seconds.items()})
    return {part: min(each[part] for each in rounds) for part in rounds[0]}


@contextmanager
def watched_by(stopwatch: Stopwatch) -> Iterator[None]:
    """Have a stopwatch time every part of the trainings that are made and run inside."""
    with ExitStack() as patches:
        for parts, whole in ((PARTS, False), (WHOLE, True)):
            for part, methods in parts.items():
                for owner, name in methods:
                    watched = stopwatch.watch(part, getattr(owner, name), whole=whole)
                    patches.enter_context(mock.patch.object(owner, name, watched))
        patches.enter_context(plainly())  # nobody sees into a replay
        activations = {name: _watched(stopwatch, each) for name, each in ACTIVATIONS.items()}
        patches.enter_context(mock.patch("bnviz.training.stack.ACTIVATIONS", activations))
        yield


def _watched(stopwatch: Stopwatch, activation: Activation) -> Activation:
    return Activation(*(stopwatch.watch(ACTIVATION, function) for function in activation))
