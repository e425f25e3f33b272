"""All arms of an experiment as one stacked network, trained one mini-batch at a time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from bnviz.experiment import Experiment
from bnviz.training.activations import ACTIVATIONS
from bnviz.training.chance import Chance, chances
from bnviz.training.convolution import convolutions
from bnviz.training.initialization import initial_layers
from bnviz.training.layers import HiddenLayer, OutputLayer, as_units
from bnviz.training.linear import Destination, Linear, Product, products
from bnviz.training.memory import Parts
from bnviz.training.normalization import has_whole_batches, kind, normalizations
from bnviz.training.optimizers import OPTIMIZERS, SGD, WeightDecay
from bnviz.training.parameters import (
    LayerParameters,
    layer_shapes,
    layer_views,
    parameter_count,
    spread_decay,
    spread_over_parameters,
    weight_count,
)


class Stack:
    """The networks of all arms, stacked: parameters and a training step.

    Inside, the arms are sorted by their kind of normalization, so that each is one block: the first
    `whole_batches` take statistics from whole mini-batches. `order[i]` is the place in `experiment.arms` of
    the stack's arm i.
    """

    remembers: ClassVar[tuple[str, ...]] = ("parameters",)
    rule: SGD
    optimizer: SGD | WeightDecay

    def __init__(
        self,
        experiment: Experiment,
        device: str = "cpu",
        dtype: torch.dtype = torch.float32,
        *,
        twin_of: Stack | None = None,
    ):
        """Draw the first weights of `experiment` and place them on `device`.

        A twin of another does not learn: it only writes its gradients, all of them and without the learning
        rate. To it the same is left to chance as last to the other.
        """
        arms = experiment.arms
        self.order = sorted(range(len(arms)), key=lambda i: kind(arms[i]))
        self.whole_batches = sum(map(has_whole_batches, arms))
        self._places = np.argsort(self.order)
        self.experiment = experiment
        experiment = experiment.model_copy(update={"arms": tuple(arms[i] for i in self.order)})
        self.parameters = torch.zeros(parameter_count(experiment), dtype=dtype, device=device)
        self.gradients = torch.zeros_like(self.parameters)
        self.layer_parameters = layer_views(self.parameters, experiment)
        self.layer_gradients = layer_views(self.gradients, experiment)
        _initialize(self.layer_parameters, experiment)
        hidden = layer_shapes(experiment)[:-1]
        shapes = [(layer.units, layer.positions * experiment.batch_size) for layer in hidden]
        self.chances: list[Chance] = (
            twin_of.chances if twin_of else chances(experiment, shapes, self.parameters)
        )
        self._draws = [each.draw for chance in self.chances for each in chance if each is not None]
        rates = [arm.learning_rate for arm in experiment.arms]
        self.at_once = experiment.optimizer == "sgd" and not any(arm.weight_decay for arm in arms)
        if twin_of:
            self._write_gradients(experiment)
        elif self.at_once:
            self._descend_at_once(experiment, rates)
        else:
            self._descend_by_optimizer(experiment, rates)

    def _descend_at_once(self, experiment: Experiment, rates: list[float]) -> None:
        """Let the product that makes dl/dW take it off W: no gradient is written, read or added.

        For this the rates are on the gradients from the loss on.
        """
        self._build(experiment, [Destination(layer.weight, 1, -1) for layer in self.layer_parameters], rates)
        weights = weight_count(experiment)
        self.written = self.gradients[weights:]
        self.optimizer = self.rule = SGD(self.parameters[weights:], torch.ones_like(self.parameters[0]))

    def _descend_by_optimizer(self, experiment: Experiment, rates: list[float]) -> None:
        """Write all gradients, for the optimizer to make of them what it will."""
        self._write_gradients(experiment)
        self.written = self.gradients
        spread = spread_over_parameters(rates, experiment, self.parameters)
        self.rule = OPTIMIZERS[experiment.optimizer](self.parameters, spread)
        decay = spread_decay(experiment, self.parameters)
        self.optimizer = WeightDecay(self.rule, decay) if decay.any() else self.rule

    def _write_gradients(self, experiment: Experiment) -> None:
        destinations = [Destination(layer.weight, 0, 1) for layer in self.layer_gradients]
        self._build(experiment, destinations, [1.0] * len(experiment.arms))

    def _build(self, experiment: Experiment, to: list[Destination], factors: list[float]) -> None:
        *hidden, output = zip(self.layer_parameters, self.layer_gradients, to, strict=True)
        linears, activation = self._linears(experiment, to[:-1]), ACTIVATIONS[experiment.activation]
        self.hidden = [
            HiddenLayer(
                linear,
                own,
                gradient,
                normalizations(experiment.arms, own, gradient, linear.positions),
                activation,
                chance,
                experiment.batch_size,
            )
            for linear, chance, (own, gradient, _) in zip(linears, self.chances, hidden, strict=True)
        ]
        below = [None, *(layer.grad.all for layer in self.hidden[:-1])]
        self.downwards = list(zip(self.hidden, below, strict=True))[::-1]
        own, gradient, destination = output
        self.output = OutputLayer(
            Linear(own.weight, destination),
            own,
            gradient,
            self.parameters.new_tensor(factors),
            experiment.batch_size,
        )

    def _linears(self, experiment: Experiment, to: list[Destination]) -> Sequence[Product]:
        weights = [layer.weight for layer in self.layer_parameters[:-1]]
        if experiment.architecture == "convolutional":
            return convolutions(weights, to, experiment.batch_size)
        return products(weights, to)

    def draw(self) -> None:
        """Draw what the coming step leaves to chance."""
        for draw in self._draws:
            draw()

    def train_step(self, images: Tensor, labels: Tensor) -> Tensor:
        """Train every arm on one mini-batch: images (m, pixels), labels (m,). Returns the losses (arms,).

        What is left to chance has been drawn before. Every step does the same on the same tensors, so that it
        can be captured and replayed.
        """
        values = images.T
        for layer in self.hidden:
            values = layer.forward(values)
        losses = self.backward_output(values, labels)
        for layer, below in self.downwards:
            layer.backward(below)
        self.optimizer.update(self.written)
        return losses

    def backward_output(self, values: Tensor, labels: Tensor) -> Tensor:
        """Losses (arms,) of the last activations, and the backward pass down to the last hidden layer."""
        read = as_units(values, len(labels))
        losses, grad = self.output.loss(self.output.infer(read), labels)
        self.output.backward(grad, read, as_units(self.hidden[-1].grad.all, len(labels)))
        return losses

    def change_rate(self, rate: float) -> None:
        """Go on with another learning rate, the same for all arms."""
        if self.at_once:
            self.output.change_rate(rate)  # it is on the gradients, see `_descend_at_once`
        else:
            self.optimizer.rate.fill_(rate)

    def parts(self) -> Parts:
        """Its parts that remember something from step to step, by name."""
        norms = {
            f"normalization {layer} {place}": norm
            for layer, hidden in enumerate(self.hidden, 1)
            for place, norm in enumerate(hidden.norms)
        }
        drawn = zip(("noise", "dropout"), self.chances[0], strict=True)  # all layers draw from one stream
        chance = {name: part for name, part in drawn if part is not None}
        return {"stack": self, "rule": self.rule, **norms, **chance}

    def in_experiment_order(self, values: Tensor) -> npt.NDArray[Any]:
        """Bring values (arms, …) to the CPU in the experiment's order, real numbers as float32."""
        narrow = values.float() if values.is_floating_point() else values
        in_order: npt.NDArray[Any] = narrow.cpu().numpy()[self._places]
        return in_order


def _initialize(layers: list[LayerParameters], experiment: Experiment) -> None:
    """Give every arm the same draw, times its own scale; γ starts at 1, β at 0."""
    scales = layers[0].weight.new_tensor([arm.init_scale for arm in experiment.arms])
    for layer, first in zip(layers, initial_layers(experiment, layer_shapes(experiment)), strict=True):
        layer.weight.copy_(torch.from_numpy(first.weight)).mul_(scales.view(-1, 1, 1))
        layer.shift[len(layer.scale) :] = torch.from_numpy(first.bias)
        layer.scale.fill_(1)
