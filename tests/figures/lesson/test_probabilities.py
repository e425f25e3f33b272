"""Class probabilities side by side."""

import numpy as np

from bnviz.figures.lesson.probabilities import Bars, probabilities_figure
from bnviz.figures.lesson.statistics_looks import BATCHES

ANSWERS = [
    Bars(name, np.roll([0.7, 0.2, 0.1], shift), hue)
    for name, shift, hue in zip(("in B₁", "in B₂"), (0, 1), BATCHES, strict=True)
]


def test_a_bar_for_each_class_and_a_pattern_beside_the_colour():
    figure = probabilities_figure(ANSWERS, title="Said")
    for trace, answer in zip(figure.data, ANSWERS, strict=True):
        assert trace.x == (0, 1, 2)
        np.testing.assert_array_equal(trace.y, answer.probabilities)
    one, two = figure.data
    assert one.marker.pattern.shape != two.marker.pattern.shape
    assert figure.layout.yaxis.range == (0, 1)


def test_it_says_what_is_seen():
    alt = probabilities_figure(ANSWERS, title="Said").layout.meta["alt"]
    assert "in B₁ says 0 with 70.0%, in B₂ says 1 with 70.0%" in alt
