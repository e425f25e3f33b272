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
from tests.activations import MODULES

OPTIMIZERS: dict[str, Callable[..., torch.optim.Optimizer]] = {
    "sgd": torch.optim.SGD,
    "momentum": partial(torch.optim.SGD, momentum=0.9),
    "rmsprop": torch.optim.RMSprop,
    "adam": torch.optim.Adam,
}

SIDE = 28

State = dict[str, Tensor]
"""What a network has learnt: its parameters and running statistics by torch.nn's names."""


class Drawn(NamedTuple):
    """What a step drew for a layer, all (units, positions · m), None where nothing is left to chance.

    How noise stretches and shifts at strength 1, and the numbers that dropout compares with its rate.
    """

    noise: tuple[Tensor, Tensor] | None
    dropout: Tensor | None


def _of_images(drawn: Tensor, x: Tensor) -> Tensor:
    """What was drawn for a layer, (units, positions · m), in the shape of its values x (m, units, …)."""
    return drawn.view(len(drawn), -1, len(x)).permute(2, 0, 1).reshape(x.shape).to(x.dtype)


class Noise(nn.Module):
    """The noise that was drawn, at an arm's strength; none before any was drawn and at test time."""

    drawn: tuple[Tensor, Tensor] | None = None

    def __init__(self, strength: float):
        super().__init__()
        self.strength = strength

    def forward(self, x: Tensor) -> Tensor:
        if self.drawn is None or not self.training:
            return x
        stretch, shift = (_of_images(values, x) for values in self.drawn)
        return x + self.strength * (stretch * x + shift)


class Dropout(nn.Module):
    """Leaves out what was drawn below an arm's rate."""

    drawn: Tensor | None = None

    def __init__(self, rate: float):
        super().__init__()
        self.rate = rate

    def forward(self, x: Tensor) -> Tensor:
        if self.drawn is None or not self.training:
            return x
        left_out = _of_images(self.drawn, x) < self.rate
        return x.masked_fill(left_out, 0) / (1 - self.rate)


class GhostBatchNorm(nn.BatchNorm1d):
    """One mini-batch after the other, each of `size` images."""

    def __init__(self, units: int, size: int):
        super().__init__(units)
        self.size = size

    def _check_input_dim(self, input: Tensor) -> None:  # noqa: A002 - as torch calls it
        """Take feature maps as well."""

    def forward(self, x: Tensor) -> Tensor:
        if not self.training:
            return super().forward(x)
        return torch.cat([super(GhostBatchNorm, self).forward(ghost) for ghost in x.split(self.size)])


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
    apart = [one[name].double().flatten() - other[name].double().flatten() for name in one]
    return float(torch.linalg.vector_norm(torch.cat(apart)))


def network(experiment: Experiment, arm: Arm, state: State) -> nn.Sequential:
    """The arm's network in this state.

    Its layers are named linear1, norm1, noise1, activation1, dropout1, linear2, … output; those that the arm
    has not are left out.
    """
    normalised, dense = arm.normalization != "none", experiment.architecture == "dense"
    kinds = DENSE if dense else CONVOLUTIONAL
    layers: dict[str, nn.Module] = {} if dense else {"square": nn.Unflatten(1, (1, SIDE, SIDE))}
    for number in range(1, experiment.depth + 1):
        layers[f"linear{number}"] = kinds.linear(number, experiment.units, not normalised)
        if normalised:
            layers[f"norm{number}"] = kinds.norm(arm, experiment.units)
        if arm.noise:
            layers[f"noise{number}"] = Noise(arm.noise)
        layers[f"activation{number}"] = MODULES[experiment.activation]()
        if arm.dropout:
            layers[f"dropout{number}"] = Dropout(arm.dropout)
    layers |= {"flat": nn.Flatten(), "output": nn.Linear(state["output.weight"].shape[1], CLASSES)}
    built = nn.Sequential(OrderedDict(layers)).to(state["output.bias"].dtype)
    shapes = built.state_dict()
    built.load_state_dict({name: values.view_as(shapes[name]) for name, values in state.items()})
    return built


class Kinds(NamedTuple):
    """What the layers of an architecture are made of."""

    linear: Callable[[int, int, bool], nn.Module]
    norm: Callable[[Arm, int], nn.Module]


def _linear(number: int, units: int, bias: bool) -> nn.Module:
    return nn.Linear(PIXELS if number == 1 else units, units, bias=bias)


def _convolution(number: int, maps: int, bias: bool) -> nn.Module:
    stride = 2 if number <= 2 else 1
    return nn.Conv2d(1 if number == 1 else maps, maps, 3, stride, padding=1, bias=bias)


def _norm(arm: Arm, units: int) -> nn.Module:
    if arm.normalization == "layer":
        return nn.LayerNorm(units)
    return GhostBatchNorm(units, arm.ghost_batch) if arm.ghost_batch else nn.BatchNorm1d(units)


