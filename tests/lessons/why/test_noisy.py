"""Noise of every strength, and how far it moves what the nonlinearities are given."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from scipy import stats

from bnviz.lessons.why import noisy
from bnviz.maths.network import Hidden, Network

RNG = np.random.default_rng(5)


def network(gamma):
    """Two hidden layers of 6 units; with Batch Normalization if there is a γ."""
    hidden = tuple(
        Hidden(RNG.normal(size=(6, inputs)), RNG.normal(size=6), None if gamma is None else np.full(6, gamma))
        for inputs in (4, 6)
    )
    return Network(hidden, RNG.normal(size=(3, 6)), RNG.normal(size=3), "tanh")


def batches(count, images=40):
    return [RNG.normal(size=(images, 4)) for _ in range(count)]


@pytest.mark.parametrize("name", noisy.NETWORKS)
def test_every_strength_comes_with_bn_and_without(name):
    plan = noisy.noisy_arms(name, seed=3)
    assert [(arm.normalization, arm.noise) for arm in plan.arms] == [
        (kind, noise) for kind in ("batch", "none") for noise in noisy.STRENGTHS
    ]
    assert (plan.seed, plan.detail) == (3, "scores")
    inside = noisy.looked_into(name)
    assert inside.checkpoints == (inside.steps,) == (noisy.INSIDE_STEPS,)
    assert [arm.noise for arm in inside.arms] == [0, 1, 0, 1]
    assert (inside.depth, inside.activation) == (plan.depth, plan.activation)


def test_scores_are_told_apart_by_normalization():
    scored = np.arange(20.0).reshape(10, 2)
    found = noisy.by_strength(scored)
    np.testing.assert_array_equal(found["batch"], scored[:5])
    np.testing.assert_array_equal(found["none"], scored[5:])


@pytest.mark.parametrize("gamma", [None, 1.5])
def test_without_noise_it_is_the_plain_forward_pass(gamma):
    asked, (batch,) = network(gamma), batches(1)
    found = noisy.training_inputs(asked, batch, 0.0, np.random.default_rng(0))
    for one, other in zip(found, asked.forward(batch).after, strict=True):
        np.testing.assert_allclose(one, other, atol=1e-12)


@pytest.mark.parametrize("noise", [0.5, 2.0])
def test_noise_after_bn_has_the_recipes_means_and_scales(noise):
    hidden = Hidden(RNG.normal(size=(2000, 4)), np.zeros(2000), np.ones(2000))
    wide = Network((hidden,), np.zeros((3, 2000)), np.zeros(3), "tanh")
    batch = RNG.normal(size=(400, 4))
    (found,) = noisy.training_inputs(wide, batch, noise, np.random.default_rng(1))
    quiet = wide.forward(batch).after[0]
    slopes = (quiet * (found - found.mean(axis=0))).mean(axis=0) / quiet.var(axis=0)
    of_units = stats.uniform(-noise / 2, noise)
    assert stats.kstest(found.mean(axis=0), of_units.cdf).pvalue > 1e-4, "a mean of its own for each unit"
    assert slopes.mean() == pytest.approx(1 + noise / 8, rel=0.01)
    assert slopes.std() == pytest.approx(noise / 4 / 12**0.5, rel=0.1)
    left = found - slopes * quiet - found.mean(axis=0)
    each = (noise / 10) ** 2 * (
        1 / 3 + 1
    )  # m is uniform within n/10, s normal around σ_j, times y of variance 1
    assert left.var() == pytest.approx(each, rel=0.05)


def test_restlessness_is_the_mean_distance_of_neighbours_in_the_first_ones_deviations():
    asked, given = network(None), batches(4)
    found = noisy.restlessness(asked, given, 0.0)
    values = [asked.forward(batch).after for batch in given]
    for layer in (0, 1):
        each = [
            stats.wasserstein_distance(now[layer][:, unit], before[layer][:, unit])
            / before[layer][:, unit].std()
            for before, now in pairwise(values)
            for unit in range(6)
        ]
        assert found[layer] == pytest.approx(np.mean(each))


def test_nothing_moves_where_nothing_changes_and_noise_moves_everything():
    (batch,) = batches(1)
    for gamma in (None, 1.0):
        asked = network(gamma)
        np.testing.assert_allclose(noisy.restlessness(asked, [batch] * 3, 0.0), 0, atol=1e-12)
        weak, strong = (noisy.restlessness(asked, [batch] * 3, noise) for noise in (0.5, 2.0))
        assert (weak > 0.05).all()
        assert (weak < strong).all()


@pytest.mark.parametrize("images", [20, 60])
def test_chance_leaves_mini_batches_apart_and_less_if_they_are_normalised(images):
    plain, normalised = noisy.by_chance(images)
    rng = np.random.default_rng(8)
    drawn = rng.normal(size=(400, 2, images))
    standard = (drawn - drawn.mean(axis=2, keepdims=True)) / drawn.std(axis=2, keepdims=True)
    for found, samples in ((plain, drawn), (normalised, standard)):
        wanted = np.mean([stats.wasserstein_distance(*pair) for pair in samples])
        assert found == pytest.approx(wanted, rel=0.06)
    assert normalised < 0.7 * plain
