"""What a network answers, counted: which digit it took for which."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from bnviz.data.dataset import CLASSES, Labels
from bnviz.maths import Array

NO_ANSWER = -1

Counts = NDArray[np.int64]


def answers(logits: Array) -> Labels:
    """The class with the largest logit, (m,); NO_ANSWER where logits (m, classes) are not all finite."""
    return np.where(np.isfinite(logits).all(axis=1), logits.argmax(axis=1), NO_ANSWER)


def accuracy(labels: Labels, given: Labels) -> float:
    """The share of the answers that are right, 0 to 1."""
    return float((labels == given).mean())


def confusion(labels: Labels, given: Labels) -> Counts:
    """How many images of each digit got each answer, (truth, answer): (10, 10).

    Images without an answer are in no cell.
    """
    counts = np.zeros((CLASSES, CLASSES), dtype=np.int64)
    answered = given != NO_ANSWER
    np.add.at(counts, (labels[answered], given[answered]), 1)
    return counts


def commonest_mistake(counts: Counts) -> tuple[int, int, int] | None:
    """The digit, what it was taken for, and how often: the largest count off the diagonal.

    None if nothing was mistaken.
    """
    wrong = counts - np.diag(np.diag(counts))
    truth, answer = np.unravel_index(wrong.argmax(), wrong.shape)
    times = int(wrong[truth, answer])
    return (int(truth), int(answer), times) if times else None
