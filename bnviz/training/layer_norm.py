"""Layer Normalization (Ba, Kiros & Hinton 2016): each image by the mean and variance over its layer."""

from __future__ import annotations

from typing import ClassVar

import torch
from torch import Tensor

from bnviz.training.batch_norm import EPSILON
from bnviz.training.parameters import LayerParameters


class LayerNorm:
    """Normalises every image by itself, over all units of a layer; γ and β are each unit's own.

    It does in training what it does at test time: there are no running statistics. Formulas:
    `bnviz.maths.layer_norm`. Values are (arms, units, positions · m), the images of a position side by side.
    """

    remembers: ClassVar[tuple[str, ...]] = ()
    normalised: Tensor
    inverse_std: Tensor

    def __init__(self, parameters: LayerParameters, gradients: LayerParameters, arms: slice, positions: int):
        """Take the γ and β of these arms of a layer, in which a unit has `positions` values of an image."""
        self.arms, self.positions = arms, positions
        self.gamma, self.beta = parameters.scale[arms].unsqueeze(-1), parameters.shift[arms].unsqueeze(-1)
        self.gamma_gradient, self.beta_gradient = gradients.scale[arms], gradients.shift[arms]

    def look(self, values: Tensor) -> Tensor:
        """Its own arms, of values (arms, units, positions · m)."""
        return values[self.arms]

    def forward(self, x: Tensor, out: Tensor) -> None:
        """Normalise every image, keeping what `backward` needs."""
        self.normalised, self.inverse_std = self._normalise(x)
        torch.addcmul(self.beta, self.normalised, self.gamma, out=out)

    def infer(self, x: Tensor, out: Tensor, *, own_statistics: bool) -> None:
        """Do the same without keeping anything: the statistics are always an image's own."""
        torch.addcmul(self.beta, self._normalise(x)[0], self.gamma, out=out)

    def backward(self, grad: Tensor, x: Tensor) -> None:
        """Write dl/dγ = Σ g x̂ and dl/dβ = Σ g over images, and turn `grad` into dl/dx.

        dl/dx = (ĝ − mean(ĝ) − x̂ mean(ĝ x̂)) / √(σ² + ε), ĝ = γ g, the means over an image's layer.
        """
        torch.sum(grad, -1, out=self.beta_gradient)
        torch.sum(grad * self.normalised, -1, out=self.gamma_gradient)
        images, normalised = self._by_image(grad.mul_(self.gamma)), self._by_image(self.normalised)
        alignment = (images * normalised).mean(1, keepdim=True)
        images.sub_(images.mean(1, keepdim=True)).addcmul_(normalised, alignment, value=-1)
        images.mul_(self.inverse_std)

    def _normalise(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """x̂, of the shape of x, and 1/√(σ² + ε) of each image, (arms, 1, m)."""
        images = self._by_image(x)
        centred = images - images.mean(1, keepdim=True)
        # Two plain means: `torch.var_mean` over an axis that is not the last takes five times as long.
        inverse_std = centred.square().mean(1, keepdim=True).add_(EPSILON).rsqrt_()
        return centred.mul_(inverse_std).view_as(x), inverse_std

    def _by_image(self, values: Tensor) -> Tensor:
        """See (arms, units, positions · m) as (arms, units · positions, m): all of an image in a column."""
        arms, units, columns = values.shape
        return values.view(arms, units * self.positions, columns // self.positions)
