"""A training step once more, with everything about it kept: its mini-batch and its gradients.

Training keeps no gradient of the weights where it can do without, and its values only until they are
overwritten. So a step that is looked at is done again by a *twin*: a second stack of the same shape, with the
parameters that the step met, and the same noise. The training itself goes at full speed, and is not touched.
"""

from __future__ import annotations

from typing import NamedTuple

from torch import Tensor

from bnviz.training.distributions import by_layer
from bnviz.training.parameters import layer_views
from bnviz.training.stack import Stack


class Step(NamedTuple):
    """What a step met and made; arms in the stack's order, of each layer the first `watched` units.

    Attributes:
        inputs: each hidden layer's mini-batch before any normalization, (arms, watched, m).
        gradients: of each, dl/dy of Batch Normalization's output y, l the mean cross-entropy, (arms, watched,
            m), of the arms whose statistics are those of whole mini-batches.
        weight_gradients: G = dl/dW of each hidden layer, (arms, units, inputs).
        updated_gradients: G', the same of each but the first once the layers below have made their update.
            Santurkar et al. (2018) define internal covariate shift as the difference of the two. None where
            it was not asked for.
    """

    inputs: list[Tensor]
    gradients: list[Tensor]
    weight_gradients: list[Tensor]
    updated_gradients: list[Tensor] | None


class Rehearsal:
    """Does steps of one stack again."""

    def __init__(self, stack: Stack, watched: int):
        """Make the twin of `stack`, of whose layers the first `watched` units are looked at."""
        self.stack, self.watched = stack, watched
        kind = stack.parameters
        self.twin = Stack(stack.experiment, str(kind.device), kind.dtype, twin_of=stack)
        self.before = kind.clone()
        self.layers_before = layer_views(self.before, self.twin.experiment)[:-1]

    def remember(self) -> None:
        """Keep the parameters that the coming step will meet."""
        self.before.copy_(self.stack.parameters)

    def coefficients(self) -> tuple[Tensor, Tensor]:
        """The γ and β (or bias) remembered, (arms, layers, watched), γ only of arms that have it."""
        gammas = by_layer(layer.scale[:, : self.watched] for layer in self.layers_before)
        return gammas, by_layer(layer.shift[:, : self.watched] for layer in self.layers_before)

    def repeat(self, images: Tensor, labels: Tensor, *, updated: bool) -> Step:
        """Do the step that was just made on this mini-batch again, from the parameters remembered.

        With `updated`, G' is measured too, which takes as many passes as there are layers.
        """
        outputs = self._updated_outputs(images) if updated else None
        self.twin.parameters.copy_(self.before)
        inputs, gradients = self._pass(images, labels)
        of_weights = [layer.weight.clone() for layer in self.twin.layer_gradients[:-1]]
        return Step(inputs, gradients, of_weights, self._updated_gradients(outputs, labels))

    def _updated_gradients(self, outputs: list[Tensor] | None, labels: Tensor) -> list[Tensor] | None:
        """G' of each hidden layer but the first, of what is given to it."""
        if outputs is None:
            return None
        return [self._gradient_above(below, values, labels) for below, values in enumerate(outputs, 1)]

    def _updated_outputs(self, images: Tensor) -> list[Tensor]:
        """What each hidden layer but the last makes of the mini-batch once it and all below are updated."""
        self.twin.parameters.copy_(self.stack.parameters)
        values, outputs = images.T, []
        for layer in self.twin.hidden[:-1]:
            values = layer.forward(values)
            outputs.append(values.clone())
        return outputs

    def _pass(self, images: Tensor, labels: Tensor) -> tuple[list[Tensor], list[Tensor]]:
        """Forward and backward through all layers; the watched units' inputs, and gradients to y."""
        values, gradients = images.T, []
        for layer in self.twin.hidden:
            values = layer.forward(values)
        self.twin.backward_output(values, labels)
        for layer, below in self.twin.downwards:
            layer.backward_nonlinearity()
            gradients.append(layer.grad.all[: self.stack.whole_batches, : self.watched].clone())
            layer.backward_linear(below)
        inputs = [layer.unnormalised(self.watched) for layer in self.twin.hidden]
        return inputs, gradients[::-1]

    def _gradient_above(self, below: int, values: Tensor, labels: Tensor) -> Tensor:
        """dl/dW of the hidden layer above the first `below`, which give it these values."""
        for layer in self.twin.hidden[below:]:
            values = layer.forward(values)
        self.twin.backward_output(values, labels)
        for layer, to in self.twin.downwards[: len(self.twin.hidden) - below]:
            layer.backward(to)
        return self.twin.layer_gradients[below].weight.clone()
