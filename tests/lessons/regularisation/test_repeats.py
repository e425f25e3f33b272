"""Differences of matched pairs, against scipy's own test."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from bnviz.lessons.regularisation.repeats import paired, scores

ONE = np.array([0.91, 0.88, 0.93, 0.90, 0.92])
OTHER = np.array([0.90, 0.85, 0.92, 0.90, 0.89])


def test_the_margin_is_the_confidence_interval_of_a_paired_t_test():
    found, wanted = paired(ONE, OTHER), stats.ttest_rel(ONE, OTHER).confidence_interval(0.95)
    assert found.mean - found.margin == pytest.approx(wanted.low)
    assert found.mean + found.margin == pytest.approx(wanted.high)
    assert found.error == pytest.approx(stats.sem(ONE - OTHER))


@pytest.mark.parametrize("shift", [0.0, -0.01, -0.05])
def test_clear_is_what_that_test_calls_significant(shift):
    assert paired(ONE + shift, OTHER).clear == (stats.ttest_rel(ONE + shift, OTHER).pvalue < 0.05)


def test_one_pair_is_never_clear():
    found = paired(ONE[:1], OTHER[:1])
    assert found.mean == pytest.approx(0.01)
    assert not found.clear


class Scored:
    """What came of a run with two arms."""

    def __init__(self, test):
        self._final = {"test_accuracy": test, "train_accuracy": [1.0, 0.75], "test_loss": [0.3, 0.4]}

    def final(self, name):
        return self._final[name]


@pytest.mark.parametrize(
    ("measure", "wanted"),
    [
        ("accuracy", [[0.5, 0.75], [0.25, 0.5]]),
        ("gap", [[0.5, 0.25], [0.5, 0.25]]),
        ("loss", [[0.3, 0.3], [0.4, 0.4]]),
    ],
)
def test_scores_are_a_row_for_each_arm(measure, wanted):
    np.testing.assert_allclose(scores([Scored([0.5, 0.25]), Scored([0.75, 0.5])], measure), wanted)
