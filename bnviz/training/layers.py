"""One layer of all arms at once: forward, backward by the paper's formulas, and inference.

The values of a mini-batch lie as (arms, units, m), an example a column as in the course, the arms with
Batch Normalization first. So z = W x is one product, a unit's mini-batch is one row, and Batch
Normalization of all its arms is one call over one block of rows. Every value that the backward pass needs
stays in hand, which is also what the probes look at: no hooks, no autograd.
"""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor

from bnviz.training.activations import Activation, aten
from bnviz.training.parameters import LayerParameters

EPSILON = 1e-5  # added to the variance; torch.nn.BatchNorm1d's default
MOMENTUM = 0.1  # weight of the newest batch in the running statistics; torch.nn.BatchNorm1d's default


class Destination(NamedTuple):
    """What becomes of dl/dW: target <- keep * target + factor * dl/dW, as the product itself can do it.

    It overwrites a gradient for an optimizer (0, 1), or is taken off the weight at once (1, -1).
    """

    target: Tensor
    keep: int
    factor: int


class SharedLinear:
    """z = W x for every arm, where all arms read the same images: one product for all."""

    def __init__(self, weight: Tensor, destination: Destination):
        """Take W and where dl/dW goes, both (arms, units, inputs)."""
        self.weight = weight.flatten(0, 1)
        target, self.keep, self.factor = destination
        self.target = target.flatten(0, 1)

    def forward(self, x: Tensor, z: Tensor) -> None:
        """Write W x, of x (inputs, m), to z (arms, units, m)."""
        torch.mm(self.weight, x, out=z.flatten(0, 1))

    def backward(self, grad: Tensor, x: Tensor, grad_x: Tensor | None) -> None:
        """Apply dl/dW = dl/dz xᵀ. The images have no use for a gradient."""
        self.target.addmm_(grad.flatten(0, 1), x.T, beta=self.keep, alpha=self.factor)


class Linear:
    """z = W x for every arm, each of its own values: one stacked product."""

    def __init__(self, weight: Tensor, destination: Destination):
        """Take W and where dl/dW goes, both (arms, units, inputs)."""
        self.weight, self.transposed = weight, weight.transpose(1, 2)
        self.target, self.keep, self.factor = destination

    def forward(self, x: Tensor, z: Tensor) -> None:
        """Write W x, of x (arms, inputs, m), to z (arms, units, m)."""
        torch.bmm(self.weight, x, out=z)

    def backward(self, grad: Tensor, x: Tensor, grad_x: Tensor | None) -> None:
        """Write dl/dx = Wᵀ dl/dz, and apply dl/dW = dl/dz xᵀ (afterwards, as it may change W)."""
        torch.bmm(self.transposed, grad, out=grad_x)
        self.target.baddbmm_(grad, x.transpose(1, 2), beta=self.keep, alpha=self.factor)


