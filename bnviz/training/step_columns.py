"""What a Snapshot tells of its step: its mini-batch, what became of it, and the gradients."""

from __future__ import annotations

from collections.abc import Iterable

import torch
from torch import Tensor

from bnviz.training.distributions import PERCENTILES, order, quantile
from bnviz.training.rehearsal import Rehearsal, Step
from bnviz.training.stack import Stack

Columns = dict[str, Tensor]  # column name to values (arms, …), arms in the stack's order


class StepColumns:
    """Turns a repeated step into columns; before the first step all that needs one is NaN."""

    def __init__(self, stack: Stack, watched: int):
        """Tell of `stack`, and of the first `watched` units of its layers."""
        self.stack, self.watched = stack, watched
        self.rehearsal = Rehearsal(stack, watched)

    def of_layers(self, step: Step | None) -> Columns:
        """Gradients and weights, γ and β over a layer's units, each (arms, layers)."""
        return self._parameters() | self._gradients(step)

    def of_units(self, step: Step | None) -> Columns:
        """The mini-batch's statistics, the γ and β it met, and the running statistics that it moved.

        Each (arms, layers, watched).
        """
        gamma, beta = self.rehearsal.coefficients()
        mean = variance = torch.full_like(beta, torch.nan)
        if step is not None:
            moments = [torch.var_mean(each, -1, correction=0) for each in step.inputs]
            variance, mean = map(_by_layer, zip(*moments, strict=True))
        columns = {"batch_mean": mean, "batch_var": variance, "gamma": self._pad(gamma), "beta": beta}
        return columns | self._running()

    def of_batches(self, step: Step | None) -> Columns:
        """The mini-batch of the arms that normalise by the whole of it, (arms, layers, watched, m).

        That of a feature map has a value for each position of each image: too many to keep.
        """
        if step is None or self.stack.experiment.architecture == "convolutional":
            return {}
        inputs = _by_layer(each[: self.stack.whole_batches] for each in step.inputs)
        return {"x": self._pad(inputs), "gradient": self._pad(_by_layer(step.gradients))}

    def _parameters(self) -> Columns:
        layers = self.stack.layer_parameters[:-1]
        columns = {"weight_norm": _by_layer(layer.weight.flatten(1).norm(dim=1) for layer in layers)}
        gammas, betas = [order(layer.scale) for layer in layers], [order(layer.shift) for layer in layers]
        for name, probability in PERCENTILES.items():
            columns[f"gamma_{name}"] = self._pad(_by_layer(quantile(each, probability) for each in gammas))
            columns[f"beta_{name}"] = _by_layer(quantile(each, probability) for each in betas)
        return columns

    def _gradients(self, step: Step | None) -> Columns:
        shape = len(self.stack.order), len(self.stack.hidden)
        nothing = self.stack.parameters.new_full(shape, torch.nan)
        columns = dict.fromkeys(("gradient_norm", "gradient_change", "gradient_cosine"), nothing)
        if step is None:
            return columns
        columns["gradient_norm"] = _by_layer(map(_norm, step.weight_gradients))
        return columns | _change(step.weight_gradients, step.updated_gradients)

    def _running(self) -> Columns:
        running = zip(*(layer.running_statistics() for layer in self.stack.hidden), strict=True)
        means, variances = (_by_layer(values[:, : self.watched] for values in each) for each in running)
        return {"running_mean": self._pad(means), "running_var": self._pad(variances)}

    def _pad(self, values: Tensor) -> Tensor:
        """Values of the stack's first arms, with NaN for the others behind."""
        others = len(self.stack.order) - len(values)
        return torch.cat([values, values.new_full((others, *values.shape[1:]), torch.nan)])


def _change(gradients: list[Tensor], updated: list[Tensor] | None) -> Columns:
    """‖G − G'‖ and the cosine between G and G', of layers of (arms, units, inputs), each (arms, layers)."""
    if updated is None:
        return {}
    pairs = list(zip(gradients, updated, strict=True))
    change = _by_layer(_norm(old - new) for old, new in pairs)
    return {"gradient_change": change, "gradient_cosine": _by_layer(_cosine(*each) for each in pairs)}


def _norm(values: Tensor) -> Tensor:
    """‖·‖ of each arm, (arms,), of (arms, units, inputs)."""
    # In multiples of the largest: in float32 the squares of a vanishing gradient would be 0.
    sizes = values.abs()
    largest = sizes.amax((1, 2), keepdim=True).clamp_min(torch.finfo(values.dtype).tiny)
    squares = sizes.div_(largest).square_().sum((1, 2))
    return squares.sqrt_() * largest.flatten()


def _cosine(one: Tensor, other: Tensor) -> Tensor:
    """The cosine of each arm, (arms,), by the distance of the unit vectors: exactly 1 between equals."""
    units = [values / _norm(values).view(-1, 1, 1) for values in (one, other)]
    return (1 - torch.sub(*units).square_().sum((1, 2)) / 2).clamp_min(-1)


def _by_layer(values: Iterable[Tensor]) -> Tensor:
    return torch.stack(list(values), 1)
