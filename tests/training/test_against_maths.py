"""The stack does what the paper's formulas say, written out in NumPy."""

from typing import NamedTuple

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from bnviz.data import Dataset
from bnviz.experiment import Arm, Experiment
from bnviz.maths import Array, batch_norm, cross_entropy
from bnviz.maths.activations import ACTIVATIONS
from bnviz.maths.optimizers import OPTIMIZERS, Moments
from bnviz.training.loop import Training

from .examples import small
from .oracle import arm_state, mini_batches

Arrays = dict[str, Array]
ARM = Arm(learning_rate=0.01)
STEPS = 3  # so that what an optimizer remembers counts too


class Pass(NamedTuple):
    """A hidden layer's mini-batch: its input x, the product W x, and what Algorithm 1 makes of it."""

    input: Array
    product: Array
    normalised: batch_norm.Forward


def forward(experiment: Experiment, state: Arrays, x: Array) -> tuple[list[Pass], Array]:
    """The passes through the hidden layers, and the last one's activations."""
    passes = []
    for n in range(1, experiment.depth + 1):
        product = x @ state[f"linear{n}.weight"].T
        normalised = batch_norm.forward(product, state[f"norm{n}.weight"], state[f"norm{n}.bias"])
        passes.append(Pass(x, product, normalised))
        x = ACTIVATIONS[experiment.activation].function(normalised.output)
    return passes, x


def hidden_gradients(experiment: Experiment, state: Arrays, passes: list[Pass], to_x: Array) -> Arrays:
    """Backward by the long chain, from the gradient to the last activations."""
    gradients = {}
    for n, (x, product, normalised) in reversed(list(enumerate(passes, 1))):
        to_y = to_x * ACTIVATIONS[experiment.activation].derivative(normalised.output)
        chain = batch_norm.backward_chain(to_y, product, state[f"norm{n}.weight"], normalised)
        gradients[f"norm{n}.weight"], gradients[f"norm{n}.bias"] = chain.gamma, chain.beta
        gradients[f"linear{n}.weight"] = chain.input.T @ x
        to_x = chain.input @ state[f"linear{n}.weight"]
    return gradients


def move_running_statistics(state: Arrays, passes: list[Pass]) -> None:
    for n, (x, _, normalised) in enumerate(passes, 1):
        names = f"norm{n}.running_mean", f"norm{n}.running_var"
        running = batch_norm.Statistics(state[names[0]], state[names[1]])
        moved = batch_norm.update_running(running, normalised.mean, normalised.variance, len(x))
        state.update(zip(names, moved, strict=True))


def loss_and_gradients(
    experiment: Experiment, state: Arrays, images: Array, labels: NDArray[np.int64]
) -> tuple[float, Arrays]:
    """One mini-batch, forward and backward; moves the running statistics."""
    passes, activations = forward(experiment, state, images)
    move_running_statistics(state, passes)
    logits = activations @ state["output.weight"].T + state["output.bias"]
    to_logits = cross_entropy.gradient(logits, labels)
    gradients = {"output.weight": to_logits.T @ activations, "output.bias": to_logits.sum(axis=0)}
    gradients |= hidden_gradients(experiment, state, passes, to_logits @ state["output.weight"])
    return cross_entropy.loss(logits, labels), gradients


def train(training: Training) -> tuple[list[float], Arrays]:
    """The losses and the last state of `ARM`, trained from the stack's first weights by the formulas."""
    experiment, update = training.experiment, OPTIMIZERS[training.experiment.optimizer]
    state = {name: values.numpy() for name, values in arm_state(training.stack, 0).items()}
    moments = {name: Moments.before_training(values) for name, values in state.items()}
    losses = []
    for images, labels in mini_batches(training):
        loss, gradients = loss_and_gradients(experiment, state, images.numpy(), labels.numpy())
        losses.append(loss)
        for name, gradient in gradients.items():
            state[name], moments[name] = update(state[name], gradient, ARM.learning_rate, moments[name])
    return losses, state


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_steps_are_what_the_formulas_say(activation: str, optimizer: str, dataset: Dataset) -> None:
    experiment = small(activation=activation, optimizer=optimizer, steps=STEPS, arms=(ARM,))
    training = Training(experiment, dataset, dtype=torch.float64)
    losses, expected = train(training)
    stacked = [training.stack.train_step(*batch).item() for batch in mini_batches(training)]
    np.testing.assert_allclose(stacked, losses, rtol=1e-9)
    for name, values in arm_state(training.stack, 0).items():
        np.testing.assert_allclose(values, expected[name], rtol=1e-9, atol=1e-9, err_msg=name)
