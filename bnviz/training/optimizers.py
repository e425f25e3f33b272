"""The update rules of seed 001, on one flat vector that holds every parameter of every arm.

Conventions and constants are those of `torch.optim`, whose defaults they equal. Adam's two betas are
decay rates; they have nothing to do with Batch Normalization's beta.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import ClassVar

import torch
from torch import Tensor


class SGD:
    """Plain descent: w <- w - rate * g."""

    remembers: ClassVar[tuple[str, ...]] = ()

    def __init__(self, weights: Tensor, rate: Tensor):
        """Prepare to update `weights` (P,) in place with `rate`, a number or one for each weight (P,)."""
        self.weights, self.rate = weights, rate

    def update(self, gradient: Tensor) -> None:
        """Take one step down `gradient` (P,), which may be used as scratch."""
        self.weights.addcmul_(gradient, self.rate, value=-1)


class Momentum(SGD):
    """Heavy ball: v <- 0.9 v + g; w <- w - rate * v."""

    remembers = ("velocity",)
    decay: ClassVar[float] = 0.9

    def __init__(self, weights: Tensor, rate: Tensor):
        super().__init__(weights, rate)
        self.velocity = torch.zeros_like(weights)

    def update(self, gradient: Tensor) -> None:
        """Add the gradient to the velocity and move with it."""
        self.velocity.mul_(self.decay).add_(gradient)
        super().update(self.velocity)


class RMSprop(SGD):
    """Each gradient over the root of its own running mean square: w <- w - rate * g / (sqrt(s) + eps)."""

    remembers = ("mean_square",)
    decay: ClassVar[float] = 0.99
    epsilon: ClassVar[float] = 1e-8

    def __init__(self, weights: Tensor, rate: Tensor):
        super().__init__(weights, rate)
        self.mean_square = torch.zeros_like(weights)

    def update(self, gradient: Tensor) -> None:
        """Update the mean squares, then step along the scaled gradient."""
        self.mean_square.mul_(self.decay).addcmul_(gradient, gradient, value=1 - self.decay)
        super().update(gradient.div_(self.mean_square.sqrt().add_(self.epsilon)))


class Adam(SGD):
    """Momentum and RMSprop together, both corrected for their start at zero (Kingma & Ba 2015)."""

    remembers = ("mean", "mean_square", "count")
    decay: ClassVar[float] = 0.9
    square_decay: ClassVar[float] = 0.999
    epsilon: ClassVar[float] = 1e-8

    def __init__(self, weights: Tensor, rate: Tensor):
        super().__init__(weights, rate)
        self.mean = torch.zeros_like(weights)
        self.mean_square = torch.zeros_like(weights)
        # On the device, since a captured step counts by itself; in float64, as the corrections begin near 0.
        self.count = torch.zeros((), dtype=torch.float64, device=weights.device)

    def update(self, gradient: Tensor) -> None:
        """Update both running means and step along their bias-corrected ratio."""
        self.count.add_(1)
        self.mean.lerp_(gradient, 1 - self.decay)
        self.mean_square.mul_(self.square_decay).addcmul_(gradient, gradient, value=1 - self.square_decay)
        root = torch.sqrt(self.mean_square).div_(self._correction(self.square_decay).sqrt_())
        torch.div(self.mean, root.add_(self.epsilon), out=gradient)
        super().update(gradient.div_(self._correction(self.decay)))

    def _correction(self, decay: float) -> Tensor:
        """What the weights of all gradients so far add up to."""
        return 1 - torch.pow(decay, self.count)


class WeightDecay:
    """Draws weights to 0 by adding decay * w to their gradients: the L2 penalty decay/2 * w².

    As `torch.optim` has it for all of these rules, who see it as part of the gradient.
    """

    def __init__(self, rule: SGD, decay: Tensor):
        """Give this rule's weights a decay each (P,)."""
        self.rule, self.rate, self.decay = rule, rule.rate, decay

    def update(self, gradient: Tensor) -> None:
        """Take one step down `gradient` (P,) and the penalty's."""
        self.rule.update(gradient.addcmul_(self.rule.weights, self.decay))


OPTIMIZERS: Mapping[str, type[SGD]] = MappingProxyType(
    {"sgd": SGD, "momentum": Momentum, "rmsprop": RMSprop, "adam": Adam}
)
