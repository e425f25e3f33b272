"""What is measured on a stack at a Snapshot.

Distributions and accuracy are taken on fixed test images in inference mode, and change nothing. Two
mini-batches differ by sampling alone, so a shift between them would mean little; the same probe images each
time leave only what training moved. What belongs to the step's own mini-batch comes from its `Rehearsal`.

At step 0 no mini-batch has been seen and the running statistics are PyTorch's 0 and 1, which normalise
nothing. There the test images' own statistics stand in for them; else a layer's first distribution, and
with it the unit its shift is measured in, would be that of a network without Batch Normalization.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy.typing as npt
import torch
from torch import Tensor

from bnviz.experiment import Experiment
from bnviz.training.activations import ACTIVATIONS
from bnviz.training.distributions import PERCENTILES, Flatness, moments, order, pool, quantile, quantiles
from bnviz.training.evaluation import answers, score
from bnviz.training.memory import Parts
from bnviz.training.rehearsal import Step
from bnviz.training.shift import Shift
from bnviz.training.stack import Inference, Stack
from bnviz.training.step_columns import Columns, StepColumns

WATCHED_UNITS = 8
CONVOLUTIONS_REST = 4  # Snapshots
WATCHED_VALUES = 4_096  # of a mini-batch, over all layers and arms with Batch Normalization: about 32 KB

Array = npt.NDArray[Any]


@dataclass(frozen=True)
class Snapshot:
    """All that is measured at one step: the columns of `bnviz.runs.tables`, arms in the experiment's order.

    Attributes:
        step: how many updates have been made.
        tests: each (arms,).
        answers: the classes given to the probe images, (arms, images).
        layers: each (arms, layers).
        units: of the watched units, each (arms, layers, units).
        distributions: quantiles of all units pooled and of the watched ones, (arms, layers, 1 + units, 32).
        batches: the step's mini-batch, (arms, layers, units, m), NaN without Batch Normalization; no columns
            before the first step, nor of convolutions.
    """

    step: int
    tests: dict[str, Array]
    answers: dict[str, Array]
    layers: dict[str, Array]
    units: dict[str, Array]
    distributions: dict[str, Array]
    batches: dict[str, Array]


def watched_units(experiment: Experiment) -> int:
    """How many units of each layer are looked at one by one: fewer where there is much to keep of each."""
    if experiment.architecture == "convolutional":
        return min(WATCHED_UNITS, experiment.units)  # their mini-batches are not kept
    normalised = sum(arm.normalization == "batch" for arm in experiment.arms)
    values = experiment.batch_size * experiment.depth * max(normalised, 1)
    return max(1, min(WATCHED_UNITS, experiment.units, WATCHED_VALUES // values))


def _rest(experiment: Experiment) -> int:
    """How many Snapshots on the change of the gradients is measured again: more in deep or dear networks."""
    return max(1, experiment.depth // 3) * (1 if experiment.architecture == "dense" else CONVOLUTIONS_REST)


class Probe:
    """Takes Snapshots of one stack."""

    remembers: ClassVar[tuple[str, ...]] = ("scheduled",)

    def __init__(self, stack: Stack, images: Tensor, labels: Tensor):
        """Look at `stack` through test images (n, pixels) and their labels (n,), first as it is now."""
        self.stack, self.images, self.labels = stack, images, labels
        self.watched = watched_units(stack.experiment)
        self.scheduled = 0  # Snapshots taken so far, but for the first
        self.rest = _rest(stack.experiment)
        self.of_step = StepColumns(stack, self.watched)
        self.flatness = Flatness(ACTIVATIONS[stack.experiment.activation])
        self.first = stack.infer(images, own_statistics=True)
        self.shift = Shift([order(values) for values in self.first.pre_activations])

    def parts(self) -> Parts:
        """Its parts that remember something from Snapshot to Snapshot."""
        return {"probe": self, "shift": self.shift}

    @torch.inference_mode()
    def first_snapshot(self) -> Snapshot:
        """Measure the stack before any step: there is no mini-batch yet, so its columns are NaN."""
        return self._snapshot(0, self.first, None, scheduled=True)

    @torch.inference_mode()
    def prepare(self) -> None:
        """Get ready for a step that is to be looked at."""
        self.of_step.rehearsal.remember()

    @torch.inference_mode()
    def snapshot(self, step: int, images: Tensor, labels: Tensor, *, scheduled: bool = True) -> Snapshot:
        """Measure the stack after step `step`, made on this mini-batch since `prepare`.

        The rate of shift counts from the last scheduled Snapshot: one taken on top changes no other.
        """
        self.scheduled += scheduled
        # The change of the gradients costs a pass for each layer: some networks are asked less often.
        updated = not scheduled or self.scheduled % self.rest == 0
        repeated = self.of_step.rehearsal.repeat(images, labels, updated=updated)
        return self._snapshot(step, self.stack.infer(self.images), repeated, scheduled=scheduled)

    def _snapshot(self, step: int, seen: Inference, repeated: Step | None, *, scheduled: bool) -> Snapshot:
        after = [order(values) for values in seen.pre_activations]
        layers = self._values(seen, after) | self.shift.columns(step, after, scheduled=scheduled)
        scores = score(seen.logits, self.labels)
        tables: tuple[Columns, ...] = (
            dict(zip(("test_loss", "test_accuracy"), scores, strict=True)),
            {"predictions": answers(seen.logits)},
            layers | self.of_step.of_layers(repeated),
            self._percentiles(after) | self.of_step.of_units(repeated),
            {"before": self._quantiles(self._before(seen, after)), "after": self._quantiles(after)},
            self.of_step.of_batches(repeated),
        )
        return Snapshot(step, *map(self._collect, tables))

    def _values(self, seen: Inference, after: list[Tensor]) -> Columns:
        """Percentiles, mean and standard deviation of all units pooled, and how much of them is flat."""
        pooled = [pool(values) for values in after]
        columns = {name: _by_layer(quantile(each, p) for each in pooled) for name, p in PERCENTILES.items()}
        columns["mean"], columns["std"] = map(_by_layer, zip(*map(moments, after), strict=True))
        shares = [self.flatness.shares(values) for values in seen.pre_activations]
        # Of an arm that has diverged there is nothing to tell, and not that its units are all awake.
        real = columns["mean"].isfinite()
        flat, dead = map(_by_layer, zip(*shares, strict=True))
        columns["flat"], columns["dead"] = flat.where(real, torch.nan), dead.where(real, torch.nan)
        return columns

    def _percentiles(self, after: list[Tensor]) -> Columns:
        watched = [values[:, : self.watched] for values in after]
        return {name: _by_layer(quantile(each, p) for each in watched) for name, p in PERCENTILES.items()}

    def _before(self, seen: Inference, after: list[Tensor]) -> list[Tensor]:
        """Each layer's ordered values before normalization; without any they are those after."""
        normalised = self.stack.hidden[0].normalised
        return [
            torch.cat([order(product[:normalised]), values[normalised:]])
            for product, values in zip(seen.products, after, strict=True)
        ]

    def _quantiles(self, layers: list[Tensor]) -> Tensor:
        """Of all units pooled, then of each watched one, (arms, layers, 1 + watched, 32)."""
        pooled = _by_layer(quantiles(pool(values)) for values in layers)
        watched = _by_layer(quantiles(values[:, : self.watched]) for values in layers)
        return torch.cat([pooled[:, :, None], watched], 2)

    def _collect(self, columns: Columns) -> dict[str, Array]:
        return {name: self.stack.in_experiment_order(values) for name, values in columns.items()}


def _by_layer(values: Iterable[Tensor]) -> Tensor:
    return torch.stack(list(values), 1)
