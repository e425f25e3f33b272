"""Batch Normalization of one layer: the paper's Algorithms 1 and 2, and the gradients of its §3.

Throughout, `x` has the shape (m, units): a row for each example of the mini-batch. Every unit is normalised
on its own, so statistics and parameters have the shape (units,). For a convolution give each feature map as
one unit and all its positions as examples (§3.2).
"""

from __future__ import annotations

from itertools import accumulate
from typing import NamedTuple

import numpy as np

from bnviz.maths import Array

EPSILON = 1e-5
MOMENTUM = 0.1


class Forward(NamedTuple):
    """All that Algorithm 1 computes: μ_B and σ²_B of shape (units,), x̂ and y of shape (m, units)."""

    mean: Array
    variance: Array
    normalised: Array
    output: Array


class Statistics(NamedTuple):
    """A mean and a variance that stand for many mini-batches, each of shape (units,)."""

    mean: Array
    variance: Array


class Backward(NamedTuple):
    """The gradients of the loss in the order of the paper's chain.

    That to x̂ and to x (`input`) has the shape (m, units); to σ²_B, μ_B, γ and β the shape (units,).
    """

    normalised: Array
    variance: Array
    mean: Array
    input: Array
    gamma: Array
    beta: Array


def forward(x: Array, gamma: Array, beta: Array, epsilon: float = EPSILON) -> Forward:
    """Normalise a mini-batch with its own statistics, then scale and shift it (Algorithm 1).

    μ_B = 1/m Σᵢ xᵢ;  σ²_B = 1/m Σᵢ (xᵢ − μ_B)²;  x̂ᵢ = (xᵢ − μ_B) / √(σ²_B + ε);  yᵢ = γ x̂ᵢ + β
    """
    mean = x.mean(axis=0)
    variance = ((x - mean) ** 2).mean(axis=0)
    normalised = (x - mean) / np.sqrt(variance + epsilon)
    return Forward(mean, variance, normalised, gamma * normalised + beta)


def population(means: Array, variances: Array, batch_size: int) -> Statistics:
    """What many mini-batches say about the population (Algorithm 2, step 10).

    E[x] = E_B[μ_B];  Var[x] = m/(m−1) · E_B[σ²_B]

    Args:
        means: μ_B of each mini-batch, shape (mini-batches, units).
        variances: σ²_B of each mini-batch, shape (mini-batches, units).
        batch_size: m, at least 2.
    """
    return Statistics(means.mean(axis=0), batch_size / (batch_size - 1) * variances.mean(axis=0))


def precise(means: Array, variances: Array) -> Statistics:
    """What many mini-batches say about all their examples together: PreciseBN (Wu & Johnson 2021, §3).

    E[x] = E_B[μ_B];  Var[x] = E_B[μ²_B + σ²_B] − E_B[μ_B]²

    For mini-batches of one size these are exactly the mean and the biased variance of their union. `means`
    and `variances` as in `population`, which counts what varies within mini-batches alone.
    """
    # E[μ²] − E[μ]² is the variance of μ_B; written so, nothing cancels.
    return Statistics(means.mean(axis=0), means.var(axis=0) + variances.mean(axis=0))


def inference(x: Array, gamma: Array, beta: Array, population: Statistics, epsilon: float = EPSILON) -> Array:
    """Normalise with fixed statistics, as one linear map of each unit (Algorithm 2, step 11).

    y = γ/√(Var[x] + ε) · x + (β − γ E[x]/√(Var[x] + ε))
    """
    scale = gamma / np.sqrt(population.variance + epsilon)
    return scale * x + (beta - scale * population.mean)


def update_running(
    running: Statistics, mean: Array, variance: Array, batch_size: int, momentum: float = MOMENTUM
) -> Statistics:
    """Move running statistics towards those of one mini-batch, by the convention of `torch.nn.BatchNorm1d`.

    running ← (1 − momentum) · running + momentum · batch, where the batch's variance is the unbiased
    m/(m−1) · σ²_B although the mini-batch itself was normalised with σ²_B. Not part of the paper's
    algorithms, which name moving averages only as a way to follow accuracy (§3.1).
    """
    batch = Statistics(mean, batch_size / (batch_size - 1) * variance)
    return Statistics(
        (1 - momentum) * running.mean + momentum * batch.mean,
        (1 - momentum) * running.variance + momentum * batch.variance,
    )


