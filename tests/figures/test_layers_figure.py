from __future__ import annotations

import numpy as np
import pytest

from bnviz.figures import arm_styles, layers_figure

from .run_tables import layers

STYLES = arm_styles(["BN", "no BN"], ["batch", "none"])


def bands_and_medians(figure):
    return figure.data[::2], figure.data[1::2]


@pytest.mark.parametrize(("arms", "depth"), [(1, 1), (2, 3), (2, 12), (8, 3)])
def test_a_cell_for_every_arm_and_layer(arms, depth):
    styles = arm_styles([f"arm {i}" for i in range(arms)], ["batch"] * arms)
    figure = layers_figure(layers(arms, depth, 4), styles, depth=depth, steps=9)
    for traces in bands_and_medians(figure):
        assert len({(trace.xaxis, trace.yaxis) for trace in traces}) == len(traces) == arms * depth


def test_arms_are_rows_and_layers_are_columns():
    frame = layers(2, 3, 4)
    _, medians = bands_and_medians(layers_figure(frame, STYLES, depth=3, steps=9))
    (cell,) = (trace for trace in medians if (trace.xaxis, trace.yaxis) == ("x3", "y2"))
    wanted = frame[(frame["arm"] == 1) & (frame["layer"] == 3)]
    np.testing.assert_array_equal(cell.y, wanted["p50"])
    assert cell.line.color == STYLES[1].colour


def test_a_band_is_closed_and_has_the_15th_percentile_below():
    bands, medians = bands_and_medians(layers_figure(layers(2, 3, 6), STYLES, depth=3, steps=9))
    for band, median in zip(bands, medians, strict=True):
        out, back = np.split(band.y, 2)
        steps_out, steps_back = np.split(band.x, 2)
        np.testing.assert_array_equal(steps_out, steps_back[::-1])
        assert (out <= median.y).all()
        assert (median.y <= back[::-1]).all()
        assert (band.fill, band.mode, band.line.width) == ("toself", "lines", 0)


def test_all_axes_are_shared():
    layout = layers_figure(layers(2, 3, 4), STYLES, depth=3, steps=9).layout
    assert layout.xaxis.range == layout.xaxis2.range == layout.xaxis3.range == (0, 9)
    assert layout.xaxis2.matches == layout.xaxis3.matches == "x"
    assert layout.yaxis2.matches == "y"
    assert layout.yaxis.autorangeoptions == layout.yaxis2.autorangeoptions


def test_all_percentiles_are_within_the_limits():
    frame = layers(2, 3, 20)
    limits = layers_figure(frame, STYLES, depth=3, steps=20).layout.yaxis.autorangeoptions
    assert limits.minallowed <= frame["p15"].min()
    assert limits.maxallowed >= frame["p85"].max()


def test_a_diverged_arm_keeps_its_finite_part_and_sets_no_scale():
    frame = layers(2, 1, 5)
    frame.loc[(frame["arm"] == 1) & (frame["step"] == 3), ["p15", "p50", "p85"]] = 1e30
    frame.loc[(frame["arm"] == 1) & (frame["step"] > 3), ["p15", "p50", "p85"]] = np.nan
    figure = layers_figure(frame, STYLES, depth=1, steps=9, diverged={1})
    bands, medians = bands_and_medians(figure)
    assert medians[1].x[-1] == 3
    assert np.isfinite(bands[1].y).all()
    assert figure.layout.yaxis.autorangeoptions.maxallowed < 100


def test_rows_and_columns_are_named():
    layout = layers_figure(layers(2, 3, 4), STYLES, depth=3, steps=9).layout
    assert [note.text for note in layout.annotations] == ["layer 1", "layer 2", "layer 3", "step"]
    assert layout.yaxis.title.text.endswith(" BN")
    assert layout.yaxis2.title.text.endswith(" no BN")


def test_deep_networks_need_more_width_and_many_arms_more_height():
    def layout(arms, depth):
        styles = arm_styles([f"arm {i}" for i in range(arms)], ["batch"] * arms)
        return layers_figure(layers(arms, depth, 2), styles, depth=depth, steps=9).layout

    assert layout(2, 3).meta["min_width"] <= 358  # a phone's screen without the page's margins
    assert layout(2, 12).meta["min_width"] >= 12 * 50
    assert layout(8, 3).height > layout(2, 3).height


def test_the_alternative_text_tells_the_last_layer_now():
    frame = layers(2, 2, 3)
    frame.loc[frame["layer"] == 2, ["p15", "p50", "p85"]] = [-1.25, 0.5, 12.0]
    assert layers_figure(frame, STYLES, depth=2, steps=9).layout.meta["alt"] == (
        "15th, 50th and 85th percentile of the input to the nonlinearity of layer 2 at step 2: "
        "BN −1.25, 0.500, 12.0, no BN −1.25, 0.500, 12.0."
    )


def test_before_the_first_step_all_is_in_place():
    figure = layers_figure(layers(2, 3, 0), STYLES, depth=3, steps=9)
    assert len(figure.data) == 2 * 2 * 3
    assert figure.layout.meta["alt"].endswith("layer 3: nothing measured yet.")
