from collections import OrderedDict
from itertools import pairwise

import numpy as np
import pytest
import torch
from numpy.testing import assert_allclose, assert_array_equal
from torch import nn

from bnviz.maths import Array
from bnviz.maths.batch_norm import Statistics
from bnviz.maths.network import Hidden, Network, accuracy
from tests.activations import MODULES

PIXELS, WIDTHS, CLASSES, IMAGES = 20, (7, 5, 6), 10, 40

each_activation = pytest.mark.parametrize("activation", MODULES)
each_kind = pytest.mark.parametrize("normalised", [True, False], ids=["BN", "no BN"])


def images(count: int = IMAGES, seed: int = 1) -> Array:
    return np.random.default_rng(seed).normal(0.3, 1, (count, PIXELS))


def twin_of(activation: str, *, normalised: bool) -> nn.Sequential:
    """A network by torch.nn in float64, its normalization trained a little and not what it starts as."""
    torch.manual_seed(3)
    layers: dict[str, nn.Module] = {}
    for number, (inputs, units) in enumerate(pairwise((PIXELS, *WIDTHS))):
        layers[f"linear{number}"] = nn.Linear(inputs, units, bias=not normalised)
        if normalised:
            layers[f"norm{number}"] = norm = nn.BatchNorm1d(units)
            nn.init.normal_(norm.weight, 1, 0.5)
            nn.init.normal_(norm.bias)
        layers[f"activation{number}"] = MODULES[activation]()
    layers["output"] = nn.Linear(WIDTHS[-1], CLASSES)
    twin = nn.Sequential(OrderedDict(layers)).double()
    for seed in range(10, 15):
        twin(torch.tensor(images(seed=seed)))
    return twin


def as_numpy(twin: nn.Sequential, activation: str) -> tuple[Network, list[Statistics]]:
    state = {name: values.numpy() for name, values in twin.state_dict().items()}
    hidden, running = [], []
    for number in range(len(WIDTHS)):
        weight, norm = state[f"linear{number}.weight"], f"norm{number}"
        if f"{norm}.bias" in state:
            hidden.append(Hidden(weight, state[f"{norm}.bias"], state[f"{norm}.weight"]))
            running.append(Statistics(state[f"{norm}.running_mean"], state[f"{norm}.running_var"]))
        else:
            hidden.append(Hidden(weight, state[f"linear{number}.bias"]))
    return Network(tuple(hidden), state["output.weight"], state["output.bias"], activation), running


def outputs_of(twin: nn.Sequential, x: Array, kind: str) -> list[Array]:
    values, found = torch.tensor(x), []
    with torch.inference_mode():
        for name, layer in twin.named_children():
            values = layer(values)
            if name.startswith(kind):
                found.append(values.numpy())
    return found


@each_kind
@each_activation
@pytest.mark.parametrize("training", [True, False], ids=["training", "test time"])
def test_every_value_of_a_pass_is_that_of_torch(activation: str, training: bool, normalised: bool) -> None:
    twin = twin_of(activation, normalised=normalised)
    network, running = as_numpy(twin, activation)
    seen = network.forward(images(), None if training else running)
    twin.train(training)
    linear = outputs_of(twin, images(), "linear")
    after = outputs_of(twin, images(), "norm") or linear
    bias = [0 if normalised else layer.shift for layer in network.hidden]
    expected = [
        *(values - b for values, b in zip(linear, bias, strict=True)),
        *after,
        *outputs_of(twin, images(), "activation"),
        *outputs_of(twin, images(), "output"),
    ]
    for ours, theirs in zip([*seen.before, *seen.after, *seen.outputs, seen.logits], expected, strict=True):
        assert_allclose(ours, theirs, rtol=1e-9, atol=1e-12)


@each_activation
def test_batch_statistics_are_those_that_the_training_pass_uses(activation: str) -> None:
    network, _ = as_numpy(twin_of(activation, normalised=True), activation)
    own = network.batch_statistics(images())
    assert_allclose(network.forward(images(), own).logits, network.forward(images()).logits, atol=1e-10)
    for (mean, variance), x in zip(own, network.forward(images()).before, strict=True):
        assert_allclose(mean, np.sum(x, 0) / IMAGES)
        assert_allclose(variance, np.sum((x - mean) ** 2, 0) / IMAGES)


