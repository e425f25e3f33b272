"""How far the gradient can be trusted: the loss and its gradient along the way that the gradient points.

The three measures of Santurkar et al. 2018 (§3.2, Figure 4), on one mini-batch: from θ and its gradient g,
steps θ − ηg with a few learning rates η.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from bnviz.maths import Array
from bnviz.maths.cross_entropy import Labels
from bnviz.maths.gradients import flat, gradients, with_parameters
from bnviz.maths.network import Network

IMAGES = 500
"""In the mini-batch that the loss is taken of: always the same, and none of its own for a training step."""


class Along(NamedTuple):
    """What is met along the gradient.

    Attributes:
        rates: η, (rates,).
        norm: ‖g‖.
        losses: L(θ − ηg) of each rate, nats, (rates,).
        changes: ‖∇L(θ − ηg) − g‖ of each rate, (rates,).
    """

    rates: Array
    norm: float
    losses: Array
    changes: Array

    def within(self, low: float, high: float) -> Along:
        """The same for the rates from `low` to `high`."""
        chosen = (self.rates >= low) & (self.rates <= high)
        return Along(self.rates[chosen], self.norm, self.losses[chosen], self.changes[chosen])

    @property
    def relative(self) -> Array:
        """‖∇L(θ − ηg) − g‖ / ‖g‖, (rates,): 0 where the gradient stays what it was."""
        return self.changes / self.norm

    @property
    def smoothness(self) -> float:
        """Effective β-smoothness: the largest ‖∇L(θ − ηg) − g‖ / ‖ηg‖. The smaller, the smoother."""
        return float((self.changes / (self.rates * self.norm)).max())


def along_gradient(network: Network, inputs: Array, labels: Labels, rates: Sequence[float]) -> Along:
    """Steps of a few sizes down the gradient; Batch Normalization uses the images' own statistics.

    Args:
        network: θ.
        inputs: the mini-batch, (m, inputs).
        labels: their classes, (m,).
        rates: η of each step, above 0.
    """
    theta, start = flat(network), flat(gradients(network, inputs, labels).parameters)
    steps = [gradients(with_parameters(network, theta - rate * start), inputs, labels) for rate in rates]
    changes = [float(np.linalg.norm(flat(step.parameters) - start)) for step in steps]
    losses = np.array([step.loss for step in steps])
    return Along(np.array(rates), float(np.linalg.norm(start)), losses, np.array(changes))


def smoother_at(one: Sequence[Along], other: Sequence[Along]) -> list[bool]:
    """At which checkpoints the loss of one network is smoother along its gradient than another's."""
    return [mine.smoothness < its.smoothness for mine, its in zip(one, other, strict=True)]


def median_smoothness(along: Sequence[Along]) -> float:
    """The median over checkpoints of the effective β-smoothness."""
    return float(np.median([each.smoothness for each in along]))