def running_averages(
    means: Array, variances: Array, batch_size: int, momentum: float = MOMENTUM
) -> Statistics:
    """The whole way of running statistics from 0 and 1, where PyTorch's start: `update_running` repeated.

    Args:
        means: μ_B of each step's mini-batch, shape (steps, units).
        variances: σ²_B of each step's mini-batch, shape (steps, units).
        batch_size: m, at least 2.
        momentum: the weight of the newest mini-batch.

    Returns:
        The running statistics before the first step and after each, each of shape (steps + 1, units).
    """
    units = means.shape[1]
    way = accumulate(
        map(Statistics, means, variances),
        lambda running, batch: update_running(running, batch.mean, batch.variance, batch_size, momentum),
        initial=Statistics(np.zeros(units), np.ones(units)),
    )
    return Statistics(*map(np.stack, zip(*way, strict=True)))


def backward_chain(
    gradient: Array, x: Array, gamma: Array, forward: Forward, epsilon: float = EPSILON
) -> Backward:
    """The gradients term by term, as the paper's chain rule lists them (§3).

    ∂ℓ/∂x̂ᵢ = ∂ℓ/∂yᵢ · γ
    ∂ℓ/∂σ²_B = Σᵢ ∂ℓ/∂x̂ᵢ · (xᵢ − μ_B) · −½ (σ²_B + ε)^(−3/2)
    ∂ℓ/∂μ_B = Σᵢ ∂ℓ/∂x̂ᵢ · −1/√(σ²_B + ε) + ∂ℓ/∂σ²_B · 1/m Σᵢ −2 (xᵢ − μ_B)
    ∂ℓ/∂xᵢ = ∂ℓ/∂x̂ᵢ · 1/√(σ²_B + ε) + ∂ℓ/∂σ²_B · 2 (xᵢ − μ_B)/m + ∂ℓ/∂μ_B · 1/m
    ∂ℓ/∂γ = Σᵢ ∂ℓ/∂yᵢ · x̂ᵢ;  ∂ℓ/∂β = Σᵢ ∂ℓ/∂yᵢ

    Args:
        gradient: ∂ℓ/∂y, shape (m, units).
        x: the input of the forward pass.
        gamma: the scale of the forward pass.
        forward: the forward pass's results.
        epsilon: the ε of the forward pass.
    """
    m, centred, deviation = len(x), x - forward.mean, np.sqrt(forward.variance + epsilon)
    to_normalised = gradient * gamma
    to_variance = (to_normalised * centred * -0.5 * deviation**-3).sum(axis=0)
    to_mean = (-to_normalised / deviation).sum(axis=0) + to_variance * (-2 * centred).sum(axis=0) / m
    to_input = to_normalised / deviation + to_variance * 2 * centred / m + to_mean / m
    to_gamma = (gradient * forward.normalised).sum(axis=0)
    return Backward(to_normalised, to_variance, to_mean, to_input, to_gamma, gradient.sum(axis=0))


def backward(gradient: Array, gamma: Array, forward: Forward, epsilon: float = EPSILON) -> Array:
    """The gradient to x in one line: the paper's chain (§3) with its sums carried out, shape (m, units).

    ∂ℓ/∂xᵢ = γ / (m √(σ²_B + ε)) · (m gᵢ − Σⱼ gⱼ − x̂ᵢ Σⱼ gⱼ x̂ⱼ), with g = ∂ℓ/∂y
    """
    m, normalised = len(gradient), forward.normalised
    alignment = (gradient * normalised).sum(axis=0)
    centred = m * gradient - gradient.sum(axis=0) - normalised * alignment
    to_input: Array = gamma / (m * np.sqrt(forward.variance + epsilon)) * centred
    return to_input
