"""What is measured at a Snapshot where only scores are asked for: loss and accuracy, nothing of the layers.

The probe images are the same as those of `bnviz.training.probes`, so both tell the same accuracy. There is no
rehearsal and nothing is sorted: of a wide stack a Snapshot costs about three training steps.
"""

from __future__ import annotations

import torch
from torch import Tensor

from bnviz.training.evaluation import score
from bnviz.training.inference import Inference, infer
from bnviz.training.memory import Parts
from bnviz.training.probes import Snapshot
from bnviz.training.stack import Stack


class ScoreProbe:
    """Takes Snapshots of one stack, as `Probe` does, with loss and accuracy only."""

    def __init__(self, stack: Stack, images: Tensor, labels: Tensor):
        """Look at `stack` through test images (n, pixels) and their labels (n,)."""
        self.stack, self.images, self.labels = stack, images, labels

    def first_snapshot(self) -> Snapshot:
        """Score the stack before any step, by the test images' own statistics."""
        return self._snapshot(0, infer(self.stack, self.images, own_statistics=True))

    def parts(self) -> Parts:
        """Nothing is remembered from Snapshot to Snapshot."""
        return {}

    def prepare(self) -> None:
        """Nothing is to be remembered of the step before."""

    def snapshot(self, step: int, *, scheduled: bool = True) -> Snapshot:
        """Score the stack after step `step`."""
        return self._snapshot(step, infer(self.stack, self.images))

    @torch.inference_mode()
    def _snapshot(self, step: int, seen: Inference) -> Snapshot:
        loss, accuracy = map(self.stack.in_experiment_order, score(seen.logits, self.labels))
        tests = {"test_loss": loss, "test_accuracy": accuracy}
        return Snapshot(step, tests, answers={}, layers={}, units={}, distributions={}, batches={})
