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
        forward: (z) -> g(z).
        backward: (dl/dg, z, g(z)) -> dl/dz.
    """

    forward: Callable[[Tensor], Tensor]
    backward: Callable[[Tensor, Tensor, Tensor], Tensor]


ACTIVATIONS: Mapping[str, Activation] = MappingProxyType(
    {
        "sigmoid": Activation(torch.sigmoid, lambda grad, z, out: aten.sigmoid_backward(grad, out)),
        "tanh": Activation(torch.tanh, lambda grad, z, out: aten.tanh_backward(grad, out)),
        "relu": Activation(torch.relu, lambda grad, z, out: aten.threshold_backward(grad, out, 0)),
        "leaky_relu": Activation(
            lambda z: torch.nn.functional.leaky_relu(z, LEAKY_SLOPE),
            lambda grad, z, out: aten.leaky_relu_backward(grad, z, LEAKY_SLOPE, False),
        ),
        "gelu": Activation(torch.nn.functional.gelu, lambda grad, z, out: aten.gelu_backward(grad, z)),
        "identity": Activation(lambda z: z, lambda grad, z, out: grad),
    }
)
