"""One layer of all arms at once: forward, backward by the paper's formulas, and inference.

The values of a mini-batch lie as (arms, units, m), an example a column as in the course, the arms of each
kind of normalization side by side and those without any last. So z = W x is one product, a unit's mini-batch
is one row, and Batch Normalization of all its arms is one call over one block of rows. Every value that the
backward pass needs stays in hand, which is also what the probes look at: no hooks, no autograd.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor

from bnviz.training.activations import Activation
from bnviz.training.batch_norm import BatchNorm
from bnviz.training.chance import Chance
from bnviz.training.linear import Linear, Product
from bnviz.training.normalization import Normalization
from bnviz.training.parameters import LayerParameters


class Split:
    """Values (arms, units, m) of a layer, seen as the kinds of arms that it treats differently."""

    def __init__(self, values: Tensor, norms: Sequence[Normalization], normalised: int):
        """Look at `values`, whose first `normalised` arms have one of these normalizations."""
        self.all = values
        self.blocks = [norm.look(values) for norm in norms]
        self.plain = values[normalised:]


class HiddenLayer:
    """Linear, then a normalization or a bias, then the nonlinearity (paper §3.2).

    The values of a mini-batch have their place, made once, as (arms, units, m): `product` is Wx, then come
    `pre_activation` and `output`; `grad` is written by the layer above with dl/d(what it was given).
    """

    inputs: Tensor

    def __init__(
        self,
        linear: Product,
        parameters: LayerParameters,
        gradients: LayerParameters,
        norms: Sequence[Normalization],
        activation: Activation,
        chance: Chance,
        batch_size: int,
    ):
        """Join the parts of a layer; the arms without a γ get a bias."""
        self.linear, self.norms, self.activation = linear, norms, activation
        self.noise, self.dropout = chance
        self.shape, self.normalised = parameters.shift.shape, len(parameters.scale)
        self.bias = parameters.shift[self.normalised :].unsqueeze(-1)
        self.bias_gradient = gradients.shift[self.normalised :]
        places = [self._place(linear.positions * batch_size) for _ in range(4)]
        self.product, self.pre_activation, self.output, self.grad = places
        blocks = (place.blocks for place in places)
        self.normalising = list(zip(norms, *blocks, strict=True))

    def _place(self, m: int) -> Split:
        return Split(self.bias.new_empty(*self.shape, m), self.norms, self.normalised)

    def forward(self, inputs: Tensor) -> Tensor:
        """Return what the layer above is given, (arms, units, m), keeping all that `backward` needs."""
        self.inputs = inputs
        self.linear.forward(inputs, self.product.all)
        for norm, x, y, *_ in self.normalising:
            norm.forward(x, y)
        torch.add(self.product.plain, self.bias, out=self.pre_activation.plain)
        if self.noise is not None:
            self.noise.forward(self.pre_activation.all)
        self.activation.forward(self.pre_activation.all, self.output.all)
        return self.output.all if self.dropout is None else self.dropout.forward(self.output.all)

    def infer(self, inputs: Tensor, *, own_statistics: bool = False) -> tuple[Tensor, Tensor, Tensor]:
        """Return (Wx, pre-activations, activations), changing nothing; statistics as in `BatchNorm.infer`."""
        size = self.linear.positions * self.linear.images(inputs)
        product, pre_activation, output = (self._place(size) for _ in range(3))
        self.linear.forward(inputs, product.all)
        for norm, x, y in zip(self.norms, product.blocks, pre_activation.blocks, strict=True):
            norm.infer(x, y, own_statistics=own_statistics)
        torch.add(product.plain, self.bias, out=pre_activation.plain)
        self.activation.forward(pre_activation.all, output.all)
        return product.all, pre_activation.all, output.all

    def unnormalised(self, units: int) -> Tensor:
        """The first units' last mini-batch as it was before any normalization, (arms, units, m)."""
        plain = self.product.plain[:, :units] + self.bias[:, :units]
        return torch.cat([self.product.all[: self.normalised, :units], plain])

    def running_statistics(self) -> tuple[Tensor, Tensor]:
        """E[x] and Var[x] as they run, of the arms with Batch Normalization, each (arms, units)."""
        norms = [norm for norm in self.norms if isinstance(norm, BatchNorm)]
        none = self.bias.new_empty(0, self.shape[1])
        means = [norm.running_mean.view(norm.shape) for norm in norms]
        variances = [norm.running_variance.view(norm.shape) for norm in norms]
        return torch.cat([none, *means]), torch.cat([none, *variances])

    def backward(self, grad_inputs: Tensor | None) -> None:
        """Turn `grad` into this layer's gradients, and write dl/d(inputs)."""
        self.backward_nonlinearity()
        self.backward_linear(grad_inputs)

    def backward_nonlinearity(self) -> None:
        """Turn `grad`, in place, from dl/d(output) into dl/dy, y what normalization or the bias has made."""
        if self.dropout is not None:
            self.dropout.backward(self.grad.all)
        self.activation.backward(self.grad.all, self.pre_activation.all, self.output.all)
        if self.noise is not None:
            self.noise.backward(self.grad.all)

    def backward_linear(self, grad_inputs: Tensor | None) -> None:
        """Turn `grad` from dl/dy into the gradients below it."""
        torch.sum(self.grad.plain, -1, out=self.bias_gradient)
        for norm, x, *_, grad in self.normalising:
            norm.backward(grad, x)
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
        target = self.one_hot.index_select(1, labels)
        losses = (log_probability * target).sum((1, 2)).div_(-self.batch_size)
        return losses, log_probability.exp_().sub_(target).mul_(self.factor)

    def backward(self, grad: Tensor, inputs: Tensor, grad_inputs: Tensor) -> None:
        """Write dl/db and dl/d(inputs), and apply dl/dW."""
        torch.sum(grad, -1, out=self.bias_gradient)
        self.linear.backward(grad, inputs, grad_inputs)


def as_units(values: Tensor, m: int) -> Tensor:
    """Each position of a feature map as a unit of its own, as the output layer reads them: (arms, …, m)."""
    return values.view(len(values), -1, m)
