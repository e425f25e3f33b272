from __future__ import annotations

import numpy as np

from bnviz.figures.lesson.confusion import confusion_figure

COUNTS = np.diag(np.arange(1, 11))
COUNTS[7, 9] = 30


def test_truth_is_down_and_answer_across_with_a_number_in_each_cell() -> None:
    figure = confusion_figure(COUNTS, title="BN")
    numbers = figure.data[2]
    cells = {(y, x): text for x, y, text in zip(numbers.x, numbers.y, numbers.text, strict=True)}
    assert cells[7, 9] == "30"
    assert cells[9, 7] == ""
    assert cells[2, 2] == "3"
    assert (figure.layout.yaxis.title.text, figure.layout.xaxis.title.text) == ("truth", "answer")
    assert figure.layout.yaxis.autorange == "reversed"


def test_right_and_wrong_have_their_own_hue_and_the_share_of_the_row_its_strength() -> None:
    right, wrong, _ = confusion_figure(COUNTS, title="BN").data
    assert np.isnan(wrong.z[3][3])
    assert np.isnan(right.z[7][9])
    assert right.z[0][0] == 1
    assert wrong.z[7][9] > right.z[7][7] > 0
    assert right.colorscale != wrong.colorscale


def test_a_digit_that_never_comes_has_an_empty_row() -> None:
    counts = COUNTS.copy()
    counts[5] = 0
    right, wrong, numbers = confusion_figure(counts, title="BN").data
    assert right.z[5][5] == wrong.z[5][6] == 0
    assert [text for y, text in zip(numbers.y, numbers.text, strict=True) if y == 5] == [""] * 10


def test_those_who_cannot_see_it_are_told_the_sums_and_the_mistaken_digits() -> None:
    alt = confusion_figure(COUNTS, title="BN").layout.meta["alt"]
    assert alt == "BN: 55 of 85 answers are right. Mostly mistaken: 7 for 9 (30 of 38)."
    assert (
        "Every digit is mostly right"
        in confusion_figure(np.eye(10, dtype=int), title="BN").layout.meta["alt"]
    )
