from typing import NamedTuple

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from bnviz.maths import Array, batch_norm

from .finite_differences import numerical_gradient


class Case(NamedTuple):
    x: Array
    gamma: Array
    beta: Array
    gradient: Array


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """A mini-batch, the parameters of a layer and a gradient from above, of any size and scale."""
    generator = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    shape = draw(st.integers(2, 40)), draw(st.integers(1, 5))
    scale, offset = draw(st.floats(0.1, 50)), draw(st.floats(-100, 100))
    x = offset + scale * generator.standard_normal(shape)
    gamma, beta = generator.standard_normal((2, shape[1]))
    return Case(x, gamma, beta, generator.standard_normal(shape))


def tensor(array: Array) -> torch.Tensor:
    return torch.tensor(array, requires_grad=True)


def gradients(output: torch.Tensor, inputs: tuple[torch.Tensor, ...], above: Array) -> list[Array]:
    """What autograd finds for each input, given the gradient to the output."""
    found = torch.autograd.grad(output, inputs, torch.tensor(above))
    return [gradient.numpy() for gradient in found]


def norm_of_torch(case: Case) -> torch.nn.BatchNorm1d:
    norm = torch.nn.BatchNorm1d(case.x.shape[1], dtype=torch.float64)
    with torch.no_grad():
        norm.weight.copy_(torch.tensor(case.gamma))
        norm.bias.copy_(torch.tensor(case.beta))
    return norm


@given(cases())
def test_forward_and_every_gradient_equal_those_of_torch(case: Case) -> None:
    norm, x = norm_of_torch(case), tensor(case.x)
    output = norm(x)
    to_x, to_gamma, to_beta = gradients(output, (x, norm.weight, norm.bias), case.gradient)
    forward = batch_norm.forward(case.x, case.gamma, case.beta)
    backward = batch_norm.backward_chain(case.gradient, case.x, case.gamma, forward)
    for ours, theirs in [
        (forward.output, output.detach().numpy()),
        (backward.input, to_x),
        (backward.gamma, to_gamma),
        (backward.beta, to_beta),
    ]:
        assert_allclose(ours, theirs, rtol=1e-9, atol=1e-9)


@given(cases())
def test_the_chains_inner_gradients_equal_those_of_autograd(case: Case) -> None:
    """Here μ_B and σ²_B are leaves of their own; the path that the paper adds from μ_B to σ²_B is 0."""
    forward = batch_norm.forward(case.x, case.gamma, case.beta)
    mean, variance = tensor(forward.mean), tensor(forward.variance)
    normalised = (torch.tensor(case.x) - mean) / torch.sqrt(variance + batch_norm.EPSILON)
    output = normalised * torch.tensor(case.gamma)
    to_normalised, to_mean, to_variance = gradients(output, (normalised, mean, variance), case.gradient)
    backward = batch_norm.backward_chain(case.gradient, case.x, case.gamma, forward)
    assert_allclose(backward.normalised, to_normalised, rtol=1e-9, atol=1e-9)
    assert_allclose(backward.mean, to_mean, rtol=1e-9, atol=1e-9)
    assert_allclose(backward.variance, to_variance, rtol=1e-9, atol=1e-9)


@given(cases())
def test_the_long_chain_and_the_compact_form_are_one(case: Case) -> None:
    forward = batch_norm.forward(case.x, case.gamma, case.beta)
    chain = batch_norm.backward_chain(case.gradient, case.x, case.gamma, forward)
    compact = batch_norm.backward(case.gradient, case.gamma, forward)
    assert_allclose(compact, chain.input, rtol=1e-9, atol=1e-9)


def test_the_gradient_is_the_slope_of_the_loss() -> None:
    x, target = np.random.default_rng(0).standard_normal((2, 6, 3))
    gamma, beta = np.array([0.5, -2.0, 1.0]), np.array([0.0, 1.0, -1.0])
    forward = batch_norm.forward(x, gamma, beta)
    slope = numerical_gradient(lambda x: float((batch_norm.forward(x, gamma, beta).output * target).sum()), x)
    assert_allclose(batch_norm.backward(target, gamma, forward), slope, atol=1e-7)


@given(cases())
def test_a_unit_is_normalised_and_then_has_mean_beta_and_deviation_gamma(case: Case) -> None:
    forward = batch_norm.forward(case.x, case.gamma, case.beta, epsilon=0)
    assert_allclose(forward.normalised.mean(axis=0), 0, atol=1e-9)
    assert_allclose(forward.normalised.std(axis=0), 1, atol=1e-9)
    assert_allclose(forward.output.mean(axis=0), case.beta, atol=1e-9)
    assert_allclose(forward.output.std(axis=0), np.abs(case.gamma), atol=1e-9)


@given(cases())
def test_gamma_and_beta_can_give_the_input_back(case: Case) -> None:
    deviation = np.sqrt(case.x.var(axis=0) + batch_norm.EPSILON)
    assert_allclose(batch_norm.forward(case.x, deviation, case.x.mean(axis=0)).output, case.x, atol=1e-9)


@given(st.floats(-1e3, 1e3), st.floats(1e-2, 1e3), st.sampled_from([-1, 1]))
def test_of_two_examples_only_the_order_is_left(first: float, gap: float, sign: int) -> None:
    x = np.array([[first], [first + sign * gap]])
    output = batch_norm.forward(x, np.ones(1), np.zeros(1), epsilon=1e-20).output
    assert_allclose(output, [[-sign], [sign]], atol=1e-9)


@given(st.floats(-1e3, 1e3), st.integers(1, 30), st.floats(-5, 5))
def test_a_constant_unit_becomes_beta(constant: float, m: int, beta: float) -> None:
    output = batch_norm.forward(np.full((m, 1), constant), np.array([3.0]), np.array([beta])).output
    assert_allclose(output, beta, atol=1e-8)


