"""All arms of an experiment as one stacked network, trained one mini-batch at a time."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from bnviz.experiment import Experiment
from bnviz.training.activations import ACTIVATIONS
from bnviz.training.initialization import initial_layers
from bnviz.training.layers import HiddenLayer, OutputLayer
from bnviz.training.linear import Destination, Linear, SharedLinear
from bnviz.training.optimizers import OPTIMIZERS, SGD
from bnviz.training.parameters import (
    LayerParameters,
    layer_shapes,
    layer_views,
    parameter_count,
    spread_over_parameters,
    weight_count,
)


class Inference(NamedTuple):
    """What the stack makes of n images.

    Attributes:
        products: Wx of each hidden layer, (arms, units, n): before Batch Normalization or the bias.
        pre_activations: the input to the nonlinearity of each hidden layer, (arms, units, n).
        logits: (arms, classes, n).
    """

    products: list[Tensor]
    pre_activations: list[Tensor]
    logits: Tensor


class Stack:
    """The networks of all arms, stacked: parameters, a training step, inference.

    Inside, the arms with Batch Normalization come first, so that each kind is one block;
    `order[i]` is the place in `experiment.arms` of the stack's arm i.
    """

    def __init__(
        self,
        experiment: Experiment,
        device: str = "cpu",
        dtype: torch.dtype = torch.float32,
        *,
        learns: bool = True,
    ):
        """Draw the first weights of `experiment` and place them on `device`.

        One that does not learn only writes its gradients, all of them and without the learning rate.
        """
        arms = experiment.arms
        self.order = sorted(range(len(arms)), key=lambda i: arms[i].normalization == "none")
        self._places = np.argsort(self.order)
        self.experiment = experiment
        experiment = experiment.model_copy(update={"arms": tuple(arms[i] for i in self.order)})
        self.parameters = torch.zeros(parameter_count(experiment), dtype=dtype, device=device)
        self.gradients = torch.zeros_like(self.parameters)
        self.layer_parameters = layer_views(self.parameters, experiment)
        self.layer_gradients = layer_views(self.gradients, experiment)
        _initialize(self.layer_parameters, experiment)
        rates = [arm.learning_rate for arm in experiment.arms]
        if not learns:
            self._write_gradients(experiment)
        elif experiment.optimizer == "sgd":
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
        self.optimizer = SGD(self.parameters[weights:], torch.ones_like(self.parameters[0]))

    def _descend_by_optimizer(self, experiment: Experiment, rates: list[float]) -> None:
        """Write all gradients, for the optimizer to make of them what it will."""
        self._write_gradients(experiment)
        self.written = self.gradients
        spread = spread_over_parameters(rates, experiment, self.parameters)
        self.optimizer = OPTIMIZERS[experiment.optimizer](self.parameters, spread)

    def _write_gradients(self, experiment: Experiment) -> None:
        destinations = [Destination(layer.weight, 0, 1) for layer in self.layer_gradients]
        self._build(experiment, destinations, [1.0] * len(experiment.arms))

    def _build(self, experiment: Experiment, to: list[Destination], factors: list[float]) -> None:
        *hidden, output = zip(self.layer_parameters, self.layer_gradients, to, strict=True)
        activation = ACTIVATIONS[experiment.activation]
        self.hidden = [
            HiddenLayer(
                (Linear if i else SharedLinear)(own.weight, to),
                own,
                gradient,
                activation,
                experiment.batch_size,
            )
            for i, (own, gradient, to) in enumerate(hidden)
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

    def train_step(self, images: Tensor, labels: Tensor) -> Tensor:
        """Train every arm on one mini-batch: images (m, pixels), labels (m,). Returns the losses (arms,)."""
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
        losses, grad = self.output.loss(self.output.infer(values), labels)
        self.output.backward(grad, values, self.hidden[-1].grad.all)
        return losses

    def change_rate(self, rate: float) -> None:
        """Go on with another learning rate, the same for all arms."""
        if self.experiment.optimizer == "sgd":
            self.output.change_rate(rate)  # it is on the gradients, see `_descend_at_once`
        else:
            self.optimizer.rate.fill_(rate)

    def in_experiment_order(self, values: Tensor) -> npt.NDArray[Any]:
        """Bring values (arms, …) to the CPU in the experiment's order, real numbers as float32."""
        narrow = values.float() if values.is_floating_point() else values
        in_order: npt.NDArray[Any] = narrow.cpu().numpy()[self._places]
        return in_order

    @torch.inference_mode()
    def infer(self, images: Tensor, *, own_statistics: bool = False) -> Inference:
        """Run n images (n, pixels) through every arm, changing nothing.

        Batch Normalization uses the running statistics, or those of the n images themselves.
        """
        products, pre_activations, values = [], [], images.T
        for layer in self.hidden:
            product, pre_activation, values = layer.infer(values, own_statistics=own_statistics)
            products.append(product)
            pre_activations.append(pre_activation)
        return Inference(products, pre_activations, self.output.infer(values))


def _initialize(layers: list[LayerParameters], experiment: Experiment) -> None:
    """Give every arm the same draw, times its own scale; γ starts at 1, β at 0."""
    scales = layers[0].weight.new_tensor([arm.init_scale for arm in experiment.arms])
    for layer, first in zip(layers, initial_layers(experiment, layer_shapes(experiment)), strict=True):
        layer.weight.copy_(torch.from_numpy(first.weight)).mul_(scales.view(-1, 1, 1))
        layer.shift[len(layer.scale) :] = torch.from_numpy(first.bias)
        layer.scale.fill_(1)
