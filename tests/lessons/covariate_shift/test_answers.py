from __future__ import annotations

from collections import Counter

import numpy as np

from bnviz.lessons.covariate_shift.answers import (
    NO_ANSWER,
    accuracy,
    answers,
    commonest_mistake,
    confusion,
)

RANDOM = np.random.default_rng(3)
LABELS = RANDOM.integers(0, 10, 400)
GIVEN = np.where(RANDOM.random(400) < 0.6, LABELS, RANDOM.integers(0, 10, 400))


def test_the_answer_is_the_class_of_the_largest_logit() -> None:
    logits = RANDOM.normal(size=(30, 10))
    assert answers(logits).tolist() == [max(range(10), key=row.__getitem__) for row in logits.tolist()]


def test_a_network_that_diverged_gives_no_answer_and_none_is_right() -> None:
    logits = np.eye(10)
    logits[3, 7], logits[5, 5] = np.nan, np.inf
    given = answers(logits)
    assert given.tolist() == [0, 1, 2, NO_ANSWER, 4, NO_ANSWER, 6, 7, 8, 9]
    assert accuracy(np.arange(10), given) == 0.8
    assert np.diag(confusion(np.arange(10), given)).tolist() == [1, 1, 1, 0, 1, 0, 1, 1, 1, 1]


def test_the_table_counts_every_pair_of_truth_and_answer() -> None:
    pairs = Counter(zip(LABELS.tolist(), GIVEN.tolist(), strict=True))
    counts = confusion(LABELS, GIVEN)
    assert {(t, a): counts[t, a] for t in range(10) for a in range(10) if counts[t, a]} == pairs
    assert np.trace(counts) / counts.sum() == accuracy(LABELS, GIVEN)


def test_the_commonest_mistake_is_the_pair_that_comes_most_often() -> None:
    wrong = Counter(pair for pair in zip(LABELS.tolist(), GIVEN.tolist(), strict=True) if pair[0] != pair[1])
    found = commonest_mistake(confusion(LABELS, GIVEN))
    assert found is not None
    assert wrong[found[:2]] == found[2] == max(wrong.values())


def test_without_a_mistake_there_is_no_commonest_one() -> None:
    assert commonest_mistake(confusion(LABELS, LABELS)) is None
