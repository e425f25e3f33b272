"""Batch Normalization of a mini-batch in parts: ghost batches (Hoffer et al. 2017, Algorithm 1)."""

from __future__ import annotations

import torch
from torch import Tensor

from bnviz.training.batch_norm import EPSILON, MOMENTUM, BatchNorm, batch_norm_backward
from bnviz.training.parameters import LayerParameters


class GhostBatchNorm(BatchNorm):
    """Batch Normalization in training by the statistics of so many consecutive images at a time.

    The running statistics move once for each ghost in turn, as a `torch.nn.BatchNorm1d` that is given one
    ghost after the other moves its own. Inside, each ghost of a unit is a row of its own.
    """

    def __init__(
        self, parameters: LayerParameters, gradients: LayerParameters, arms: slice, size: int, positions: int
    ):
        """Take `size` images at a time, of each of which a unit has `positions` values."""
        super().__init__(parameters, gradients, arms)
        self.size, self.positions = size, positions

    def forward(self, rows: Tensor, out: Tensor) -> None:
        """Normalise every ghost by its own statistics, which also move the running ones."""
        self.ghosts = self._split(rows)
        count = self.ghosts.shape[1] // len(self.gamma)
        self.gammas, betas = self.gamma.repeat_interleave(count), self.beta.repeat_interleave(count)
        newest = torch.zeros_like(self.gammas), torch.ones_like(self.gammas)
        # With a momentum of 1 the running statistics are those of the newest ghost alone.
        made, self.mean, self.inverse_std = torch.native_batch_norm(
            self.ghosts, self.gammas, betas, *newest, True, 1, EPSILON
        )
        self._join(made, out)
        self._move(*newest)

    def backward(self, grad: Tensor, rows: Tensor) -> None:
        """Write dl/dγ and dl/dβ, both summed over the ghosts, and turn `grad` into dl/dx."""
        given = self.ghosts, self.gammas, self.mean, self.inverse_std, EPSILON
        grad_ghosts = self._split(grad).clone()
        grad_gammas, grad_betas = torch.empty_like(self.gammas), torch.empty_like(self.gammas)
        batch_norm_backward(grad_ghosts, *given, grad_gammas, grad_betas)
        self._join(grad_ghosts, grad)
        torch.sum(grad_gammas.view(len(self.gamma), -1), 1, out=self.gamma_gradient)
        torch.sum(grad_betas.view(len(self.gamma), -1), 1, out=self.beta_gradient)

    def _split(self, rows: Tensor) -> Tensor:
        """(1, rows · ghosts, positions · size) of (1, rows, positions · m)."""
        return self._apart(rows).reshape(1, -1, self.positions * self.size)

    def _join(self, ghosts: Tensor, rows: Tensor) -> None:
        """Write the ghosts' values back to the rows that they come from."""
        apart = self._apart(rows)
        apart.copy_(ghosts.view(apart.shape))

    def _apart(self, rows: Tensor) -> Tensor:
        """See rows as (rows, ghosts, positions, size)."""
        return rows.view(len(self.gamma), self.positions, -1, self.size).transpose(1, 2)

    def _move(self, mean: Tensor, variance: Tensor) -> None:
        """Move the running statistics by all ghosts' (rows · ghosts,), the last one weighing most."""
        count = len(mean) // len(self.gamma)
        kept = (1 - MOMENTUM) ** torch.arange(count, -1, -1, dtype=mean.dtype, device=mean.device)
        for running, ghosts in ((self.running_mean, mean), (self.running_variance, variance)):
            running.mul_(kept[0]).add_(ghosts.view(-1, count) @ kept[1:], alpha=MOMENTUM)
