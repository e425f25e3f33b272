"""Batch Normalization, Algorithms 1 and 2 of the paper, for all arms that have it at once."""

from __future__ import annotations

from typing import ClassVar

import torch
from torch import Tensor

from bnviz.training.parameters import LayerParameters
from bnviz.training.program import capturable

EPSILON = 1e-5  # added to the variance; torch.nn.BatchNorm1d's default
MOMENTUM = 0.1  # weight of the newest batch in the running statistics; torch.nn.BatchNorm1d's default


@capturable
def batch_norm_backward(
    grad: Tensor,
    rows: Tensor,
    gamma: Tensor,
    mean: Tensor,
    inverse_std: Tensor,
    epsilon: float,
    gamma_gradient: Tensor,
    beta_gradient: Tensor,
) -> tuple[Tensor, Tensor, Tensor]:
    """Of normalised rows (1, rows, m) write dl/dγ and dl/dβ, turn `grad` into dl/dx, and return all three."""
    return torch.ops.aten.native_batch_norm_backward(  # type: ignore[no-any-return]
        grad,
        rows,
        gamma,
        None,
        None,
        mean,
        inverse_std,
        True,
        epsilon,
        [True, True, True],
        out0=grad,
        out1=gamma_gradient,
        out2=beta_gradient,
    )


class BatchNorm:
    """Algorithm 1 for a block of arms, and Algorithm 2 with running statistics.

    The running statistics follow PyTorch: the newest batch weighs 0.1, and the variance that is kept is
    the unbiased one. Formulas: `bnviz.maths.batch_norm`. Values are rows (1, arms · units, m).
    """

    remembers: ClassVar[tuple[str, ...]] = ("running_mean", "running_variance")

    def __init__(self, parameters: LayerParameters, gradients: LayerParameters, arms: slice):
        """Take the γ and β of these arms of a layer; β is their `shift`."""
        self.arms = arms
        self.shape = parameters.scale[arms].shape
        self.gamma, self.beta = parameters.scale[arms].flatten(), parameters.shift[arms].flatten()
        self.gamma_gradient = gradients.scale[arms].flatten()
        self.beta_gradient = gradients.shift[arms].flatten()
        self.running_mean = torch.zeros_like(self.gamma)
        self.running_variance = torch.ones_like(self.gamma)
        self.mean, self.inverse_std = torch.zeros_like(self.gamma), torch.ones_like(self.gamma)

    def look(self, values: Tensor) -> Tensor:
        """The rows of its own arms, of values (arms, units, m)."""
        return values[self.arms].view(1, -1, values.shape[-1])

    def forward(self, rows: Tensor, out: Tensor) -> None:
        """Normalise by the rows' own statistics, which are kept and also move the running ones."""
        running = self.running_mean, self.running_variance
        self._normalise(rows, *running, training=True, out=(out, self.mean, self.inverse_std))

    def infer(self, rows: Tensor, out: Tensor, *, own_statistics: bool) -> None:
        """Normalise by the running statistics, or the rows' own, changing neither."""
        running = (None, None) if own_statistics else (self.running_mean, self.running_variance)
        unused = rows.new_empty(0), rows.new_empty(0)
        self._normalise(rows, *running, training=own_statistics, out=(out, *unused))

    def _normalise(
        self,
        rows: Tensor,
        mean: Tensor | None,
        variance: Tensor | None,
        *,
        training: bool,
        out: tuple[Tensor, Tensor, Tensor],
    ) -> None:
        torch.native_batch_norm(
            rows, self.gamma, self.beta, mean, variance, training, MOMENTUM, EPSILON, out=out
        )

    def backward(self, grad: Tensor, rows: Tensor) -> None:
        """Write dl/dγ = Σ g x̂ and dl/dβ = Σ g, and turn `grad` into dl/dx (paper §3)."""
        given = rows, self.gamma, self.mean, self.inverse_std, EPSILON
        batch_norm_backward(grad, *given, self.gamma_gradient, self.beta_gradient)
