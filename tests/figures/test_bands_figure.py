from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from bnviz.figures import arm_styles, bands_figure

from .run_tables import every, layers

STYLES = arm_styles(["BN", "no BN"], ["batch", "none"])


def draw(frame, parameter="beta", depth=3, styles=STYLES, **more):
    return bands_figure(frame, styles, unit=0, parameter=parameter, depth=depth, **({"steps": 9} | more))


def medians(figure):
    return figure.data[1::2]


@pytest.mark.parametrize(("parameter", "names"), [("gamma", {"BN"}), ("beta", {"BN", "no BN"})])
def test_only_arms_that_have_the_parameter_are_shown(parameter, names):
    figure = draw(layers(2, 3, 4), parameter)
    assert {median.name for median in medians(figure)} == names
    assert len(figure.data) == 2 * 3 * len(names)
    assert ("no BN" in figure.layout.meta["alt"]) == ("no BN" in names)


@pytest.mark.parametrize("parameter", ["gamma", "beta"])
def test_a_fan_is_that_of_its_layer_and_arm(parameter):
    frame = layers(2, 3, 5)
    figure = draw(frame, parameter)
    rows = frame.query("arm == 0 and layer == 2")
    band, median = figure.data[2:4]
    np.testing.assert_array_equal(median.y, rows[f"{parameter}_p50"])
    np.testing.assert_array_equal(band.y[:5], rows[f"{parameter}_p15"])
    np.testing.assert_array_equal(band.y[:4:-1], rows[f"{parameter}_p85"])
    assert (band.xaxis, median.xaxis) == ("x2", "x2")
    assert band.meta["layer"] == median.meta["layer"] == 2


def test_the_legend_names_each_arm_once_and_hides_its_bands_too():
    figure = draw(layers(2, 3, 5))
    assert [trace.name for trace in figure.data if trace.showlegend] == ["BN", "no BN"]
    groups = [trace.legendgroup for trace in figure.data]
    assert groups == ["BN"] * 6 + ["no BN"] * 6


def test_all_percentiles_are_within_the_limits():
    frame = layers(2, 3, 20)
    limits = draw(frame, "gamma").layout.yaxis.autorangeoptions
    assert limits.minallowed <= frame["gamma_p15"].min()
    assert limits.maxallowed >= frame["gamma_p85"].max()


def test_a_bias_is_called_so_where_there_is_one():
    assert "no BN: bias" in draw(layers(2, 3, 2)).layout.title.text
    assert "bias" not in draw(layers(2, 3, 2), "gamma").layout.title.text
    assert "bias" not in draw(layers(1, 3, 2), styles=STYLES[:1]).layout.title.text


def test_a_long_run_is_thinned():
    figure = draw(every(400, 3000, layers(2, 3, 400)), steps=3000)
    assert {(len(median.x), median.x[-1]) for median in medians(figure)} == {(22, 3000)}


def test_no_arm_may_have_the_parameter():
    figure = draw(layers(2, 3, 4), "gamma", styles=arm_styles(["a", "b"], ["none", "none"]))
    assert figure.data == ()
    assert figure.layout.meta["alt"].endswith("nothing measured yet.")


def test_the_alternative_text_tells_the_last_layer_now():
    frame = layers(2, 2, 3)
    frame.loc[frame["layer"] == 2, ["gamma_p15", "gamma_p50", "gamma_p85"]] = [0.5, 1.0, 2.0]
    assert draw(frame, "gamma", 2).layout.meta["alt"] == (
        "15th, 50th and 85th percentile of γ over the units of layer 2 at step 2: BN 0.500, 1.00, 2.00."
    )


def test_of_one_unit_its_own_value_is_shown():
    frame = layers(2, 2, 4)[["step", "arm", "layer"]]
    both = pd.concat([frame.assign(unit=unit, gamma=unit + frame["step"] / 10) for unit in (1, 2)])
    figure = bands_figure(both, STYLES, unit=2, parameter="gamma", depth=2, steps=9)
    assert "unit 2" in figure.layout.title.text
    for median in medians(figure):
        np.testing.assert_allclose(median.y, 2 + np.arange(4) / 10, rtol=1e-6)