def _norm_of_maps(arm: Arm, maps: int) -> nn.Module:
    if arm.normalization == "layer":
        return nn.GroupNorm(1, maps)  # over all maps and positions of an image, γ and β of each map
    return GhostBatchNorm(maps, arm.ghost_batch) if arm.ghost_batch else nn.BatchNorm2d(maps)


DENSE, CONVOLUTIONAL = Kinds(_linear, _norm), Kinds(_convolution, _norm_of_maps)


def replay(network: nn.Sequential, drawn: Iterable[Drawn]) -> None:
    """Let the coming training passes meet what was drawn for each layer."""
    for number, layer in enumerate(drawn, 1):
        for kind, values in layer._asdict().items():
            module = getattr(network, f"{kind}{number}", None)
            if module is not None:
                module.drawn = values


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
    running = [layer.running_statistics() for layer in stack.hidden]
    state = {"output.weight": output.weight[arm], "output.bias": output.shift[arm]}
    for number, (layer, means_and_variances) in enumerate(zip(hidden, running, strict=True), 1):
        state[f"linear{number}.weight"] = layer.weight[arm]
        if arm >= len(layer.scale):
            state[f"linear{number}.bias"] = layer.shift[arm]
            continue
        state[f"norm{number}.weight"], state[f"norm{number}.bias"] = layer.scale[arm], layer.shift[arm]
        for name, values in zip(("running_mean", "running_var"), means_and_variances, strict=True):
            if arm < len(values):
                state[f"norm{number}.{name}"] = values[arm]
    return {name: values.clone() for name, values in state.items()}


def arm_states(stack: Stack) -> list[State]:
    """A copy of every arm's state, in the experiment's order."""
    return [arm_state(stack, place) for place in range(len(stack.order))]


def mini_batches(training: Training) -> Iterator[tuple[Tensor, Tensor]]:
    """A copy of the mini-batch of every step."""
    for step in range(1, training.experiment.steps + 1):
        training.images.prepare(step)
        images, labels = training.images.batch(torch.tensor([step - 1]))
        yield images.clone(), labels.clone()


def draws(experiment: Experiment) -> Iterator[list[Drawn]]:
    """What every step of the experiment draws for each layer."""
    stack = Stack(experiment)
    for _ in range(experiment.steps):
        stack.draw()
        yield [Drawn(*(each and each.drawn for each in chance)) for chance in stack.chances]


def train_stack(training: Training) -> list[Outcome]:
    """Train all arms as a stack, losses in the stack's own precision; outcomes in the experiment's order."""
    stack, starts = training.stack, arm_states(training.stack)
    losses = torch.stack([_drawn_step(stack, *batch) for batch in mini_batches(training)], 1)
    in_order = [losses[stack.order.index(place)] for place in range(len(starts))]
    return [Outcome(*each) for each in zip(starts, in_order, arm_states(stack), strict=True)]


def _drawn_step(stack: Stack, images: Tensor, labels: Tensor) -> Tensor:
    stack.draw()
    return stack.train_step(images, labels)


def train_networks(training: Training) -> list[Outcome]:
    """Train each arm by itself with torch.nn, from the stack's first weights, on the same mini-batches."""
    experiment, batches = training.experiment, list(mini_batches(training))
    states = zip(experiment.arms, arm_states(training.stack), strict=True)
    return [_train(experiment, arm, state, batches) for arm, state in states]


def _train(
    experiment: Experiment, arm: Arm, start: State, batches: Iterable[tuple[Tensor, Tensor]]
) -> Outcome:
    alone = network(experiment, arm, start)
    optimizer = _optimizer(experiment, arm, alone)
    rates = {change.step: change.learning_rate for change in experiment.changes}
    losses = []
    for made, (batch, drawn) in enumerate(zip(batches, draws(experiment), strict=True)):
        for group in optimizer.param_groups:
            group["lr"] = rates.get(made, group["lr"])
        replay(alone, drawn)
        losses.append(_step(alone, optimizer, *batch))
    return Outcome(start, torch.stack(losses), network_state(alone))


def _optimizer(experiment: Experiment, arm: Arm, alone: nn.Sequential) -> torch.optim.Optimizer:
    """The experiment's, with a group of parameters that decay and one of those that do not."""
    groups: dict[bool, list[nn.Parameter]] = {True: [], False: []}
    for name, values in alone.named_parameters():
        decays = arm.decayed == "all" or (name.endswith("weight") and not name.startswith("norm"))
        groups[decays].append(values)
    decaying = {"params": groups[True], "weight_decay": arm.weight_decay}
    return OPTIMIZERS[experiment.optimizer]([decaying, {"params": groups[False]}], lr=arm.learning_rate)


def _step(network: nn.Module, optimizer: torch.optim.Optimizer, images: Tensor, labels: Tensor) -> Tensor:
    loss = nn.functional.cross_entropy(network(images), labels)
    optimizer.zero_grad()
    loss.backward()  # type: ignore[no-untyped-call]
    optimizer.step()
    return loss.detach()
