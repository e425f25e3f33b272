"""The sizes of a convolutional network's feature maps."""

from __future__ import annotations

SIDE = 28  # pixels along an image
STRIDES = (2, 2)  # pixels from one place of a filter to the next in the first layers; 1 in those above


def strides(depth: int) -> list[int]:
    """The stride of each of so many layers."""
    return [*STRIDES[:depth], *[1] * (depth - len(STRIDES))]


def sides(depth: int) -> list[int]:
    """The side of the image, in pixels, and of each layer's maps: 28, 14, 7, 7 and so on."""
    found = [SIDE]
    for stride in strides(depth):
        found.append((found[-1] + stride - 1) // stride)
    return found
