import math
from typing import get_args

import numpy as np
import pytest
import torch
from scipy import stats

from bnviz.experiment import Experiment
from bnviz.experiment import settings as choices
from bnviz.training.initialization import WEIGHT_DRAWS, InitialLayer, initial_layers
from bnviz.training.parameters import LayerShape, layer_shapes
from bnviz.training.stack import Stack

from .examples import small
from .oracle import arm_states

UNITS, INPUTS = 200, 300
BOUND = 1 / math.sqrt(INPUTS)
SHAPE = LayerShape(units=UNITS, inputs=INPUTS, readers=UNITS)
DISTRIBUTIONS = {
    "gaussian": stats.norm(scale=0.05),
    "xavier": stats.norm(scale=math.sqrt(2 / (INPUTS + UNITS))),
    "he": stats.norm(scale=math.sqrt(2 / INPUTS)),
    "pytorch": stats.uniform(-BOUND, 2 * BOUND),
}

each_initialization = pytest.mark.parametrize("initialization", WEIGHT_DRAWS)


def first_layer(initialization: str, seed: int = 1) -> InitialLayer:
    experiment = small(initialization=initialization, seed=seed, init_std=0.05)
    return next(initial_layers(experiment, [SHAPE]))


def first_weights(experiment: Experiment, dtype: torch.dtype = torch.float32) -> list[torch.Tensor]:
    """The weights of every arm and layer, as they are before training."""
    states = arm_states(Stack(experiment, dtype=dtype))
    return [values for state in states for name, values in state.items() if is_weight(name)]


def is_weight(name: str) -> bool:
    return name.endswith(".weight") and not name.startswith("norm")


def test_the_engine_has_every_initialization_that_an_experiment_may_ask_for() -> None:
    assert set(WEIGHT_DRAWS) == set(get_args(choices.Initialization))


@each_initialization
def test_weights_have_the_distribution_they_are_named_after(initialization: str) -> None:
    weights, expected = first_layer(initialization).weight.ravel(), DISTRIBUTIONS[initialization]
    sampling_error = expected.std() / math.sqrt(weights.size)
    assert abs(weights.mean()) < 4 * sampling_error
    assert abs(weights.std() - expected.std()) < 4 * sampling_error / math.sqrt(2)
    assert stats.kstest(weights, expected.cdf).pvalue > 1e-3


@each_initialization
def test_a_layer_is_drawn_independently_of_the_one_before(initialization: str) -> None:
    one, other = initial_layers(small(initialization=initialization), [SHAPE, SHAPE])
    correlation = np.corrcoef(one.weight.ravel(), other.weight.ravel())[0, 1]
    assert abs(correlation) < 4 / math.sqrt(UNITS * INPUTS)


def test_pytorch_draws_weights_and_biases_as_a_new_linear_layer_of_torch() -> None:
    weight, bias = first_layer("pytorch")
    with torch.random.fork_rng():
        torch.manual_seed(1)
        default = torch.nn.Linear(INPUTS, UNITS)
    for ours, theirs in ((weight, default.weight), (bias, default.bias)):
        assert np.abs(ours).max() < BOUND
        assert stats.ks_2samp(ours.ravel(), theirs.detach().numpy().ravel()).pvalue > 1e-3


@pytest.mark.parametrize("initialization", sorted(set(WEIGHT_DRAWS) - {"pytorch"}))
def test_every_other_bias_starts_at_zero(initialization: str) -> None:
    assert not first_layer(initialization).bias.any()


@each_initialization
def test_a_seed_is_a_draw(initialization: str) -> None:
    one, same, other = (first_layer(initialization, seed).weight for seed in (1, 1, 2))
    np.testing.assert_array_equal(one, same)
    assert not np.isclose(one, other).all()


@each_initialization
def test_all_arms_start_from_the_draw_times_their_scale(initialization: str) -> None:
    experiment = small(initialization=initialization, depth=2)
    layers = list(initial_layers(experiment, layer_shapes(experiment)))
    for arm, state in zip(experiment.arms, arm_states(Stack(experiment, dtype=torch.float64)), strict=True):
        for name, layer in zip(("linear1", "linear2", "output"), layers, strict=True):
            np.testing.assert_array_equal(state[f"{name}.weight"], layer.weight * arm.init_scale)
            # The bias of a normalised layer is β, which starts at 0 whatever was drawn.
            np.testing.assert_array_equal(state.get(f"{name}.bias", layer.bias), layer.bias)


@each_initialization
def test_batch_normalization_starts_as_the_identity_of_normalised_values(initialization: str) -> None:
    for state in arm_states(Stack(small(initialization=initialization))):
        norms = {name: values for name, values in state.items() if name.startswith("norm")}
        for name, values in norms.items():
            torch.testing.assert_close(values, torch.full_like(values, name.endswith(("weight", "var"))))


@each_initialization
def test_a_seed_means_the_same_weights_in_every_precision(initialization: str) -> None:
    arms = tuple(arm.model_copy(update={"init_scale": 1}) for arm in small().arms)
    experiment = small(initialization=initialization, arms=arms)
    single, double = (first_weights(experiment, dtype) for dtype in (torch.float32, torch.float64))
    assert all(torch.equal(one, other.float()) for one, other in zip(single, double, strict=True))


def test_company_does_not_change_an_arms_first_weights() -> None:
    together = first_weights(small())
    apart = [weight for arm in small().arms for weight in first_weights(small(arms=(arm,)))]
    assert all(torch.equal(one, other) for one, other in zip(together, apart, strict=True))
