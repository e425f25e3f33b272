import numpy as np

from bnviz.figures.lesson.hues import INPUT, OUTPUT
from bnviz.figures.lesson.on_curve import on_curve_figure
from bnviz.figures.lesson.rows import Row, rows_figure
from bnviz.maths.activations import ACTIVATIONS

X, Y = np.array([2.0, 4, 9]), np.array([-1.0, 0, 1])


def test_each_row_has_its_dots_and_a_thread_joins_an_example() -> None:
    threads, above, below = rows_figure([Row("x", X, INPUT), Row("y", Y, OUTPUT)], title="Values").data
    np.testing.assert_array_equal(above.x, X)
    np.testing.assert_array_equal(below.x, Y)
    assert (set(above.y), set(below.y)) == ({1}, {0})
    np.testing.assert_array_equal(threads.x, [2, -1, np.nan, 4, 0, np.nan, 9, 1, np.nan])


def test_what_is_no_number_has_no_dot_and_is_told() -> None:
    figure = rows_figure([Row("x", X, INPUT), Row("y", Y * np.nan, OUTPUT)], title="Values")
    assert figure.layout.meta["alt"] == "Values: x from 2.00 to 9.00, y no numbers."
    low, high = figure.layout.xaxis.range
    assert low < 2 < 9 < high


def test_values_lie_on_the_curve_and_their_hill_below() -> None:
    sigmoid = ACTIVATIONS["sigmoid"]
    figure = on_curve_figure(sigmoid, [Row("x̂", Y, INPUT)], title="Curve", limits=(0, 1), middle=1.4)
    curve, tangent, hill, dots = figure.data
    np.testing.assert_allclose(dots.y, sigmoid.function(Y), rtol=1e-6)
    np.testing.assert_allclose(curve.y, sigmoid.function(curve.x))
    np.testing.assert_allclose(tangent.y, 0.5 + tangent.x / 4)
    assert (np.asarray(hill.y) > 0).sum() == len(Y)
    assert "standard deviation 0.816" in figure.layout.meta["alt"]


def test_without_a_middle_there_is_no_tangent() -> None:
    figure = on_curve_figure(
        ACTIVATIONS["relu"], [Row("x̂", Y, INPUT)], title="Curve", limits=(0, 1), middle=None
    )
    assert [trace.name for trace in figure.data] == ["nonlinearity", "x̂", "x̂"]
