"""Convolutions of 3 × 3 pixels, as the stacked product that the other layers are made of.

The values of a mini-batch lie as (arms, maps, p · q · m), the positions one after the other and the images
side by side at each. So a feature map is a unit whose mini-batch of m · p · q values is one row, as Batch
Normalization of a convolution would have it (paper §3.2). A position's value is W times the patch of 3 × 3
values around it in every map below, with zeros around the maps; with all patches gathered as columns, the
convolution is one product.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise, product

import torch
from torch import Tensor

from bnviz.experiment.maps import STRIDES, sides, strides
from bnviz.training.linear import Destination, Product, products

FILTER = 3
PATCH = FILTER * FILTER
ALIKE = len(STRIDES) + 1  # from this layer on, all are alike
FEWEST = 32  # images at a time, where they need not be those of a mini-batch
LOOKS = 4  # positions of each map at which an image is looked at


def look(values: Tensor, positions: int, first: int = 0) -> Tensor:
    """Some of the values (arms, maps, positions · n) of n images: of each image four in each map.

    They are equally far from each other and move on from image to image, the first being number `first`, so
    that all images together show all positions equally often. (arms, maps, n · 4), image by image.
    """
    n = values.shape[-1] // positions
    starts = torch.arange(LOOKS, device=values.device) * positions // LOOKS
    images = torch.arange(n, device=values.device).unsqueeze(1)
    columns = (images + first + starts) % positions * n + images
    return values.index_select(-1, columns.flatten())


class Patches:
    """The patches of 3 × 3 values around each position that a filter comes to, as columns.

    Layers that are alike share one: what it holds is that of the last one that gathered.
    """

    def __init__(
        self, maps: Sequence[int], side: int, above: int, stride: int, batch_size: int, like: Tensor
    ):
        """Gather from `maps`, (arms, maps) or (1,) for images, of side × side values, for above × above."""
        self.batch_size, self.positions = batch_size, above * above
        self.below = *maps, side, side
        self.above = *maps, PATCH, above, above
        self.columns = *maps[:-1], maps[-1] * PATCH, -1
        along = [_meeting(place, side, above, stride) for place in range(FILTER)]
        self.shifts = [(rows, columns) for rows, columns in product(along, along)]
        self.held = self._place(batch_size, like)
        self.gradient = torch.empty_like(self.held)
        self.holds: Tensor | None = None

    def _place(self, m: int, like: Tensor) -> Tensor:
        """Room for the patches of m images: zeros, which stay where a patch reaches beyond its map."""
        return like.new_zeros(*self.above, m)

    def images(self, x: Tensor) -> int:
        """How many images the values x are of."""
        return x.numel() // math.prod(self.below)

    def gather(self, x: Tensor) -> Tensor:
        """The patches of x (…, maps, side · side · m), as (…, maps · 9, positions · m)."""
        m = self.images(x)
        training = m == self.batch_size
        place = self.held if training else self._place(m, x)
        self.holds = x if training else self.holds
        values = x.view(*self.below, m)
        for number, (rows, columns) in enumerate(self.shifts):
            to = place[..., number, rows[0], columns[0], :]
            to.copy_(values[..., rows[1], columns[1], :])
        return place.view(self.columns)

    def again(self, x: Tensor) -> Tensor:
        """The patches of the mini-batch that has gone forward, anew if another layer's took their place."""
        return self.held.view(self.columns) if self.holds is x else self.gather(x)

    def add_up(self, grad_x: Tensor) -> None:
        """Write dl/dx of `gradient`, dl/d(patches): a value has a part in up to nine patches."""
        grads = grad_x.zero_().view(*self.below, self.batch_size)
        for number, (rows, columns) in enumerate(self.shifts):
            part = self.gradient[..., number, rows[0], columns[0], :]
            grads[..., rows[1], columns[1], :].add_(part)


def _meeting(place: int, side: int, above: int, stride: int) -> tuple[slice, slice]:
    """Along a side, where a place of the filter (0, 1, 2) is within the map: positions, and what they meet.

    With the filter at position o it meets value stride · o + place - 1.
    """
    first, last = int(place == 0), min(above - 1, (side - place) // stride)
    met = stride * first + place - 1
    return slice(first, last + 1), slice(met, stride * last + place, stride)


class Convolution(Product):
    """z = W * x for every arm: the product of W and the patches of x."""

    def __init__(self, product: Product, patches: Patches):
        """Join the product with (arms, maps, maps below · 9) weights and what it is of."""
        self.product, self.patches, self.positions = product, patches, patches.positions
        self.most_images = max(patches.batch_size, FEWEST)

    def images(self, x: Tensor) -> int:
        """How many images the values x are of."""
        return self.patches.images(x)

    def look(self, values: Tensor, first: int) -> Tensor:
        """What is looked at of the layer's values, of images from number `first` on, see `look`."""
        return look(values, self.positions, first)

    def forward(self, x: Tensor, z: Tensor) -> None:
        """Write W * x, of x (arms, maps below, …) or images (pixels, m), to z (arms, maps, positions · m)."""
        self.product.forward(self.patches.gather(x), z)

    def backward(self, grad: Tensor, x: Tensor, grad_x: Tensor | None) -> None:
        """Write dl/dx and apply dl/dW, of the mini-batch that has gone forward last."""
        gathered = self.patches.again(x)
        self.product.backward(grad, gathered, self.patches.gradient.view(self.patches.columns))
        if grad_x is not None:
            self.patches.add_up(grad_x)


def convolutions(
    weights: Sequence[Tensor], destinations: Sequence[Destination], batch_size: int
) -> list[Convolution]:
    """All hidden layers' convolutions, of weights (arms, maps, maps below · 9) from the first layer on."""
    depth, (arms, maps) = len(weights), weights[0].shape[:2]
    read = [(1,), *[(arms, maps)] * (ALIKE - 1)]
    patches = [
        Patches(below, *of_sides, stride, batch_size, weights[0])
        for below, of_sides, stride in zip(read, pairwise(sides(depth)), strides(depth), strict=False)
    ]
    made = products(weights, destinations)
    return [Convolution(each, patches[min(i, ALIKE - 1)]) for i, each in enumerate(made)]
