"""What a Snapshot tells of its step: its mini-batch, what became of it, and the gradients."""

from __future__ import annotations

import torch
from torch import Tensor

from bnviz.training.distributions import by_layer, order, percentiles
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
            variance, mean = map(by_layer, zip(*moments, strict=True))
        columns = {"batch_mean": mean, "batch_var": variance, "gamma": self._pad(gamma), "beta": beta}
        return columns | self._running()

    def of_batches(self, step: Step | None) -> Columns:
        """The mini-batch of the arms that normalise by the whole of it, (arms, layers, watched, m).

        That of a feature map has a value for each position of each image: too many to keep.
        """
        if step is None or self.stack.experiment.architecture == "convolutional":
            return {}
        inputs = by_layer(each[: self.stack.whole_batches] for each in step.inputs)
        return {"x": self._pad(inputs), "gradient": self._pad(by_layer(step.gradients))}

    def _parameters(self) -> Columns:
        layers = self.stack.layer_parameters[:-1]
        columns = {"weight_norm": by_layer(layer.weight.flatten(1).norm(dim=1) for layer in layers)}
        gammas, betas = (layer.scale for layer in layers), (layer.shift for layer in layers)
        for kind, values in (("gamma", gammas), ("beta", betas)):
            told = percentiles(order(by_layer(values)))
            columns |= {f"{kind}_{name}": self._pad(each) for name, each in told.items()}
        return columns

    def _gradients(self, step: Step | None) -> Columns:
        shape = len(self.stack.order), len(self.stack.hidden)
        nothing = self.stack.parameters.new_full(shape, torch.nan)
        columns = dict.fromkeys(("gradient_norm", "gradient_change", "gradient_cosine"), nothing)
        if step is None:
            return columns
        columns["gradient_norm"] = norms = by_layer(map(_norm, step.weight_gradients))
        return columns | _change(step, norms)

    def _running(self) -> Columns:
        running = zip(*(layer.running_statistics() for layer in self.stack.hidden), strict=True)
        means, variances = (by_layer(values[:, : self.watched] for values in each) for each in running)
        return {"running_mean": self._pad(means), "running_var": self._pad(variances)}

    def _pad(self, values: Tensor) -> Tensor:
        """Values of the stack's first arms, with NaN for the others behind."""
        others = len(self.stack.order) - len(values)
        return torch.cat([values, values.new_full((others, *values.shape[1:]), torch.nan)])


def _change(step: Step, norms: Tensor) -> Columns:
    """‖G − G'‖ and the cosine between G and G', each (arms, layers), of G with these norms."""
    if step.updated_gradients is None:
        return {}
    first = norms[:, 0]  # below this layer nothing is updated: G' is G, which has no direction if it is 0
    above = list(zip(step.weight_gradients[1:], step.updated_gradients, norms.T[1:], strict=True))
    change = by_layer([first - first, *(_norm(old - new) for old, new, _ in above)])
    return {
        "gradient_change": change,
        "gradient_cosine": by_layer([first / first, *(_cosine(*each) for each in above)]),
    }


def _norm(values: Tensor) -> Tensor:
    """‖·‖ of each arm, (arms,), of (arms, units, inputs)."""
    # By way of float64: in float32 the squares of a vanishing gradient would be 0.
    norms: Tensor = torch.linalg.vector_norm(values, dim=(1, 2), dtype=torch.float64)
    return norms.to(values.dtype)


def _cosine(one: Tensor, other: Tensor, norm: Tensor) -> Tensor:
    """The cosine of each arm, (arms,), by the distance of the unit vectors: exactly 1 between equals."""
    units = one / norm.view(-1, 1, 1), other / _norm(other).view(-1, 1, 1)
    return (1 - torch.sub(*units).square_().sum((1, 2)) / 2).clamp_min(-1)
