"""The trainings on small training sets."""

from __future__ import annotations

import pytest

from bnviz.data import load
from bnviz.lessons.regularisation import plans


def all_plans(images, seed=1):
    return (*plans.of_sizes(images, seed), plans.of_dropout(images, seed), plans.of_decay(images, seed))


@pytest.mark.parametrize("images", plans.IMAGES)
def test_the_bundled_digits_are_enough_for_every_plan(images):
    assert images <= len(load("mnist-sample").train_labels)
    assert max(plan.batch_size for plan in all_plans(images)) <= images


def test_only_the_seed_differs_between_repetitions():
    for one, other in zip(all_plans(500, 1), all_plans(500, 2), strict=True):
        assert one.model_copy(update={"seed": 2}) == other


def test_sizes_differ_in_nothing_but_the_mini_batch():
    for plan, size in zip(plans.of_sizes(1000, 1), plans.SIZES, strict=True):
        assert (plan.batch_size, plan.arms[: len(plans.BOTH)]) == (size, plans.BOTH)
    (with_ghosts,) = [plan for plan in plans.of_sizes(1000, 1) if len(plan.arms) > 2]
    assert with_ghosts.batch_size == plans.BATCH_SIZE
    assert [arm.ghost_batch for arm in with_ghosts.arms[2:]] == list(plans.GHOSTS)


def test_the_arms_come_kind_by_kind():
    rates = [(arm.normalization, arm.dropout) for arm in plans.of_dropout(1000, 1).arms]
    assert rates == [(kind, rate) for kind in ("batch", "none") for rate in plans.RATES]
    decays = [(arm.normalization, arm.decayed, arm.weight_decay) for arm in plans.of_decay(1000, 1).arms]
    assert decays == [
        *(("none", "weights", decay) for decay in plans.DECAYS),
        *(("batch", "weights", decay) for decay in plans.DECAYS),
        *(("batch", "all", decay) for decay in plans.DECAYS[1:]),
    ]
    assert [arm.weight_decay for arm in plans.of_norms(1000).arms] == list(plans.DECAYS)
