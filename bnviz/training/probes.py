"""What is measured on a stack at a Snapshot: accuracy, and each layer's distributions.

Everything is taken on fixed test images in inference mode, at the input to the nonlinearity (after Batch
Normalization where there is one), and changes nothing. Two mini-batches differ by sampling alone, so a
shift between them would mean little; the same probe images each time leave only what training moved.

At step 0 no mini-batch has been seen and the running statistics are PyTorch's 0 and 1, which normalise
nothing. There the test images' own statistics stand in for them; else a layer's first distribution, and
with it the unit its shift is measured in, would be that of a network without Batch Normalization.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from bnviz.training.evaluation import score
from bnviz.training.stack import Inference, Stack

WATCHED_UNITS = 8
PERCENTILES = {"p15": 0.15, "p50": 0.50, "p85": 0.85}  # those of the paper's Figure 1
SMALLEST_STD = 1e-3  # keeps the normalised shift of a layer that starts almost constant finite
POOLING_STRIDE = 8  # 64 of a unit's 512 order statistics stand for it when units are pooled

MINI_BATCH = ("batch_mean", "batch_var", "example")

Array = npt.NDArray[np.float32]
Columns = dict[str, Tensor]  # column name to values (arms, …), arms in the stack's order


@dataclass(frozen=True)
class Snapshot:
    """All that is measured at one step; arms in the experiment's order.

    Attributes:
        step: how many updates have been made.
        tests: test_loss (nats) and test_accuracy (0 to 1), each (arms,).
        layers: p15, p50, p85, mean, std of a layer's input to the nonlinearity, all units pooled, and its
            shift and shift_raw since step 0; each (arms, layers).
        units: p15, p50, p85 of the watched units; batch_mean, batch_var and example of the step's
            mini-batch before normalization, and the gamma and beta it met; each (arms, layers, units).
    """

    step: int
    tests: dict[str, Array]
    layers: dict[str, Array]
    units: dict[str, Array]


class Probe:
    """Takes Snapshots of one stack; remembers the distributions at step 0 as the shift's reference."""

    def __init__(self, stack: Stack, images: Tensor, labels: Tensor):
        """Look at `stack` through test images (n, pixels) and their labels (n,)."""
        self.stack, self.images, self.labels = stack, images, labels
        self.reference = self._distributions(stack.infer(images, own_statistics=True).pre_activations)
        self.reference_std = [d.std(-1, correction=0).clamp_min(SMALLEST_STD) for d in self.reference]

    @torch.inference_mode()
    def coefficients(self) -> Columns:
        """γ and β (or the bias) of the watched units, (arms, layers, units): what the next step will use."""
        layers = self.stack.layer_parameters[:-1]
        gammas = [_pad(layer.scale[:, :WATCHED_UNITS], len(layer.shift)) for layer in layers]
        betas = [layer.shift[:, :WATCHED_UNITS] for layer in layers]
        return {"gamma": torch.stack(gammas, 1), "beta": torch.stack(betas, 1)}

    def first_snapshot(self) -> Snapshot:
        """Measure the stack before any step; there is no mini-batch yet, so its columns are NaN."""
        coefficients = self.coefficients()
        nothing = torch.full_like(coefficients["beta"], torch.nan)
        mini_batch = dict.fromkeys(MINI_BATCH, nothing) | coefficients
        return self._snapshot(0, self.stack.infer(self.images, own_statistics=True), mini_batch)

    def snapshot(self, step: int, coefficients: Columns) -> Snapshot:
        """Measure the stack after `step` updates, the last of which met these `coefficients`."""
        return self._snapshot(step, self.stack.infer(self.images), self._mini_batch() | coefficients)

    @torch.inference_mode()
    def _snapshot(self, step: int, inference: Inference, mini_batch: Columns) -> Snapshot:
        distributions = self._distributions(inference.pre_activations)
        tests = dict(zip(("test_loss", "test_accuracy"), score(inference.logits, self.labels), strict=True))
        units = self._units(distributions) | mini_batch
        return Snapshot(step, *map(self._collect, (tests, self._layers(distributions), units)))

    def _distributions(self, pre_activations: list[Tensor]) -> list[Tensor]:
        """Each layer's values on the probe set, (arms, units, images), sorted along the images."""
        return [_sort(values) for values in pre_activations]

    def _layers(self, distributions: list[Tensor]) -> Columns:
        pooled = [_sort(d[..., POOLING_STRIDE // 2 :: POOLING_STRIDE].flatten(1)) for d in distributions]
        columns = {name: torch.stack([_quantile(d, p) for d in pooled], 1) for name, p in PERCENTILES.items()}
        means = [d.mean((1, 2), keepdim=True) for d in distributions]
        # Written out, since torch.std is ten times slower over many values.
        squares = [(d - mean).square_().mean((1, 2)) for d, mean in zip(distributions, means, strict=True)]
        columns["mean"], columns["std"] = torch.stack(means, 1).flatten(1), torch.stack(squares, 1).sqrt_()
        return columns | self._shift(distributions)

    def _shift(self, distributions: list[Tensor]) -> Columns:
        """Wasserstein-1 from step 0, unit by unit, then averaged: pooling first would hide what cancels.

        Between two samples of equal size it is the mean distance of their order statistics.
        """
        raw = [(now - then).abs().mean(-1) for now, then in zip(distributions, self.reference, strict=True)]
        normalised = [(d / std).mean(-1) for d, std in zip(raw, self.reference_std, strict=True)]
        return {
            "shift": torch.stack(normalised, 1),
            "shift_raw": torch.stack([d.mean(-1) for d in raw], 1),
        }

    def _units(self, distributions: list[Tensor]) -> Columns:
        watched = [d[:, :WATCHED_UNITS] for d in distributions]
        return {name: torch.stack([_quantile(d, p) for d in watched], 1) for name, p in PERCENTILES.items()}

    @torch.inference_mode()
    def _mini_batch(self) -> Columns:
        """Mean, variance and first value of the watched units' last training mini-batch."""
        values = torch.stack([layer.unnormalised(WATCHED_UNITS) for layer in self.stack.hidden], 1)
        variance, mean = torch.var_mean(values, -1, correction=0)
        return dict(zip(MINI_BATCH, (mean, variance, values[..., 0]), strict=True))

    def _collect(self, columns: Columns) -> dict[str, Array]:
        return {name: self.stack.in_experiment_order(values) for name, values in columns.items()}


def _sort(values: Tensor) -> Tensor:
    """Sort along the last axis. NumPy's sort is some twenty times faster than torch's on a CPU."""
    if values.device.type == "cpu":
        return torch.from_numpy(np.sort(values.numpy(), axis=-1))
    return values.sort(-1).values


def _quantile(ordered: Tensor, probability: float) -> Tensor:
    """Quantile of values sorted along the last axis, linear between order statistics."""
    place = probability * (ordered.shape[-1] - 1)
    below = int(place)
    return torch.lerp(ordered[..., below], ordered[..., below + 1], place - below)


def _pad(values: Tensor, arms: int) -> Tensor:
    """Extend (some, units) to (arms, units) with NaN: arms without Batch Normalization have no γ."""
    padding = values.new_full((arms - len(values), values.shape[1]), torch.nan)
    return torch.cat([values, padding])
