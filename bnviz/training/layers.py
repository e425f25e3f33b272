"""One layer of all arms at once: forward, backward by the paper's formulas, and inference.

The values of a mini-batch lie as (arms, units, m), an example a column as in the course, the arms with
Batch Normalization first. So z = W x is one product, a unit's mini-batch is one row, and Batch
Normalization of all its arms is one call over one block of rows. Every value that the backward pass needs
stays in hand, which is also what the probes look at: no hooks, no autograd.
"""

from __future__ import annotations

import torch
from torch import Tensor

from bnviz.training.activations import Activation
from bnviz.training.batch_norm import BatchNorm
from bnviz.training.linear import Linear, SharedLinear
from bnviz.training.parameters import LayerParameters


class Split:
    """Values (arms, units, m) of a layer, seen as the two kinds of arms that it treats differently."""

    def __init__(self, values: Tensor, normalised: int):
        """Look at `values`, whose first `normalised` arms have Batch Normalization."""
        self.all = values
        self.rows = values[:normalised].view(1, -1, values.shape[-1])
        self.plain = values[normalised:]


class HiddenLayer:
    """Linear, then Batch Normalization or a bias, then the nonlinearity (paper §3.2).

    The values of a mini-batch have their place, made once, as (arms, units, m): `product` is Wx, then come
    `pre_activation` and `output`; `grad` is written by the layer above with dl/d(output).
    """

    inputs: Tensor

    def __init__(
        self,
        linear: Linear | SharedLinear,
        parameters: LayerParameters,
        gradients: LayerParameters,
        activation: Activation,
        batch_size: int,
    ):
        """Join the parts of a layer; the arms without a γ get a bias."""
        self.linear, self.activation = linear, activation
        self.norm = BatchNorm(parameters, gradients)
        self.shape = parameters.shift.shape
        self.bias = parameters.shift[self.norm.arms :].unsqueeze(-1)
        self.bias_gradient = gradients.shift[self.norm.arms :]
        self.product, self.pre_activation, self.output, self.grad = (
            self._place(batch_size) for _ in range(4)
        )

    def _place(self, m: int) -> Split:
        return Split(self.bias.new_empty(*self.shape, m), self.norm.arms)

    def forward(self, inputs: Tensor) -> Tensor:
        """Return the layer's activations, (arms, units, m), keeping all that `backward` needs."""
        self.inputs = inputs
        self.linear.forward(inputs, self.product.all)
        if self.norm.arms:
            self.norm.forward(self.product.rows, self.pre_activation.rows)
        return self._activate(self.product, self.pre_activation, self.output)

    def infer(self, inputs: Tensor, *, own_statistics: bool = False) -> tuple[Tensor, Tensor, Tensor]:
        """Return (Wx, pre-activations, activations), changing nothing; statistics as in `BatchNorm.infer`."""
        product, pre_activation, output = (self._place(inputs.shape[-1]) for _ in range(3))
        self.linear.forward(inputs, product.all)
        if self.norm.arms:
            self.norm.infer(product.rows, pre_activation.rows, own_statistics=own_statistics)
        return product.all, pre_activation.all, self._activate(product, pre_activation, output)

    def _activate(self, product: Split, pre_activation: Split, output: Split) -> Tensor:
        """Add the bias where there is no Batch Normalization, and apply the nonlinearity to all arms."""
        torch.add(product.plain, self.bias, out=pre_activation.plain)
        self.activation.forward(pre_activation.all, output.all)
        return output.all

    def unnormalised(self, units: int) -> Tensor:
        """The first units' last mini-batch as it was before any normalization, (arms, units, m)."""
        normalised = self.product.all[: self.norm.arms, :units]
        return torch.cat([normalised, self.pre_activation.plain[:, :units]])

    def backward(self, grad_inputs: Tensor | None) -> None:
        """Turn `grad` into this layer's gradients, and write dl/d(inputs)."""
        self.backward_nonlinearity()
        self.backward_linear(grad_inputs)

    def backward_nonlinearity(self) -> None:
        """Turn `grad`, in place, from dl/d(output) into dl/d(pre-activation)."""
        self.activation.backward(self.grad.all, self.pre_activation.all, self.output.all)

    def backward_linear(self, grad_inputs: Tensor | None) -> None:
        """Turn `grad` from dl/d(pre-activation) into the gradients below it."""
        torch.sum(self.grad.plain, -1, out=self.bias_gradient)
        if self.norm.arms:
            self.grad.rows.copy_(self.norm.backward(self.grad.rows, self.product.rows))
        self.linear.backward(self.grad.all, self.inputs, grad_inputs)


class OutputLayer:
    """Logits z = W x + b and the mean cross-entropy of each arm."""

    def __init__(
        self,
        linear: Linear,
        parameters: LayerParameters,
        gradients: LayerParameters,
        rate: Tensor,
        batch_size: int,
    ):
        """Join the parts; `rate` (arms,) is a factor on every gradient of an arm."""
        self.linear, self.batch_size = linear, batch_size
        self.factor = rate.view(-1, 1, 1) / batch_size
        self.bias, self.bias_gradient = parameters.shift.unsqueeze(-1), gradients.shift
        classes = parameters.shift.shape[-1]
        self.one_hot = torch.eye(classes, dtype=self.bias.dtype, device=self.bias.device)

    def change_rate(self, rate: float) -> None:
        """Go on with another factor, the same for all arms."""
        self.factor.fill_(rate / self.batch_size)

    def infer(self, inputs: Tensor) -> Tensor:
        """Logits (arms, classes, m) of (arms, units, m)."""
        return torch.baddbmm(self.bias, self.linear.weight, inputs)

    def loss(self, logits: Tensor, labels: Tensor) -> tuple[Tensor, Tensor]:
        """Each arm's loss (arms,), and the gradient rate · (softmax - one-hot) / m to its logits."""
        log_probability = torch.log_softmax(logits, 1)
        of_labels = log_probability.gather(1, labels.expand(len(logits), 1, -1))
        losses = of_labels.flatten(1).sum(1).div_(-len(labels))
        target = self.one_hot.index_select(1, labels)
        return losses, log_probability.exp_().sub_(target).mul_(self.factor)

    def backward(self, grad: Tensor, inputs: Tensor, grad_inputs: Tensor) -> None:
        """Write dl/db and dl/d(inputs), and apply dl/dW."""
        torch.sum(grad, -1, out=self.bias_gradient)
        self.linear.backward(grad, inputs, grad_inputs)
