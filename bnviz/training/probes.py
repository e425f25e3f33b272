"""What is measured on a stack at a Snapshot.

Distributions and accuracy are taken on fixed test images in inference mode, and change nothing. Two
mini-batches differ by sampling alone, so a shift between them would mean little; the same probe images each
time leave only what training moved. What belongs to the step's own mini-batch comes from its `Rehearsal`.

At step 0 no mini-batch has been seen and the running statistics are PyTorch's 0 and 1, which normalise
nothing. There the test images' own statistics stand in for them; else a layer's first distribution, and
with it the unit its shift is measured in, would be that of a network without Batch Normalization.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any, ClassVar

import numpy.typing as npt
import torch
from torch import Tensor

from bnviz.experiment import Experiment
from bnviz.training.activations import ACTIVATIONS
from bnviz.training.distributions import Flatness, by_layer, moments, order, percentiles, pool, quantiles
from bnviz.training.evaluation import answers, score
from bnviz.training.inference import Inference, infer
from bnviz.training.memory import Parts
from bnviz.training.rehearsal import Step
from bnviz.training.replay import measured
from bnviz.training.shift import Shift
from bnviz.training.stack import Stack
from bnviz.training.step_columns import Columns, StepColumns
from bnviz.training.transfer import to_cpu

WATCHED_UNITS = 8
CONVOLUTIONS_REST = 4  # Snapshots
WATCHED_VALUES = 4_096  # of a mini-batch, over all layers and arms with Batch Normalization: about 32 KB

Array = npt.NDArray[Any]
Tables = list[Columns]  # in the order of a Snapshot's


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

    def __init__(self, stack: Stack, images: Tensor, labels: Tensor, mini_batch: tuple[Tensor, Tensor]):
        """Look at `stack` through test images (n, pixels) and their labels (n,), first as it is now.

        `mini_batch` is where the images and labels of a step are found once it has been made.
        """
        self.stack, self.images, self.labels, self.mini_batch = stack, images, labels, mini_batch
        self.watched = watched_units(stack.experiment)
        self.scheduled = 0  # Snapshots taken so far, but for the first
        self.rest = _rest(stack.experiment)
        self.of_step = StepColumns(stack, self.watched)
        self.flatness = Flatness(ACTIVATIONS[stack.experiment.activation])
        first = infer(stack, images, own_statistics=True)
        self.shift = Shift(order(by_layer(first.pre_activations)))
        self.first, _ = self._tables(first, None)
        measures = (partial(self._measure, updated=updated) for updated in (False, True))
        self._measured = [measured(measure, stack.parameters.device) for measure in measures]

    def parts(self) -> Parts:
        """Its parts that remember something from Snapshot to Snapshot."""
        return {"probe": self, "shift": self.shift}

    @torch.inference_mode()
    def first_snapshot(self) -> Snapshot:
        """Measure the stack before any step: there is no mini-batch yet, so its columns are NaN."""
        return self._snapshot(0, self.first)

    @torch.inference_mode()
    def prepare(self) -> None:
        """Get ready for a step that is to be looked at."""
        self.of_step.rehearsal.remember()

    @torch.inference_mode()
    def snapshot(self, step: int, *, scheduled: bool = True) -> Snapshot:
        """Measure the stack after step `step`, made since `prepare`.

        The rate of shift counts from the last scheduled Snapshot: one taken on top changes no other.
        """
        self.scheduled += scheduled
        # The change of the gradients costs a pass for each layer: some networks are asked less often.
        updated = not scheduled or self.scheduled % self.rest == 0
        self.shift.come_to(step)
        tables, after = next(self._measured[updated])
        if scheduled:
            self.shift.keep(step, after)
        return self._snapshot(step, tables)

    def _snapshot(self, step: int, tables: Tables) -> Snapshot:
        columns = (table.items() for table in to_cpu(tables))
        in_order = self.stack.in_experiment_order
        return Snapshot(step, *({name: in_order(values) for name, values in table} for table in columns))

    def _measure(self, *, updated: bool) -> tuple[Tables, Tensor]:
        """Tables of the step just made, and the distributions after it; no choice hangs on their numbers."""
        repeated = self.of_step.rehearsal.repeat(*self.mini_batch, updated=updated)
        return self._tables(infer(self.stack, self.images), repeated)

    def _tables(self, seen: Inference, repeated: Step | None) -> tuple[Tables, Tensor]:
        after = order(by_layer(seen.pre_activations))
        pooled = pool(after)
        layers = self._values(seen, after, pooled) | self.shift.columns(after)
        scores = score(seen.logits, self.labels)
        return [
            dict(zip(("test_loss", "test_accuracy"), scores, strict=True)),
            {"predictions": answers(seen.logits)},
            layers | self.of_step.of_layers(repeated),
            percentiles(after[:, :, : self.watched]) | self.of_step.of_units(repeated),
            self._distributions(seen, after, pooled),
            self.of_step.of_batches(repeated),
        ], after

    def _values(self, seen: Inference, after: Tensor, pooled: Tensor) -> Columns:
        """Percentiles, mean and standard deviation of all units pooled, and how much of them is flat."""
        mean, std = moments(after)
        nonlinear = zip(seen.pre_activations, seen.activations, strict=True)
        shares = by_layer(self.flatness.share(*each) for each in nonlinear)
        # Of an arm that has diverged there is nothing to tell, and not that its units are all awake.
        shares = shares.where(mean.isfinite()[..., None], torch.nan)
        dead = shares.floor().mean(-1)  # always flat
        return percentiles(pooled) | {"mean": mean, "std": std, "flat": shares.mean(-1), "dead": dead}

    def _distributions(self, seen: Inference, after: Tensor, pooled: Tensor) -> Columns:
        """Quantiles before and after normalization; without any they are those after."""
        normalised = self.stack.hidden[0].normalised
        before = order(by_layer(product[:normalised] for product in seen.products))
        of_after = self._quantiles(after, pooled)
        of_before = self._quantiles(before, pool(before))
        return {"before": torch.cat([of_before, of_after[normalised:]]), "after": of_after}

    def _quantiles(self, ordered: Tensor, pooled: Tensor) -> Tensor:
        """Of all units pooled, then of each watched one, (arms, layers, 1 + watched, 32)."""
        watched = ordered[:, :, : self.watched]
        return torch.cat([quantiles(pooled)[:, :, None], quantiles(watched)], 2)
