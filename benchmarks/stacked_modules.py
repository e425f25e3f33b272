"""Networks of torch.nn trained as one by torch.func: what PyTorch itself offers for many of a kind.

`vmap` wants modules that differ in their numbers only. An arm with Batch Normalization and one without are
different modules, so each kind is a stack of its own, and the stacks take turns on each mini-batch.

torch.func's advice on Batch Normalization is to do without running statistics, as `vmap` and `grad` refuse to
write in place to a tensor that the function has merely caught. Here they are arguments, stacked like the
parameters: so each network keeps its own, and nothing that a training does is left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

import torch
from torch import Tensor, nn
from torch.func import functional_call, grad, stack_module_state, vmap
from torch.nn.functional import cross_entropy

from benchmarks.mini_batches import mini_batches
from benchmarks.plain_torch import network
from bnviz.experiment import Arm, Experiment
from bnviz.training.initialization import initial_layers
from bnviz.training.parameters import layer_shapes

State = dict[str, Tensor]
"""By torch.nn's names, each with a leading axis of networks; inside `vmap` without it."""
EACH = (0, 0, 0, None, None)  # has its own parameters, buffers and rate; all have the images and labels


class Stack:
    """Networks of one kind.

    Attributes:
        parameters: what is learnt.
        buffers: running statistics.
    """

    def __init__(self, experiment: Experiment, arms: Sequence[Arm]):
        """Stack the networks of `arms`, which are alike but for their learning rates."""
        nets = [first_network(experiment, arm) for arm in arms]
        self.parameters, self.buffers = stack_module_state(nets)
        self.rates = torch.tensor([arm.learning_rate for arm in arms])
        self.weighted = partial(_weighted, nets[0])
        self.optimizer = torch.optim.SGD(self.parameters.values(), lr=1, foreach=True)

    def train_step(self, images: Tensor, labels: Tensor) -> Tensor:
        """One step on a mini-batch: images (m, pixels), labels (m,). The losses before it, (networks,)."""
        losses = self.backward(self.parameters, self.buffers, self.rates, images, labels)
        self.optimizer.step()
        return losses

    def backward(self, *arguments: State | Tensor) -> Tensor:
        """Leave its gradient on each of the parameters: by `grad` of one network, mapped over all."""
        parameters = {name: values.detach() for name, values in self.parameters.items()}
        gradients, losses = vmap(grad(self.weighted, has_aux=True), EACH)(parameters, *arguments[1:])
        for name, values in self.parameters.items():
            values.grad = gradients[name]
        return torch.as_tensor(losses)


class AutogradStack(Stack):
    """The same, but only the way forward is mapped, and autograd goes back through it."""

    def backward(self, *arguments: State | Tensor) -> Tensor:
        """Leave its gradient on each of the parameters: by autograd, of the sum of all networks' losses."""
        self.optimizer.zero_grad(set_to_none=True)
        weighted, losses = vmap(self.weighted, EACH)(*arguments)
        weighted.sum().backward()  # type: ignore[no-untyped-call]
        return torch.as_tensor(losses).detach()


def _weighted(
    net: nn.Module, parameters: State, buffers: State, rate: Tensor, images: Tensor, labels: Tensor
) -> tuple[Tensor, Tensor]:
    """A network's loss times its learning rate, so that one optimizer serves all rates; and the loss."""
    loss = cross_entropy(functional_call(net, (parameters, buffers), (images,)), labels)
    return rate * loss, loss


def first_network(experiment: Experiment, arm: Arm) -> nn.Sequential:
    """An arm's network with the engine's first weights."""
    made = network(experiment, arm)
    linear = [layer for layer in made if isinstance(layer, nn.Linear)]
    first = initial_layers(experiment, layer_shapes(experiment))
    with torch.no_grad():
        for layer, (weight, bias) in zip(linear, first, strict=True):
            layer.weight.copy_(torch.from_numpy(weight))
            if layer.bias is not None:
                layer.bias.copy_(torch.from_numpy(bias))
    return made


def stacked_loop(
    experiment: Experiment, images: Tensor, labels: Tensor, kind: type[Stack] = Stack
) -> Iterator[Tensor]:
    """Train all arms on the engine's mini-batches: a step for each item, the losses (arms,).

    Arms come by their normalization, in the order in which the experiment first has each.
    """
    names = dict.fromkeys(arm.normalization for arm in experiment.arms)
    stacks = [
        kind(experiment, [arm for arm in experiment.arms if arm.normalization == name]) for name in names
    ]
    for chosen in mini_batches(experiment, len(labels)):
        places = torch.from_numpy(chosen)
        batch, truth = images[places], labels[places]
        yield torch.cat([stack.train_step(batch, truth) for stack in stacks])
