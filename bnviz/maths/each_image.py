"""The normalizations that treat each image by itself, by their names in an experiment.

They need no statistics but an image's own, and do the same in training and at test time.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Protocol

from bnviz.maths import Array, layer_norm


class EachImage(Protocol):
    """The formulas of one: a module of this package."""

    def forward(self, x: Array, gamma: Array, beta: Array) -> Any:
        """What the backward pass needs, with `output` y: x and y (m, units), γ and β (units,)."""

    def backward(self, gradient: Array, gamma: Array, forward: Any) -> layer_norm.Backward:
        """The gradients to x, γ and β, from ∂ℓ/∂y (m, units)."""


EACH_IMAGE: Mapping[str, EachImage] = MappingProxyType({"layer": layer_norm})
