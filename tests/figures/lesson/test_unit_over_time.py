"""One unit over the steps, an arm a figure."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from bnviz.figures.lesson.unit_over_time import unit_figures
from bnviz.figures.style import arm_styles

STYLES = arm_styles(["BN", "no BN"], ["batch", "none"])


@pytest.fixture
def units() -> pd.DataFrame:
    """Two arms, layers and units at three steps; each percentile tells whose it is."""
    rows = [
        (step, arm, layer, unit, base - 1 - arm, base, base + 1 + arm)
        for step in (0, 10, 20)
        for arm in (0, 1)
        for layer in (1, 2)
        for unit in (1, 2)
        for base in [1000.0 * arm + 100 * layer + 10 * unit + step / 100]
    ]
    return pd.DataFrame(rows, columns=["step", "arm", "layer", "unit", "p15", "p50", "p85"])


def draw(units: pd.DataFrame, layer: int = 2, unit: int = 1):
    return unit_figures(units, STYLES, ["with", "without"], layer=layer, unit=unit, steps=20)


def test_each_arm_has_the_chosen_units_median_and_band(units: pd.DataFrame) -> None:
    for arm, figure in enumerate(draw(units)):
        band, median = figure.data
        of_unit = 1000 * arm + 210 + np.array([0, 0.1, 0.2])
        np.testing.assert_allclose(median.y, of_unit, rtol=1e-6)
        np.testing.assert_allclose(band.y[:3], of_unit - 1 - arm, rtol=1e-6)
        np.testing.assert_allclose(band.y[3:], (of_unit + 1 + arm)[::-1], rtol=1e-6)


def test_both_have_the_same_axes_and_all_of_the_bands_are_in_sight(units: pd.DataFrame) -> None:
    one, other = draw(units)
    assert one.layout.yaxis.range == other.layout.yaxis.range
    low, high = one.layout.yaxis.range
    assert low <= 209
    assert high >= 1212
    assert one.layout.xaxis.range == (0, 20)


def test_it_says_what_is_seen(units: pd.DataFrame) -> None:
    one, other = draw(units)
    assert "at step 20" in one.layout.meta["alt"]
    assert one.layout.title.text == "with"
    assert "without" in other.layout.meta["alt"]
    assert "no BN" in other.layout.meta["alt"]
