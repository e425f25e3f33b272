"""Large mini-batches with ghosts, and small ones beside them."""

from __future__ import annotations

import pytest

from bnviz.data import load
from bnviz.lessons.why import ghosts


@pytest.mark.parametrize("rate", ghosts.RATES)
def test_large_and_small_mini_batches_see_equally_many_of_the_same_images(rate):
    large, small = ghosts.large(rate, 4), ghosts.small(4)
    assert large.steps * large.batch_size == small.steps * small.batch_size
    assert large.training_images == small.training_images == ghosts.IMAGES
    assert large.seed == small.seed == 4
    same = {"steps": small.steps, "batch_size": small.batch_size, "arms": small.arms}
    assert large.model_copy(update=same) == small


def test_every_size_of_ghosts_has_its_arm_and_the_whole_has_one():
    arms = ghosts.large("same").arms
    assert [arm.ghost_batch for arm in arms[: ghosts.WHOLE]] == list(ghosts.GHOSTS)
    assert (arms[ghosts.WHOLE].normalization, arms[ghosts.WHOLE].ghost_batch) == ("batch", 0)
    assert arms[ghosts.PLAIN].normalization == "none"
    assert len(arms) == ghosts.PLAIN + 1


def test_the_larger_rate_grows_with_the_root_of_the_size():
    (same,) = {arm.learning_rate for arm in ghosts.large("same").arms}
    (root,) = {arm.learning_rate for arm in ghosts.large("root").arms}
    assert same == ghosts.SMALL_RATE == ghosts.small().arms[0].learning_rate
    assert (root / same) ** 2 == pytest.approx(512 / 32)


def test_the_bundled_digits_are_enough():
    assert ghosts.LARGE < ghosts.IMAGES <= len(load("mnist-sample").train_labels)
