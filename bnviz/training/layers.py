"""One layer of all arms at once: forward, backward by the paper's formulas, and inference.

The values of a mini-batch lie as (arms, units, m), an example a column as in the course, the arms with
Batch Normalization first. So z = W x is one product, a unit's mini-batch is one row, and Batch
Normalization of all its arms is one call over one block of rows. Every value that the backward pass needs
stays in hand, which is also what the probes look at: no hooks, no autograd.
"""

from __future__ import annotations

import torch
from torch import Tensor

from bnviz.training.activations import Activation, aten
from bnviz.training.parameters import LayerParameters

EPSILON = 1e-5  # added to the variance; torch.nn.BatchNorm1d's default
MOMENTUM = 0.1  # weight of the newest batch in the running statistics; torch.nn.BatchNorm1d's default


class SharedLinear:
    """z = W x for every arm, where all arms read the same images: one product for all."""

    def __init__(self, weight: Tensor, weight_gradient: Tensor):
        """Take W and where to write dl/dW, both (arms, units, inputs)."""
        self.weight, self.weight_gradient = weight.flatten(0, 1), weight_gradient.flatten(0, 1)
        self.shape = weight.shape[:2]

    def forward(self, x: Tensor) -> Tensor:
        """(inputs, m) to (arms, units, m)."""
        return (self.weight @ x).view(*self.shape, -1)

    def backward(self, grad: Tensor, x: Tensor) -> Tensor:
        """Write dl/dW = dl/dz xᵀ. The images have no use for a gradient: returns dl/dz unchanged."""
        torch.mm(grad.flatten(0, 1), x.T, out=self.weight_gradient)
        return grad


class Linear:
    """z = W x for every arm, each of its own values: one stacked product."""

    def __init__(self, weight: Tensor, weight_gradient: Tensor):
        """Take W and where to write dl/dW, both (arms, units, inputs)."""
        self.weight, self.weight_gradient = weight, weight_gradient

    def forward(self, x: Tensor) -> Tensor:
        """(arms, inputs, m) to (arms, units, m)."""
        return torch.bmm(self.weight, x)

    def backward(self, grad: Tensor, x: Tensor) -> Tensor:
        """Write dl/dW = dl/dz xᵀ and return dl/dx = Wᵀ dl/dz."""
        torch.bmm(grad, x.transpose(1, 2), out=self.weight_gradient)
        return torch.bmm(self.weight.transpose(1, 2), grad)


class BatchNorm:
    """Algorithm 1 for the arms that have it, and Algorithm 2 with running statistics.

    The running statistics follow PyTorch: the newest batch weighs 0.1, and the variance that is kept is
    the unbiased one. Formulas: `bnviz.maths.batch_norm`.
    """

    mean: Tensor  # of the last training mini-batch, (arms · units,)
    inverse_std: Tensor  # likewise

    def __init__(self, parameters: LayerParameters, gradients: LayerParameters):
        """Take the layer's γ and β views; β is the `shift` of the arms that have a γ."""
        self.arms = len(parameters.scale)
        self.gamma, self.beta = parameters.scale.flatten(), parameters.shift[: self.arms].flatten()
        self.gamma_gradient = gradients.scale.flatten()
        self.beta_gradient = gradients.shift[: self.arms].flatten()
        self.running_mean = torch.zeros_like(self.gamma)
        self.running_variance = torch.ones_like(self.gamma)

    def forward(self, x: Tensor) -> Tensor:
        """Normalise (arms, units, m) by its own statistics, which also move the running ones."""
        running = self.running_mean, self.running_variance
        y, self.mean, self.inverse_std = self._normalise(x, running, training=True)
        return y.view_as(x)

    def infer(self, x: Tensor, *, own_statistics: bool = False) -> Tensor:
        """Normalise (arms, units, n) by the running statistics, or its own, changing neither."""
        running = (None, None) if own_statistics else (self.running_mean, self.running_variance)
        return self._normalise(x, running, training=own_statistics)[0].view_as(x)

    def _normalise(
        self, x: Tensor, running: tuple[Tensor | None, Tensor | None], *, training: bool
    ) -> tuple[Tensor, Tensor, Tensor]:
        rows = x.flatten(0, 1).unsqueeze(0)
        return torch.native_batch_norm(rows, self.gamma, self.beta, *running, training, MOMENTUM, EPSILON)

    def backward(self, grad: Tensor, x: Tensor) -> Tensor:
        """Write dl/dγ = Σ g x̂ and dl/dβ = Σ g, and return dl/dx (paper §3)."""
        rows = [values.flatten(0, 1).unsqueeze(0) for values in (grad, x)]
        saved = (None, None, self.mean, self.inverse_std)
        grads: tuple[Tensor, Tensor, Tensor] = aten.native_batch_norm_backward(
            *rows, self.gamma, *saved, True, EPSILON, [True, True, True]
        )
        grad_x, grad_gamma, grad_beta = grads
        self.gamma_gradient.copy_(grad_gamma)
        self.beta_gradient.copy_(grad_beta)
        return grad_x.view_as(grad)


