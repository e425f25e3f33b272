"""Labels of a logarithmic axis."""

import numpy as np
import pytest

from bnviz.figures.lesson.curves import Axis
from bnviz.figures.lesson.log_ticks import around

AXIS = Axis("norm")


@pytest.mark.parametrize(
    ("values", "ticks"),
    [
        ((0.07, 2.3), [0.05, 0.1, 0.2, 0.5, 1, 2, 5]),
        ((0.105, 0.11), [0.1, 0.2]),
        ((0.5, 0.5), [0.5]),
        ((0.09, 60), [0.1, 1, 10]),
        ((3e-9, 40), [1e-8, 1e-6, 1e-4, 1e-2, 1]),
    ],
)
def test_few_decades_have_ones_twos_and_fives_and_many_have_powers_of_ten(values, ticks):
    axis = around(AXIS, np.array(values))
    assert axis.ticks == ticks
    assert axis.logarithmic
    low, high = axis.limits
    assert low < min(*values, *ticks) < max(*values, *ticks) < high or len(ticks) == 1


@pytest.mark.parametrize("exponent", range(-20, 9, 4))
@pytest.mark.parametrize("span", [1.0, 3.0, 40.0, 1e3, 1e7, 1e25])
def test_there_are_always_one_to_nine_labels_within_the_limits(exponent, span):
    low = 1.7 * 10.0**exponent
    axis = around(AXIS, np.array([low, low * span]))
    assert 1 <= len(axis.ticks) <= 9
    assert axis.limits[0] < low <= low * span < axis.limits[1]
    assert axis.limits[0] < axis.ticks[0] <= axis.ticks[-1] < axis.limits[1]


def test_what_has_no_place_on_the_axis_is_passed_over():
    broken = np.array([[np.nan, 0.2], [np.inf, -3], [0, 4]])
    assert around(AXIS, broken) == around(AXIS, np.array([0.2, 4]))
    assert around(AXIS, np.array([np.nan])) == Axis("norm", logarithmic=True)
