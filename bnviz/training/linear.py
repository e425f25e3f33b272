"""Products of all arms' weights, and what becomes of the gradients to them."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import NamedTuple

import torch
from torch import Tensor


class Destination(NamedTuple):
    """What becomes of dl/dW: target <- keep * target + factor * dl/dW, as the product itself can do it.

    It overwrites a gradient for an optimizer (0, 1), or is taken off the weight at once (1, -1).
    """

    target: Tensor
    keep: int
    factor: int


class Product(ABC):
    """z = W x for every arm.

    Attributes:
        positions: how many values each unit has for an image.
        most_images: how many images are best run at a time where nothing else is said; None for any number.
    """

    positions: int = 1
    most_images: int | None = None

    @abstractmethod
    def forward(self, x: Tensor, z: Tensor) -> None:
        """Write W x to z."""

    @abstractmethod
    def backward(self, grad: Tensor, x: Tensor, grad_x: Tensor | None) -> None:
        """Write dl/dx, unless nobody has a use for it, and apply dl/dW."""

    def images(self, x: Tensor) -> int:
        """How many images the values x are of."""
        return x.shape[-1]

    def look(self, values: Tensor, first: int) -> Tensor:
        """What is looked at of the layer's values, of images from number `first` on: all of them."""
        return values


class SharedLinear(Product):
    """z = W x for every arm, where all arms read the same images: one product for all."""

    def __init__(self, weight: Tensor, destination: Destination):
        """Take W and where dl/dW goes, both (arms, units, inputs)."""
        self.weight = weight.flatten(0, 1)
        target, self.keep, self.factor = destination
        self.target = target.flatten(0, 1)

    def forward(self, x: Tensor, z: Tensor) -> None:
        """Write W x, of x (inputs, m), to z (arms, units, m)."""
        torch.mm(self.weight, x, out=z.flatten(0, 1))

    def backward(self, grad: Tensor, x: Tensor, grad_x: Tensor | None) -> None:
        """Apply dl/dW = dl/dz xᵀ. The images have no use for a gradient."""
        self.target.addmm_(grad.flatten(0, 1), x.T, beta=self.keep, alpha=self.factor)


class Linear(Product):
    """z = W x for every arm, each of its own values: one stacked product."""

    def __init__(self, weight: Tensor, destination: Destination):
        """Take W and where dl/dW goes, both (arms, units, inputs)."""
        self.weight, self.transposed = weight, weight.transpose(1, 2)
        self.target, self.keep, self.factor = destination

    def forward(self, x: Tensor, z: Tensor) -> None:
        """Write W x, of x (arms, inputs, m), to z (arms, units, m)."""
        torch.bmm(self.weight, x, out=z)

    def backward(self, grad: Tensor, x: Tensor, grad_x: Tensor | None) -> None:
        """Write dl/dx = Wᵀ dl/dz, and apply dl/dW = dl/dz xᵀ (afterwards, as it may change W)."""
        torch.bmm(self.transposed, grad, out=grad_x)
        self.target.baddbmm_(grad, x.transpose(1, 2), beta=self.keep, alpha=self.factor)


def products(weights: Sequence[Tensor], destinations: Sequence[Destination]) -> list[Product]:
    """The products of all hidden layers, of their weights (arms, units, inputs) from the first layer on."""
    return [SharedLinear(weights[0], destinations[0]), *map(Linear, weights[1:], destinations[1:])]
