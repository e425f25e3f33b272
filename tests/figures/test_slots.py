from __future__ import annotations

import numpy as np
import pytest

from bnviz.figures.slots import Slots


def places(part):
    return part["x0"] + part["dx"] * np.arange(len(part["y"]))


@pytest.mark.parametrize(("depth", "fineness"), [(1, 1), (3, 2), (12, 1)])
def test_a_layer_lies_around_its_number_and_fills_its_slot(depth, fineness):
    slots = Slots(depth, (-4.0, 6.0), fineness)
    part = slots.curve(np.tile(slots.middles, (depth, 1)))
    x, y = places(part), part["y"]
    inside = np.isfinite(y)
    layer = np.round(x[inside])
    assert set(layer) == set(range(1, depth + 1))
    np.testing.assert_allclose(y[inside], 1 + (x[inside] - layer) / 0.88 * 10, atol=1e-4)
    np.testing.assert_allclose(x[[0, -1]], [0.56 + part["dx"] / 2, depth + 0.44 - part["dx"] / 2])
    assert slots.axis()["range"] == [0.56, depth + 0.44]


def test_a_curve_is_broken_between_two_layers():
    slots = Slots(2, (0.0, 1.0), 1)
    heights = np.ones((2, 22))
    curve, hills, plateaus = slots.curve(heights), slots.hills(heights), slots.plateaus(np.uint8(heights))
    gap = slice(22, 25)
    assert np.isnan(curve["y"][gap]).all()
    np.testing.assert_array_equal(hills["y"][gap], [0, np.nan, 0])
    np.testing.assert_array_equal(plateaus["y"][gap], [0, 0, 0])
    assert [part["y"].dtype for part in (curve, hills, plateaus)] == [np.float32, np.float32, np.uint8]


def test_ticks_stand_below_the_values_they_name():
    slots = Slots(3, (-4.0, 6.0), 2)
    axis = slots.axis()
    for place, text in zip(axis["tickvals"], axis["ticktext"], strict=True):
        value = 1 + (place - np.round(place)) / 0.88 * 10
        np.testing.assert_allclose(value, float(text.replace("−", "-")), atol=1e-5)
    assert "0" in axis["ticktext"]


def test_many_layers_have_two_ticks_each_at_most():
    assert len(Slots(12, (-4.0, 4.0), 1).axis()["tickvals"]) == 24
    assert len(Slots(3, (-4.0, 4.0), 1).axis()["tickvals"]) == 9