class BatchNorm:
    """Algorithm 1 for the arms that have it, and Algorithm 2 with running statistics.

    The running statistics follow PyTorch: the newest batch weighs 0.1, and the variance that is kept is
    the unbiased one. Formulas: `bnviz.maths.batch_norm`. Values are rows (1, arms · units, m).
    """

    def __init__(self, parameters: LayerParameters, gradients: LayerParameters):
        """Take the layer's γ and β views; β is the `shift` of the arms that have a γ."""
        self.arms = len(parameters.scale)
        self.gamma, self.beta = parameters.scale.flatten(), parameters.shift[: self.arms].flatten()
        self.gamma_gradient = gradients.scale.flatten()
        self.beta_gradient = gradients.shift[: self.arms].flatten()
        self.running_mean = torch.zeros_like(self.gamma)
        self.running_variance = torch.ones_like(self.gamma)
        self.mean, self.inverse_std = torch.zeros_like(self.gamma), torch.ones_like(self.gamma)

    def forward(self, rows: Tensor, out: Tensor) -> None:
        """Normalise by the rows' own statistics, which are kept and also move the running ones."""
        running = self.running_mean, self.running_variance
        self._normalise(rows, *running, training=True, out=(out, self.mean, self.inverse_std))

    def infer(self, rows: Tensor, out: Tensor, *, own_statistics: bool) -> None:
        """Normalise by the running statistics, or the rows' own, changing neither."""
        running = (None, None) if own_statistics else (self.running_mean, self.running_variance)
        unused = rows.new_empty(0), rows.new_empty(0)
        self._normalise(rows, *running, training=own_statistics, out=(out, *unused))

    def _normalise(
        self,
        rows: Tensor,
        mean: Tensor | None,
        variance: Tensor | None,
        *,
        training: bool,
        out: tuple[Tensor, Tensor, Tensor],
    ) -> None:
        torch.native_batch_norm(
            rows, self.gamma, self.beta, mean, variance, training, MOMENTUM, EPSILON, out=out
        )

    def backward(self, grad: Tensor, rows: Tensor) -> Tensor:
        """Write dl/dγ = Σ g x̂ and dl/dβ = Σ g, and return dl/dx (paper §3)."""
        saved = (None, None, self.mean, self.inverse_std)
        grads: tuple[Tensor, Tensor, Tensor] = aten.native_batch_norm_backward(
            grad, rows, self.gamma, *saved, True, EPSILON, [True, True, True]
        )
        grad_x, grad_gamma, grad_beta = grads
        self.gamma_gradient.copy_(grad_gamma)
        self.beta_gradient.copy_(grad_beta)
        return grad_x


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

    def infer(self, inputs: Tensor, *, own_statistics: bool = False) -> tuple[Tensor, Tensor]:
        """Return (pre-activations, activations), changing nothing; statistics as in `BatchNorm.infer`."""
        product, pre_activation, output = (self._place(inputs.shape[-1]) for _ in range(3))
        self.linear.forward(inputs, product.all)
        if self.norm.arms:
            self.norm.infer(product.rows, pre_activation.rows, own_statistics=own_statistics)
        return pre_activation.all, self._activate(product, pre_activation, output)

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
        self.activation.backward(self.grad.all, self.pre_activation.all, self.output.all)
        torch.sum(self.grad.plain, -1, out=self.bias_gradient)
        if self.norm.arms:
            self.grad.rows.copy_(self.norm.backward(self.grad.rows, self.product.rows))
        self.linear.backward(self.grad.all, self.inputs, grad_inputs)


class OutputLayer:
    """Logits z = W x + b and the mean cross-entropy of each arm."""

    def __init__(self, linear: Linear, parameters: LayerParameters, gradients: LayerParameters, rate: Tensor):
        """Join the parts; `rate` (arms,) is a factor on every gradient of an arm."""
        self.linear, self.rate = linear, rate.view(-1, 1, 1)
        self.bias, self.bias_gradient = parameters.shift.unsqueeze(-1), gradients.shift
        classes = parameters.shift.shape[-1]
        self.one_hot = torch.eye(classes, dtype=self.bias.dtype, device=self.bias.device)

    def infer(self, inputs: Tensor) -> Tensor:
        """Logits (arms, classes, m) of (arms, units, m)."""
        return torch.baddbmm(self.bias, self.linear.weight, inputs)

    def loss(self, logits: Tensor, labels: Tensor) -> tuple[Tensor, Tensor]:
        """Each arm's loss (arms,), and the gradient rate · (softmax - one-hot) / m to its logits."""
        log_probability = torch.log_softmax(logits, 1)
        losses = log_probability.gather(1, labels.expand(len(logits), 1, -1)).mean((1, 2)).neg_()
        target = self.one_hot.index_select(1, labels)
        return losses, log_probability.exp_().sub_(target).mul_(self.rate / len(labels))

    def backward(self, grad: Tensor, inputs: Tensor, grad_inputs: Tensor) -> None:
        """Write dl/db and dl/d(inputs), and apply dl/dW."""
        torch.sum(grad, -1, out=self.bias_gradient)
        self.linear.backward(grad, inputs, grad_inputs)
