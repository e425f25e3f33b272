"""The nonlinearities, each with the gradient that the backward pass needs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import NamedTuple

import torch
from torch import Tensor

aten = torch.ops.aten

LEAKY_SLOPE = 0.01  # torch.nn.LeakyReLU's default


class Activation(NamedTuple):
    """A nonlinearity g applied element by element.

    Attributes:
        forward: (z, out) writes g(z) to `out`.
        backward: (grad, z, out) turns dl/dg, in place, into dl/dz.
    """

    forward: Callable[[Tensor, Tensor], object]
    backward: Callable[[Tensor, Tensor, Tensor], object]


ACTIVATIONS: Mapping[str, Activation] = MappingProxyType(
    {
        "sigmoid": Activation(
            lambda z, out: torch.sigmoid(z, out=out),
            lambda grad, z, out: aten.sigmoid_backward.grad_input(grad, out, grad_input=grad),
        ),
        "tanh": Activation(
            lambda z, out: torch.tanh(z, out=out),
            lambda grad, z, out: aten.tanh_backward.grad_input(grad, out, grad_input=grad),
        ),
        "relu": Activation(
            lambda z, out: torch.clamp_min(z, 0, out=out),
            lambda grad, z, out: aten.threshold_backward.grad_input(grad, out, 0, grad_input=grad),
        ),
        "leaky_relu": Activation(
            lambda z, out: aten.leaky_relu.out(z, LEAKY_SLOPE, out=out),
            lambda grad, z, out: aten.leaky_relu_backward.grad_input(
                grad, z, LEAKY_SLOPE, False, grad_input=grad
            ),
        ),
        "gelu": Activation(
            lambda z, out: aten.gelu.out(z, out=out),
            lambda grad, z, out: aten.gelu_backward.grad_input(grad, z, grad_input=grad),
        ),
        "identity": Activation(lambda z, out: out.copy_(z), lambda grad, z, out: grad),
    }
)