@each_activation
def test_the_folded_network_has_no_batch_normalization_and_answers_the_same(activation: str) -> None:
    network, running = as_numpy(twin_of(activation, normalised=True), activation)
    folded = network.folded(running)
    assert [layer.gamma for layer in folded.hidden] == [None] * len(WIDTHS)
    one, other = folded.forward(images()), network.forward(images(), running)
    assert_allclose(one.logits, other.logits, rtol=0, atol=1e-10)
    for ours, theirs in zip(one.after, other.after, strict=True):
        assert_allclose(ours, theirs, rtol=0, atol=1e-10)


def test_a_network_without_batch_normalization_looks_at_no_statistics_and_folds_to_itself() -> None:
    network, none = as_numpy(twin_of("tanh", normalised=False), "tanh")
    assert none == []
    assert_array_equal(network.forward(images(), ()).logits, network.forward(images()).logits)
    assert network.folded(()).hidden == network.hidden


@each_activation
def test_layer_normalization_asks_for_no_statistics_and_cannot_be_folded(
    activation: str,
) -> None:
    twin = twin_of(activation, normalised=True)
    for number, units in enumerate(WIDTHS):
        norm = nn.LayerNorm(units, dtype=torch.float64)
        norm.load_state_dict(
            {name: twin.get_parameter(f"norm{number}.{name}") for name in ("weight", "bias")}
        )
        setattr(twin, f"norm{number}", norm)
    batch, _ = as_numpy(twin_of(activation, normalised=True), activation)
    hidden = tuple(layer._replace(each_image="layer") for layer in batch.hidden)
    network = Network(hidden, batch.weight, batch.bias, activation)
    seen = network.forward(images())
    expected = [*outputs_of(twin, images(), "norm"), *outputs_of(twin, images(), "output")]
    for ours, theirs in zip([*seen.after, seen.logits], expected, strict=True):
        assert_allclose(ours, theirs, rtol=1e-9, atol=1e-12)
    assert_allclose(network.forward(images()[:1]).logits, seen.logits[:1], rtol=1e-9)
    assert network.folded(()).hidden == hidden


def test_with_its_own_statistics_a_batch_of_one_is_the_same_whatever_it_shows() -> None:
    network, running = as_numpy(twin_of("relu", normalised=True), "relu")
    one, other = (network.forward(images(1, seed)) for seed in (1, 2))
    assert_array_equal(one.logits, other.logits)
    assert_array_equal(one.after[0][0], network.hidden[0].shift)
    one, other = (network.forward(images(1, seed), running) for seed in (1, 2))
    assert not np.allclose(one.logits, other.logits, atol=1e-3)


def test_fixed_statistics_answer_each_image_for_itself() -> None:
    network, running = as_numpy(twin_of("relu", normalised=True), "relu")
    alone = [network.forward(image[None], running).logits[0] for image in images()]
    assert_allclose(alone, network.forward(images(), running).logits, rtol=1e-9, atol=1e-12)


def test_a_diverged_network_answers_nan_without_a_warning() -> None:
    network, running = as_numpy(twin_of("relu", normalised=True), "relu")
    first = network.hidden[0]
    broken = Network(
        (first._replace(weight=np.full_like(first.weight, np.inf)), *network.hidden[1:]),
        network.weight,
        network.bias,
        "relu",
    )
    assert np.isnan(broken.forward(images()).logits).all()
    assert np.isnan(broken.batch_statistics(images())[0].variance).all()
    assert accuracy(broken.forward(images(), running).logits, np.zeros(IMAGES, int)) == 0


def test_accuracy_is_the_share_of_right_answers_and_nan_is_none() -> None:
    logits = np.array([[3.0, 1, 2], [0, 0.5, 0.1], [1, 2, 3], [np.nan, 0, 0], [np.inf, 0, 0]])
    assert accuracy(logits, np.array([0, 1, 0, 0, 0])) == 2 / 5
