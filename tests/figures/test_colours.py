from __future__ import annotations

import numpy as np
import pytest

from bnviz.figures.colours import ColourScale


@pytest.mark.parametrize(
    ("scale", "values"),
    [
        (ColourScale((0.0, 10.0), log=False), [0, 5, 10]),
        (ColourScale((-1.0, 1.0), log=False), [-1, 0, 1]),
        (ColourScale((-3.0, 1.0), log=True), [0.001, 0.1, 10]),
    ],
)
def test_the_ends_and_the_middle_of_a_scale(scale, values):
    np.testing.assert_array_equal(scale.codes(np.float32(values)), [1, 128, 255])


def test_values_beyond_the_limits_get_the_nearest_colour_and_no_number_gets_none():
    codes = ColourScale((0.0, 1.0), log=False).codes(np.float32([-5, 7, np.nan, np.inf]))
    np.testing.assert_array_equal(codes, [1, 255, 0, 0])


@pytest.mark.parametrize(
    ("limits", "log", "texts"),
    [
        ((0.0, 18.0), False, ["0", "9", "18"]),
        ((-3.5, -1.0), True, ["0.001", "0.01", "0.1"]),
        ((-0.4, -0.2), True, ["0.398", "0.631"]),
    ],
)
def test_the_bar_names_round_values_where_their_colours_are(limits, log, texts):
    scale = ColourScale(limits, log)
    bar = scale.axis("norm")["colorbar"]
    assert bar["ticktext"] == texts
    np.testing.assert_allclose(
        scale.codes(np.float64([float(text) for text in texts])), bar["tickvals"], atol=1
    )


def test_only_the_code_for_nothing_is_transparent():
    axis = ColourScale((0.0, 1.0), log=False).axis("norm")
    stops, colours = zip(*axis["colorscale"], strict=True)
    assert (axis["cmin"], axis["cmax"]) == (0, 255)
    assert list(stops) == sorted(stops)
    assert (stops[0], stops[-1]) == (0, 1)
    clear = [stop for stop, colour in axis["colorscale"] if colour == "rgba(0,0,0,0)"]
    assert max(clear) == 1 / 255
    assert len(set(colours)) == len(colours) - 1


def test_colours_grow_lighter_all_the_way():
    """So the order can be read without seeing hues."""
    colours = [colour for _, colour in ColourScale((0.0, 1.0), log=False).axis("")["colorscale"][2:]]
    weights = np.array([0.2126, 0.7152, 0.0722])
    light = [weights @ [int(colour[i : i + 2], 16) for i in (1, 3, 5)] for colour in colours]
    assert (np.diff(light) > 8).all()
