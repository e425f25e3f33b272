"""When a network is as good as chance."""

import numpy as np

from bnviz.lessons.test_time.network import at_chance

LABELS = np.array([3, 3, 3, 1, 1, 8])


def test_always_the_most_frequent_answer_is_chance() -> None:
    assert at_chance(float((LABELS == 3).mean()), LABELS)
    assert at_chance(0.0, LABELS)


def test_one_more_right_is_better_than_chance() -> None:
    assert not at_chance(4 / 6, LABELS)
