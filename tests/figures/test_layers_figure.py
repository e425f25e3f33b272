from __future__ import annotations

import numpy as np
import pytest

from bnviz.figures import arm_styles, layers_figure

from .run_tables import distributions, every, in_arrow, put

STYLES = arm_styles(["BN", "no BN"], ["batch", "none"])


def draw(frame, styles=STYLES, depth=3, place="after", unit=0, activation="sigmoid", **more):
    choices = {"depth": depth, "steps": 9, "place": place, "unit": unit, "activation": activation}
    return layers_figure(frame, styles, **(choices | more))


def parts(figure):
    """Heat maps, bands and medians."""
    return figure.data[::3], figure.data[1::3], figure.data[2::3]


@pytest.mark.parametrize(("arms", "depth"), [(1, 1), (2, 3), (2, 12), (4, 3)])
def test_a_cell_for_every_arm_and_layer(arms, depth):
    styles = arm_styles([f"arm {i}" for i in range(arms)], ["batch"] * arms)
    figure = draw(distributions(arms, depth, 4), styles, depth)
    for traces in parts(figure):
        assert len({(trace.xaxis, trace.yaxis) for trace in traces}) == len(traces) == arms * depth
        assert [trace.meta["layer"] for trace in traces] == list(range(1, depth + 1)) * arms


@pytest.mark.parametrize("unit", [0, 2])
def test_arms_are_rows_and_layers_are_columns(unit):
    frame = distributions(2, 3, 4)
    _, _, medians = parts(draw(frame, unit=unit))
    (cell,) = (trace for trace in medians if (trace.xaxis, trace.yaxis) == ("x3", "y2"))
    wanted = frame.query("arm == 1 and layer == 3 and unit == @unit")["after"]
    np.testing.assert_allclose(cell.y, [(values[15] + values[16]) / 2 for values in wanted], rtol=1e-5)
    assert cell.line.color == STYLES[1].colour


def test_a_band_is_closed_and_has_the_15th_percentile_below():
    _, bands, medians = parts(draw(distributions(2, 3, 6)))
    for band, median in zip(bands, medians, strict=True):
        out, back = np.split(band.y, 2)
        steps_out, steps_back = np.split(band.x, 2)
        np.testing.assert_array_equal(steps_out, steps_back[::-1])
        assert (out <= median.y).all()
        assert (median.y <= back[::-1]).all()
        assert (band.fill, band.hoverinfo) == ("toself", "skip")
        np.testing.assert_array_equal(median.customdata, np.stack([out, back[::-1]], axis=1))


def test_bands_are_drawn_over_the_heat_of_their_arm():
    figure = draw(distributions(2, 3, 4))
    heats, _, _ = parts(figure)
    assert [heat.coloraxis for heat in heats] == ["coloraxis"] * 3 + ["coloraxis2"] * 3
    assert figure.layout.coloraxis2.colorscale[1][1].startswith(STYLES[1].tint(1)[:-2])
    assert all(heat.hoverinfo == "skip" for heat in heats)


def test_all_axes_are_shared():
    layout = draw(distributions(2, 3, 4)).layout
    assert layout.xaxis.range == layout.xaxis2.range == layout.xaxis3.range == (0, 9)
    assert layout.xaxis2.matches == layout.xaxis3.matches == "x"
    assert layout.yaxis2.matches == "y"
    assert layout.yaxis.autorangeoptions == layout.yaxis2.autorangeoptions


def test_the_middle_nine_tenths_are_within_the_limits():
    frame = distributions(2, 3, 20)
    limits = draw(frame, steps=20).layout.yaxis.autorangeoptions
    pooled = np.stack(list(frame.query("unit == 0")["after"]))
    assert limits.minallowed <= pooled[:, 2].min()
    assert limits.maxallowed >= pooled[:, -3].max()


@pytest.mark.parametrize(("activation", "limits"), [("sigmoid", (0, 1)), ("tanh", (-1, 1))])
def test_a_nonlinearity_with_limits_shows_them(activation, limits):
    options = draw(distributions(2, 3, 4), place="activation", activation=activation).layout.yaxis
    assert (options.autorangeoptions.minallowed, options.autorangeoptions.maxallowed) == limits


def test_a_diverged_arm_keeps_its_finite_part_and_sets_no_scale():
    frame = distributions(2, 1, 5)
    arm, step = frame["arm"] == 1, frame["step"]
    put(frame, arm & (step == 3), lambda after: after + 1e30)
    put(frame, arm & (step > 3), lambda after: after * np.nan)
    figure = draw(frame, depth=1, diverged={1})
    _, bands, medians = parts(figure)
    assert medians[1].x[-1] == 3
    assert np.isfinite(bands[1].y).all()
    assert figure.layout.yaxis.autorangeoptions.maxallowed < 100


def test_rows_and_columns_are_named():
    layout = draw(distributions(2, 3, 4)).layout
    assert [note.text for note in layout.annotations] == ["layer 1", "layer 2", "layer 3", "step"]
    assert layout.yaxis.title.text.endswith(" BN")
    assert layout.yaxis2.title.text.endswith(" no BN")


@pytest.mark.parametrize(
    ("place", "unit", "words"),
    [
        ("after", 0, "Input to each nonlinearity, all units"),
        ("before", 5, "Before Batch Normalization, unit 5"),
        ("activation", 1, "Output of each nonlinearity, unit 1"),
    ],
)
def test_the_title_says_what_is_shown_and_a_zoom_is_not_carried_over(place, unit, words):
    layout = draw(distributions(2, 3, 4), place=place, unit=unit).layout
    assert layout.title.text.startswith(f"{words}<")
    assert layout.meta["alt"].startswith(f"{words}: ")
    assert layout.yaxis.uirevision == layout.yaxis2.uirevision == words


def test_deep_networks_need_more_width_and_many_arms_more_height():
    def layout(arms, depth):
        styles = arm_styles([f"arm {i}" for i in range(arms)], ["batch"] * arms)
        return draw(distributions(arms, depth, 2), styles, depth).layout

    assert layout(2, 3).meta["min_width"] <= 358  # a phone's screen without the page's margins
    assert layout(2, 12).meta["min_width"] >= 12 * 50
    assert layout(4, 3).height > layout(2, 3).height


def test_a_long_run_is_thinned():
    frame = every(400, 3000, distributions(2, 3, 400, count=0))
    figure = draw(frame, steps=3000)
    _, _, medians = parts(figure)
    assert {len(median.x) for median in medians} == {40}
    assert {median.x[-1] for median in medians} == {3000}


def test_the_alternative_text_tells_the_last_layer_now():
    frame = distributions(2, 2, 3)
    frame["after"] = in_arrow(np.linspace(-1, 1, 32) * arm for arm in frame["arm"] + 1)
    assert draw(frame, depth=2).layout.meta["alt"] == (
        "Input to each nonlinearity, all units: 15th, 50th and 85th percentile in layer 2 at step 2: "
        "BN −0.723, 0.00, 0.723, no BN −1.45, 0.00, 1.45."
    )


def test_before_the_first_step_all_is_in_place():
    figure = draw(distributions(2, 3, 0))
    assert len(figure.data) == 3 * 2 * 3
    assert figure.layout.meta["alt"].endswith("layer 3: nothing measured yet.")
