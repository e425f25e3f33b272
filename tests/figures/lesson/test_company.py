"""Dots in rows, a row for each mini-batch."""

import numpy as np
import pytest

from bnviz.figures.lesson.company import Company, company_figure
from bnviz.figures.lesson.statistics_looks import BATCHES

ROWS = [
    Company(name, values, hue)
    for name, values, hue in zip(("B₁", "B₂"), ([1.0, 2.0, 6.0], [1.0, 2.0, 30.0]), BATCHES, strict=True)
]


def draw(rows=ROWS):
    return company_figure(rows, title="Before", axis="x", followed="x₁")


def test_each_mini_batch_is_a_row_with_its_first_value_named():
    figure = draw()
    for trace, row in zip(figure.data, ROWS, strict=True):
        np.testing.assert_array_equal(trace.x, row.values)
        assert len(set(trace.y)) == 1
        assert [bool(text) for text in trace.text] == [True, False, False]
        assert trace.marker.size[0] > trace.marker.size[1]
    assert figure.data[0].y[0] > figure.data[1].y[0]
    assert figure.data[0].marker.symbol != figure.data[1].marker.symbol


def test_the_box_is_mean_and_deviation():
    box, line, *_ = draw().layout.shapes
    deviation = np.std(ROWS[0].values)
    assert (box.x0, box.x1) == pytest.approx((3 - deviation, 3 + deviation))
    assert line.x0 == line.x1 == 3


def test_all_dots_and_boxes_are_within_the_axis():
    low, high = draw().layout.xaxis.range
    ends = [value for row in ROWS for value in row.values]
    ends += [end for shape in draw().layout.shapes for end in (shape.x0, shape.x1)]
    assert low < min(ends)
    assert high > max(ends)


def test_equal_values_have_room_too():
    low, high = draw([ROWS[0]._replace(values=[2.0, 2.0])]).layout.xaxis.range
    assert low < 2 < high


def test_it_says_what_is_seen():
    assert "B₁: x₁ 1.00, mean 3.00, standard deviation 2.16" in draw().layout.meta["alt"]