@given(cases(), st.floats(0.1, 100))
def test_a_scale_of_the_weights_changes_no_output_and_shrinks_their_gradient(case: Case, a: float) -> None:
    """BN(Wu) = BN((aW)u), the gradient to u is unchanged and that to aW is 1/a of that to W (§3.3)."""
    u = np.random.default_rng(1).standard_normal((len(case.x), 4))
    weights = np.random.default_rng(2).standard_normal((4, case.x.shape[1]))

    def pass_through(w: Array) -> tuple[Array, Array, Array]:
        forward = batch_norm.forward(u @ w, case.gamma, case.beta, epsilon=0)
        gradient = batch_norm.backward(case.gradient, case.gamma, forward, epsilon=0)
        return forward.output, gradient @ w.T, u.T @ gradient

    output, to_u, to_weights = pass_through(weights)
    scaled_output, scaled_to_u, to_scaled_weights = pass_through(a * weights)
    assert_allclose(scaled_output, output, atol=1e-7)
    assert_allclose(scaled_to_u, to_u, rtol=1e-6, atol=1e-7)
    assert_allclose(a * to_scaled_weights, to_weights, rtol=1e-6, atol=1e-7)


@given(cases(), st.floats(-100, 100))
def test_a_bias_before_the_layer_has_no_effect(case: Case, bias: float) -> None:
    plain = batch_norm.forward(case.x, case.gamma, case.beta).output
    assert_allclose(batch_norm.forward(case.x + bias, case.gamma, case.beta).output, plain, atol=1e-8)


@given(cases())
def test_running_statistics_and_inference_equal_those_of_torch(case: Case) -> None:
    norm, m = norm_of_torch(case), len(case.x)
    running = batch_norm.Statistics(np.zeros_like(case.beta), np.ones_like(case.beta))
    for x in (case.x, 2 * case.x + 1, -case.x):
        norm(torch.tensor(x))
        seen = batch_norm.forward(x, case.gamma, case.beta)
        running = batch_norm.update_running(running, seen.mean, seen.variance, m)
    theirs = norm.state_dict()
    assert_allclose(running.mean, theirs["running_mean"].numpy(), rtol=1e-9, atol=1e-9)
    assert_allclose(running.variance, theirs["running_var"].numpy(), rtol=1e-9)
    output = norm.eval()(torch.tensor(case.x)).detach().numpy()
    assert_allclose(
        batch_norm.inference(case.x, case.gamma, case.beta, running), output, rtol=1e-9, atol=1e-9
    )


@pytest.mark.parametrize("m", [2, 3, 60])
def test_population_statistics_are_unbiased(m: int) -> None:
    """However small the mini-batches, the estimates come near the population's mean 3 and variance 4."""
    batches = 3 + 2 * np.random.default_rng(0).standard_normal((120_000 // m, m, 1))
    population = batch_norm.population(batches.mean(axis=1), batches.var(axis=1), m)
    assert_allclose(population.mean, 3, atol=0.05)
    assert_allclose(population.variance, 4, atol=0.1)


@given(cases())
def test_inference_with_a_batchs_own_statistics_is_the_training_pass(case: Case) -> None:
    forward = batch_norm.forward(case.x, case.gamma, case.beta)
    own = batch_norm.Statistics(forward.mean, forward.variance)
    assert_allclose(batch_norm.inference(case.x, case.gamma, case.beta, own), forward.output, atol=1e-8)


@given(cases(), st.floats(0, 1))
def test_running_averages_are_every_step_of_the_running_statistics(case: Case, momentum: float) -> None:
    """Here the gradients' rows stand for the means of mini-batches, and their squares for the variances."""
    means, variances = case.gradient, case.gradient**2
    norm = torch.nn.BatchNorm1d(means.shape[1], momentum=momentum, dtype=torch.float64)
    way = batch_norm.running_averages(means, variances, 2, momentum)
    assert way.mean.shape == way.variance.shape == (len(means) + 1, means.shape[1])
    for step, (mean, variance) in enumerate(zip(means, variances, strict=True), 1):
        # Two images with exactly this mean and this biased variance.
        norm(torch.tensor(np.array([mean - np.sqrt(variance), mean + np.sqrt(variance)])))
        theirs = norm.state_dict()
        assert_allclose(way.mean[step], theirs["running_mean"].numpy(), rtol=1e-9, atol=1e-9)
        assert_allclose(way.variance[step], theirs["running_var"].numpy(), rtol=1e-9, atol=1e-9)
    assert_allclose([way.mean[0], way.variance[0]], [np.zeros(means.shape[1]), np.ones(means.shape[1])])


def test_without_a_step_running_averages_are_where_they_start() -> None:
    way = batch_norm.running_averages(np.empty((0, 3)), np.empty((0, 3)), 10)
    assert_allclose(way, [np.zeros((1, 3)), np.ones((1, 3))])


@given(st.integers(1, 9), st.integers(2, 9), st.floats(-1e3, 1e3))
def test_precise_statistics_are_those_of_all_images_together(count: int, m: int, offset: float) -> None:
    """However far the mini-batches' means lie apart, which `population` does not see."""
    numbers = np.random.default_rng(0)
    batches = offset + numbers.normal(0, 5, (count, 1, 4)) + numbers.standard_normal((count, m, 4))
    precise = batch_norm.precise(batches.mean(axis=1), batches.var(axis=1))
    union = batches.reshape(-1, 4)
    assert_allclose(precise.mean, union.mean(axis=0), rtol=1e-9, atol=1e-9)
    assert_allclose(precise.variance, union.var(axis=0), rtol=1e-9)
