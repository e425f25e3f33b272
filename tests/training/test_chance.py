"""What is left to chance: how it is distributed, that arms share it, and that looking changes nothing."""

import numpy as np
import pytest
import torch
from torch import Tensor

from bnviz.data import Dataset
from bnviz.experiment import Arm, Experiment
from bnviz.training.chance import Chance, chances
from bnviz.training.dropout import Dropout
from bnviz.training.inference import infer
from bnviz.training.loop import Training
from bnviz.training.noise import Noise
from bnviz.training.stack import Stack

from .examples import DECAYING, VARIED, small
from .oracle import arm_states

UNITS, IMAGES = 4_000, 300


def chance_of(*arms: Arm, units: int = UNITS, seed: int = 1) -> Chance:
    """One layer's, drawn once."""
    (chance,) = chances(small(arms=arms, seed=seed), [(units, IMAGES)], torch.zeros(()))
    for each in chance:
        if each is not None:
            each.draw()
    return chance


def noise_of(*strengths: float, seed: int = 1) -> Noise:
    noise = chance_of(*(Arm(noise=n) for n in strengths), seed=seed).noise
    assert noise is not None
    return noise


def dropout_of(*rates: float) -> Dropout:
    dropout = chance_of(*(Arm(dropout=rate) for rate in rates)).dropout
    assert dropout is not None
    return dropout


def in_units(noise: Noise) -> tuple[tuple[Tensor, Tensor], tuple[Tensor, Tensor]]:
    """Mean over images of s and of m, (units,), and what each image differs by from it (units, m)."""
    stretch, shift = noise.factor[-1], noise.shift[-1]
    means = stretch.mean(1), shift.mean(1)
    return means, (stretch - means[0][:, None], shift - means[1][:, None])


@pytest.mark.parametrize("n", [0.5, 1, 2])
def test_noise_is_spread_as_santurkar_et_al_spread_it(n: float) -> None:
    """By moments: U(a, b) has the variance (b - a)²/12. The mean over images wavers a little besides."""
    (stretch, shift), (stretches, shifts) = in_units(noise_of(n))
    wavering = {"stretch": (0.1 * n) ** 2 / IMAGES, "shift": (0.2 * n) ** 2 / 12 / IMAGES}
    assert shift.mean().item() == pytest.approx(0, abs=0.02 * n)
    assert shift.var().item() == pytest.approx(n**2 / 12 + wavering["shift"], rel=0.05)
    assert stretch.mean().item() == pytest.approx(1 + 0.125 * n, abs=0.005 * n)
    assert stretch.var().item() == pytest.approx((0.25 * n) ** 2 / 12 + wavering["stretch"], rel=0.05)
    assert shifts.std().item() == pytest.approx(0.2 * n / 12**0.5, rel=0.01)
    assert stretches.std().item() == pytest.approx(0.1 * n, rel=0.01)
    assert shift.abs().max() < 0.52 * n  # uniform: nothing is far
    assert shifts.abs().max() < 0.12 * n
    assert stretches.abs().max() > 0.35 * n  # normal: some of a million is


@pytest.mark.parametrize("rate", [0.1, 0.5, 0.8])
def test_dropout_leaves_out_its_share_and_keeps_the_mean(rate: float) -> None:
    factor = dropout_of(rate).factor
    kept = factor > 0
    assert kept.float().mean().item() == pytest.approx(1 - rate, abs=0.002)
    torch.testing.assert_close(factor[kept], torch.full_like(factor[kept], 1 / (1 - rate)))
    assert kept.float().mean((0, 2)).min() > 1 - rate - 0.15  # of every unit, so of no unit always
    assert (kept[:, :, 0] != kept[:, :, 1]).any()


def test_arms_share_the_draw_each_with_its_own_strength() -> None:
    noise, dropout = noise_of(0, 1, 2), dropout_of(0, 0.2, 0.5)
    assert (noise.factor[0] == 1).all()
    assert (noise.shift[0] == 0).all()
    torch.testing.assert_close(noise.factor[2] - 1, 2 * (noise.factor[1] - 1), rtol=0, atol=1e-6)
    torch.testing.assert_close(noise.shift[2], 2 * noise.shift[1])
    assert (dropout.factor[0] == 1).all()
    assert (dropout.factor[1][dropout.factor[2] > 0] > 0).all()


def test_what_is_drawn_does_not_depend_on_the_other_arms_but_on_the_seed_and_the_step() -> None:
    alone, beside = noise_of(1), chance_of(Arm(dropout=0.5), Arm(noise=1)).noise
    assert beside is not None
    torch.testing.assert_close(alone.shift[0], beside.shift[1], rtol=0, atol=0)
    assert (noise_of(1, seed=2).shift != alone.shift).all()
    before = alone.shift.clone()
    alone.draw()
    assert (alone.shift != before).all()


def test_layers_draw_their_own(dataset: Dataset) -> None:
    training = Training(small(arms=VARIED), dataset)
    training.train_step(1)
    first, second = training.stack.chances
    assert first.noise is not None
    assert second.noise is not None
    assert (first.noise.shift[0] != second.noise.shift[0]).all()


def test_where_nothing_is_left_to_chance_nothing_is_drawn() -> None:
    stack = Stack(small())
    assert stack.chances == [Chance(None, None)] * 2
    assert not stack.parts().keys() & {"noise", "dropout"}


def trained(experiment: Experiment, dataset: Dataset, looks: int) -> Training:
    """Trained to the end, looked at after each of the first steps."""
    training = Training(experiment, dataset)
    for step in range(1, looks + 1):
        training.look_at(step)
    list(training.steps())
    return training


@pytest.mark.parametrize("arms", [VARIED, DECAYING], ids=["varied", "decaying"])
@pytest.mark.parametrize("optimizer", ["sgd", "adam"])
def test_a_training_that_is_looked_at_is_the_same_to_the_last_bit(
    optimizer: str, arms: tuple[Arm, ...], dataset: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bnviz.training.loop.snapshot_steps", lambda steps: (0, steps))
    experiment = small(arms=arms, optimizer=optimizer, steps=12)
    plain, looked_at = (trained(experiment, dataset, looks) for looks in (0, 11))
    torch.testing.assert_close(arm_states(plain.stack), arm_states(looked_at.stack), rtol=0, atol=0)
    np.testing.assert_array_equal(plain.losses(0, 12), looked_at.losses(0, 12))


def test_an_arm_trains_the_same_beside_others_of_its_kind(dataset: Dataset) -> None:
    """But for the last digits, which the products round by the number of arms."""
    together = Training(small(arms=VARIED, steps=12), dataset, dtype=torch.float64)
    list(together.steps())
    for place, arm in enumerate(VARIED):
        alone = Training(small(arms=(arm,), steps=12), dataset, dtype=torch.float64)
        list(alone.steps())
        (ours,), theirs = arm_states(alone.stack), arm_states(together.stack)[place]
        torch.testing.assert_close(ours, theirs, rtol=1e-9, atol=1e-9)


def test_inference_meets_none_of_it(dataset: Dataset) -> None:
    training = Training(small(arms=VARIED, steps=3), dataset)
    list(training.steps())
    images, _ = training.images.probe_set()
    for own_statistics in (False, True):
        before = infer(training.stack, images, own_statistics=own_statistics).logits
        training.stack.draw()
        after = infer(training.stack, images, own_statistics=own_statistics).logits
        torch.testing.assert_close(before, after, rtol=0, atol=0)
        alone = infer(training.stack, images[:5]).logits
        torch.testing.assert_close(alone, infer(training.stack, images).logits[..., :5], rtol=1e-4, atol=1e-5)
