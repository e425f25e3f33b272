"""The same networks by torch.nn, autograd and torch.optim: what the stack must agree with."""

from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import NamedTuple

import torch
from torch import Tensor, nn

from bnviz.data.dataset import CLASSES, PIXELS
from bnviz.experiment import Arm, Experiment
from bnviz.training.loop import Training
from bnviz.training.stack import Stack

ACTIVATIONS: dict[str, type[nn.Module]] = {
    "sigmoid": nn.Sigmoid,
    "tanh": nn.Tanh,
    "relu": nn.ReLU,
    "leaky_relu": nn.LeakyReLU,
    "gelu": nn.GELU,
    "identity": nn.Identity,
}
OPTIMIZERS: dict[str, Callable[..., torch.optim.Optimizer]] = {
    "sgd": torch.optim.SGD,
    "momentum": partial(torch.optim.SGD, momentum=0.9),
    "rmsprop": torch.optim.RMSprop,
    "adam": torch.optim.Adam,
}

State = dict[str, Tensor]
"""What a network has learnt: its parameters and running statistics by torch.nn's names."""


class Outcome(NamedTuple):
    """An arm's training: its state before, its loss at every step (steps,), and its state at the end."""

    start: State
    losses: Tensor
    end: State

    def way(self) -> float:
        """How far the state has moved, all its numbers seen as one vector."""
        return distance(self.start, self.end)


def distance(one: State, other: State) -> float:
    """Euclidean distance between two states of one network, in float64."""
    assert one.keys() == other.keys()
    apart = [one[name].double() - other[name].double() for name in one]
    return float(torch.linalg.vector_norm(torch.cat([values.flatten() for values in apart])))


def network(experiment: Experiment, arm: Arm, state: State) -> nn.Sequential:
    """The arm's network in this state, its layers named linear1, norm1, activation1, linear2, … output."""
    normalised, width = arm.normalization == "batch", experiment.width
    layers: dict[str, nn.Module] = {}
    for number in range(1, experiment.depth + 1):
        inputs = PIXELS if number == 1 else width
        layers[f"linear{number}"] = nn.Linear(inputs, width, bias=not normalised)
        if normalised:
            layers[f"norm{number}"] = nn.BatchNorm1d(width)
        layers[f"activation{number}"] = ACTIVATIONS[experiment.activation]()
    layers["output"] = nn.Linear(width, CLASSES)
    built = nn.Sequential(OrderedDict(layers)).to(state["output.bias"].dtype)
    built.load_state_dict(state)
    return built


def inputs_of(kind: str, network: nn.Sequential, images: Tensor) -> list[Tensor]:
    """What reaches the network's layers of one kind ("norm", "activation" or "output"), each (n, units)."""
    reached = []
    with torch.inference_mode():
        for name, layer in network.named_children():
            if name.startswith(kind):
                reached.append(images)
            images = layer(images)
    return reached


def learn(network: nn.Sequential, images: Tensor, labels: Tensor) -> State:
    """Leave the gradients of one mini-batch on the network, and return what reached its layers, by name.

    Of each (m, units), the gradient of the mean cross-entropy to it is its `grad`.
    """
    reached, values = {}, images.clone().requires_grad_()
    for name, layer in network.train().named_children():
        values.retain_grad()
        reached[name] = values
        values = layer(values)
    nn.functional.cross_entropy(values, labels).backward()  # type: ignore[no-untyped-call]
    return reached


def updated_below(layer: int, before: State, after: State) -> State:
    """The state before a step, but with the hidden layers below `layer` as they are after it."""
    below = tuple(f"{kind}{number}." for number in range(1, layer) for kind in ("linear", "norm"))
    return {name: (after if name.startswith(below) else before)[name] for name in before}


def network_state(network: nn.Module) -> State:
    """A copy of a network's state, without its count of mini-batches, which nothing depends on."""
    state = network.state_dict()
    return {name: values.clone() for name, values in state.items() if not name.endswith("batches_tracked")}


def arm_state(stack: Stack, place: int) -> State:
    """A copy of the state of the arm at `place` in the experiment."""
    arm = stack.order.index(place)
    *hidden, output = stack.layer_parameters
    state = {"output.weight": output.weight[arm], "output.bias": output.shift[arm]}
    for number, (layer, norm) in enumerate(zip(hidden, (h.norm for h in stack.hidden), strict=True), 1):
        state[f"linear{number}.weight"] = layer.weight[arm]
        if arm < norm.arms:
            state[f"norm{number}.weight"], state[f"norm{number}.bias"] = layer.scale[arm], layer.shift[arm]
            state[f"norm{number}.running_mean"] = norm.running_mean.view_as(layer.scale)[arm]
            state[f"norm{number}.running_var"] = norm.running_variance.view_as(layer.scale)[arm]
        else:
            state[f"linear{number}.bias"] = layer.shift[arm]
    return {name: values.clone() for name, values in state.items()}


def arm_states(stack: Stack) -> list[State]:
    """A copy of every arm's state, in the experiment's order."""
    return [arm_state(stack, place) for place in range(len(stack.order))]


def mini_batches(training: Training) -> Iterator[tuple[Tensor, Tensor]]:
    """A copy of the mini-batch of every step."""
    for step in range(1, training.experiment.steps + 1):
        images, labels = training.images.batch(training.order.indices(step))
        yield images.clone(), labels.clone()


def train_stack(training: Training) -> list[Outcome]:
    """Train all arms as a stack, losses in the stack's own precision; outcomes in the experiment's order."""
    stack, starts = training.stack, arm_states(training.stack)
    losses = torch.stack([stack.train_step(*batch) for batch in mini_batches(training)], 1)
    in_order = [losses[stack.order.index(place)] for place in range(len(starts))]
    return [Outcome(*each) for each in zip(starts, in_order, arm_states(stack), strict=True)]


def train_networks(training: Training) -> list[Outcome]:
    """Train each arm by itself with torch.nn, from the stack's first weights, on the same mini-batches."""
    experiment, batches = training.experiment, list(mini_batches(training))
    states = zip(experiment.arms, arm_states(training.stack), strict=True)
    return [_train(experiment, arm, state, batches) for arm, state in states]


def _train(
    experiment: Experiment, arm: Arm, start: State, batches: Iterable[tuple[Tensor, Tensor]]
) -> Outcome:
    alone = network(experiment, arm, start)
    optimizer = OPTIMIZERS[experiment.optimizer](alone.parameters(), lr=arm.learning_rate)
    rates = {change.step: change.learning_rate for change in experiment.changes}
    losses = []
    for made, batch in enumerate(batches):
        if made in rates:
            optimizer.param_groups[0]["lr"] = rates[made]
        losses.append(_step(alone, optimizer, *batch))
    return Outcome(start, torch.stack(losses), network_state(alone))


def _step(network: nn.Module, optimizer: torch.optim.Optimizer, images: Tensor, labels: Tensor) -> Tensor:
    loss = nn.functional.cross_entropy(network(images), labels)
    optimizer.zero_grad()
    loss.backward()  # type: ignore[no-untyped-call]
    optimizer.step()
    return loss.detach()
