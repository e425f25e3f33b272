from __future__ import annotations

import numpy as np

from bnviz.figures import arm_styles
from bnviz.figures.heat import colour_axis, heat_map

(STYLE,) = arm_styles(["BN"], ["batch"])


def uniform(step, low, high):
    """Values spread evenly between limits at each step."""
    shares = (np.arange(32) + 0.5) / 32
    rows = [a + (b - a) * shares for a, b in zip(low, high, strict=True)]
    return {"step": np.array(step), "quantiles": np.array(rows, np.float32).reshape(-1, 32)}


def test_the_heat_is_where_the_values_are():
    heat = heat_map(uniform([0, 50], [-0.2, -4.2], [2.2, -2.2]), 100, 4, (-5.0, 5.0), "coloraxis")
    middles = heat["y0"] + heat["dy"] * np.arange(len(heat["z"]))
    assert (heat["z"][:, 0] > 200).tolist() == ((middles > -0.2) & (middles < 2.2)).tolist()
    assert (heat["z"][:, 2] > 200).tolist() == ((middles > -4.2) & (middles < -2.2)).tolist()


def test_bins_and_columns_fill_the_axes():
    heat = heat_map(uniform([0], [0], [1]), 3000, 40, (-2.0, 4.0), "coloraxis")
    bins, columns = heat["z"].shape
    assert heat["y0"] - heat["dy"] / 2 == -2
    np.testing.assert_allclose(heat["y0"] + heat["dy"] * (bins - 0.5), 4)
    assert heat["x0"] - heat["dx"] / 2 == 0
    assert heat["x0"] + heat["dx"] * (columns - 0.5) == 3000


def test_each_column_reaches_the_full_colour_and_what_is_to_come_stays_clear():
    heat = heat_map(uniform([0, 60], [0, 0], [0.5, 9]), 100, 10, (-10.0, 10.0), "coloraxis")
    assert heat["z"].dtype == np.uint8
    np.testing.assert_array_equal(heat["z"].max(axis=0), [255] * 7 + [0] * 3)


def test_without_values_all_is_clear():
    heat = heat_map(uniform([], [], []), 100, 10, (0.0, 1.0), "coloraxis")
    assert heat["z"].shape[1] == 10
    assert not heat["z"].any()


def test_values_beyond_the_limits_leave_a_column_clear():
    assert not heat_map(uniform([0], [5], [6]), 100, 1, (0.0, 1.0), "coloraxis")["z"].any()


def test_no_value_has_no_colour_and_the_densest_the_arms():
    axis = colour_axis(STYLE)
    assert axis["colorscale"][0][1] == STYLE.tint(0)
    assert axis["colorscale"][1][1].startswith(STYLE.tint(0)[:-2])
    assert (axis["cmin"], axis["cmax"], axis["showscale"]) == (0, 255, False)
