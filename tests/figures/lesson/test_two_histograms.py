from __future__ import annotations

import numpy as np
import pytest

from bnviz.figures.lesson.hues import PLAIN
from bnviz.figures.lesson.two_histograms import two_histograms

EDGES = np.array([0.0, 1, 2, 3])
REFERENCE, NOW = np.array([0.5, 0.5, 0]), np.array([0, 0.25, 0.75])


def draw(**more: bool):
    names = ("training", "test")
    return two_histograms(
        EDGES, REFERENCE, NOW, names=names, hue=PLAIN, title="Layer 1", axis="input", **more
    )


def test_each_share_is_a_step_over_its_bin() -> None:
    reference, now = draw().data
    np.testing.assert_array_equal(reference.x, EDGES)
    np.testing.assert_array_equal(reference.y[:3], REFERENCE)
    np.testing.assert_array_equal(now.y, [0, 0.25, 0.75, 0.75])
    assert reference.line.shape == now.line.shape == "hv"


def test_only_the_reference_is_filled_and_the_other_has_the_hue() -> None:
    reference, now = draw().data
    assert (reference.fill, now.fill) == ("tozeroy", None)
    assert (now.line.color, now.line.dash) == (PLAIN.colour, PLAIN.dash)


@pytest.mark.parametrize(("logarithmic", "kind"), [(True, "log"), (False, None)])
def test_a_bin_with_nearly_all_leaves_the_others_in_sight(logarithmic: bool, kind: str | None) -> None:
    assert draw(logarithmic=logarithmic).layout.yaxis.type == kind


def test_those_who_cannot_see_it_are_told_where_both_lie() -> None:
    assert draw().layout.meta["alt"] == "Layer 1: training lies around 1.00, test lies around 2.25."
