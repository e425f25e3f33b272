"""All arms of an experiment as one stacked network, trained one mini-batch at a time."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from bnviz.experiment import Experiment
from bnviz.training.activations import ACTIVATIONS
from bnviz.training.initialization import initial_layers
from bnviz.training.layers import HiddenLayer, Linear, OutputLayer, SharedLinear
from bnviz.training.optimizers import OPTIMIZERS
from bnviz.training.parameters import (
    LayerParameters,
    layer_shapes,
    layer_views,
    parameter_count,
    spread_over_parameters,
)


class Inference(NamedTuple):
    """What the stack makes of n images.

    Attributes:
        pre_activations: the input to the nonlinearity of each hidden layer, (arms, units, n).
        logits: (arms, classes, n).
    """

    pre_activations: list[Tensor]
    logits: Tensor


class Stack:
    """The networks of all arms, stacked: parameters, a training step, inference.

    Inside, the arms with Batch Normalization come first, so that each kind is one block;
    `order[i]` is the place in `experiment.arms` of the stack's arm i.
    """

    def __init__(self, experiment: Experiment, device: str = "cpu", dtype: torch.dtype = torch.float32):
        """Draw the first weights of `experiment` and place them on `device`."""
        arms = experiment.arms
        self.order = sorted(range(len(arms)), key=lambda i: arms[i].normalization == "none")
        self._places = np.argsort(self.order)
        experiment = experiment.model_copy(update={"arms": tuple(arms[i] for i in self.order)})
        self.parameters = torch.zeros(parameter_count(experiment), dtype=dtype, device=device)
        self.gradients = torch.zeros_like(self.parameters)
        self.layer_parameters = layer_views(self.parameters, experiment)
        _initialize(self.layer_parameters, experiment)
        self._build(experiment)
        rates = spread_over_parameters(
            [arm.learning_rate for arm in experiment.arms], experiment, self.parameters
        )
        self.optimizer = OPTIMIZERS[experiment.optimizer](self.parameters, rates)

    def _build(self, experiment: Experiment) -> None:
        *hidden, output = zip(self.layer_parameters, layer_views(self.gradients, experiment), strict=True)
        self.hidden = [
            HiddenLayer(
                (SharedLinear if i == 0 else Linear)(parameters.weight, gradients.weight),
                parameters,
                gradients,
                ACTIVATIONS[experiment.activation],
            )
            for i, (parameters, gradients) in enumerate(hidden)
        ]
        self.output = OutputLayer(*output)

    @torch.inference_mode()
    def train_step(self, images: Tensor, labels: Tensor) -> Tensor:
        """Train every arm on one mini-batch: images (m, pixels), labels (m,). Returns the losses (arms,)."""
        values = images.T
        for layer in self.hidden:
            values = layer.forward(values)
        losses, grad = self.output.loss(self.output.infer(values), labels)
        grad = self.output.backward(grad, values)
        for layer in reversed(self.hidden):
            grad = layer.backward(grad)
        self.optimizer.update(self.gradients)
        return losses

    def in_experiment_order(self, values: Tensor) -> npt.NDArray[np.float32]:
        """Bring values (arms, …) of the stack's arms to the CPU as float32, in the experiment's order."""
        return values.float().cpu().numpy()[self._places]

    @torch.inference_mode()
    def infer(self, images: Tensor, *, own_statistics: bool = False) -> Inference:
        """Run n images (n, pixels) through every arm, changing nothing.

        Batch Normalization uses the running statistics, or those of the n images themselves.
        """
        pre_activations, values = [], images.T
        for layer in self.hidden:
            pre_activation, values = layer.infer(values, own_statistics=own_statistics)
            pre_activations.append(pre_activation)
        return Inference(pre_activations, self.output.infer(values))


def _initialize(layers: list[LayerParameters], experiment: Experiment) -> None:
    """Give every arm the same draw, times its own scale; γ starts at 1, β at 0."""
    scales = layers[0].weight.new_tensor([arm.init_scale for arm in experiment.arms])
    for layer, first in zip(layers, initial_layers(experiment, layer_shapes(experiment)), strict=True):
        layer.weight.copy_(torch.from_numpy(first.weight)).mul_(scales.view(-1, 1, 1))
        layer.shift[len(layer.scale) :] = torch.from_numpy(first.bias)
        layer.scale.fill_(1)