class HiddenLayer:
    """Linear, then Batch Normalization or a bias, then the nonlinearity (paper §3.2).

    After `forward` it holds `inputs`, `product` (Wx of the arms with Batch Normalization),
    `pre_activation` and `output` of the mini-batch.
    """

    inputs: Tensor
    product: Tensor
    pre_activation: Tensor
    output: Tensor

    def __init__(
        self,
        linear: Linear | SharedLinear,
        parameters: LayerParameters,
        gradients: LayerParameters,
        activation: Activation,
    ):
        """Join the parts of a layer; the arms without a γ get a bias."""
        self.linear, self.activation = linear, activation
        self.norm = BatchNorm(parameters, gradients)
        self.bias = parameters.shift[self.norm.arms :].unsqueeze(-1)
        self.bias_gradient = gradients.shift[self.norm.arms :]

    def forward(self, inputs: Tensor) -> Tensor:
        """Return the layer's activations, (arms, units, m), keeping all that `backward` needs."""
        self.inputs = inputs
        self.product, plain = self._product(inputs)
        self.pre_activation = torch.cat([self.norm.forward(self.product), plain]) if self.norm.arms else plain
        self.output = self.activation.forward(self.pre_activation)
        return self.output

    def infer(self, inputs: Tensor, *, own_statistics: bool = False) -> tuple[Tensor, Tensor]:
        """Return (pre-activations, activations), changing nothing; statistics as in `BatchNorm.infer`."""
        product, pre_activation = self._product(inputs)
        if self.norm.arms:
            normalised = self.norm.infer(product, own_statistics=own_statistics)
            pre_activation = torch.cat([normalised, pre_activation])
        return pre_activation, self.activation.forward(pre_activation)

    def _product(self, inputs: Tensor) -> tuple[Tensor, Tensor]:
        """Wx of the arms with Batch Normalization, and Wx + b of the others."""
        z = self.linear.forward(inputs)
        return z[: self.norm.arms], z[self.norm.arms :] + self.bias

    def unnormalised(self, units: int) -> Tensor:
        """The first units' last mini-batch as it was before any normalization, (arms, units, m)."""
        plain = self.pre_activation[self.norm.arms :, :units]
        return torch.cat([self.product[:, :units], plain])

    def backward(self, grad: Tensor) -> Tensor:
        """Turn dl/d(activations) into this layer's gradients and dl/d(inputs)."""
        grad = self.activation.backward(grad, self.pre_activation, self.output)
        normalised, plain = grad[: self.norm.arms], grad[self.norm.arms :]
        torch.sum(plain, -1, out=self.bias_gradient)
        if self.norm.arms:
            normalised.copy_(self.norm.backward(normalised, self.product))
        return self.linear.backward(grad, self.inputs)


class OutputLayer:
    """Logits z = W x + b and the mean cross-entropy of each arm."""

    def __init__(self, parameters: LayerParameters, gradients: LayerParameters):
        """Take the views of W and b."""
        self.linear = Linear(parameters.weight, gradients.weight)
        self.bias, self.bias_gradient = parameters.shift.unsqueeze(-1), gradients.shift
        classes = parameters.shift.shape[-1]
        self.one_hot = torch.eye(classes, dtype=self.bias.dtype, device=self.bias.device)

    def infer(self, inputs: Tensor) -> Tensor:
        """Logits (arms, classes, m) of (arms, units, m)."""
        return self.linear.forward(inputs).add_(self.bias)

    def loss(self, logits: Tensor, labels: Tensor) -> tuple[Tensor, Tensor]:
        """Each arm's loss (arms,), and the gradient (softmax - one-hot) / m to its logits."""
        log_probability = torch.log_softmax(logits, 1)
        losses = log_probability.gather(1, labels.expand(len(logits), 1, -1)).mean((1, 2)).neg_()
        target = self.one_hot.index_select(1, labels)
        return losses, log_probability.exp_().sub_(target).div_(len(labels))

    def backward(self, grad: Tensor, inputs: Tensor) -> Tensor:
        """Write dl/dW and dl/db, and return dl/d(inputs)."""
        torch.sum(grad, -1, out=self.bias_gradient)
        return self.linear.backward(grad, inputs)
