from __future__ import annotations

import numpy as np
import pytest

from bnviz.figures import MEASURES, arm_styles, layers_figure, measure_figure

from .run_tables import distributions, every, layers

STYLES = arm_styles(["BN", "no BN"], ["batch", "none"])


def draw(frame, measure="shift", depth=3, styles=STYLES, **more):
    return measure_figure(frame, styles, measure=measure, depth=depth, **({"steps": 9} | more))


def test_a_column_for_each_layer_with_all_arms_in_it():
    frame = layers(2, 3, 5)
    figure = draw(frame)
    cells = {(line.xaxis, line.yaxis, line.name): line for line in figure.data}
    assert len(cells) == 6
    wanted = frame.query("arm == 1 and layer == 2")["shift"]
    np.testing.assert_array_equal(cells["x2", "y", "no BN"].y, wanted)
    assert cells["x2", "y", "no BN"].line.color == STYLES[1].colour
    assert cells["x2", "y", "no BN"].meta["layer"] == 2


def test_the_legend_names_each_arm_once_and_hides_it_everywhere():
    lines = draw(layers(2, 3, 5)).data
    assert [line.name for line in lines if line.showlegend] == ["BN", "no BN"]
    assert all(line.legendgroup == line.name for line in lines)


@pytest.mark.parametrize("measure", MEASURES)
def test_every_measure_shows_its_column_in_its_unit(measure):
    frame = layers(1, 1, 5)
    figure = draw(frame, measure, 1, STYLES[:1])
    factor = 100 if measure in ("flat", "dead") else 1
    np.testing.assert_allclose(figure.data[0].y, frame[measure] * factor, rtol=1e-6)
    assert figure.layout.yaxis.title.text == MEASURES[measure].unit
    assert figure.layout.title.text.startswith(MEASURES[measure].title)


@pytest.mark.parametrize(
    ("measure", "limits"), [("flat", (0, 100)), ("dead", (0, 100)), ("gradient_cosine", (-1, 1))]
)
def test_natural_limits_are_shown_whatever_is_measured(measure, limits):
    options = draw(layers(2, 3, 5), measure).layout.yaxis.autorangeoptions
    assert (options.minallowed, options.maxallowed) == limits


def test_no_distance_is_below_zero():
    frame = layers(2, 3, 5).assign(shift=np.float32(0.01))
    assert draw(frame).layout.yaxis.autorangeoptions.minallowed == 0


@pytest.mark.parametrize("measure", ["gradient_norm", "gradient_change"])
def test_a_log_axis_holds_all_values_and_leaves_zeros_out(measure):
    frame = layers(2, 3, 6)
    frame.loc[frame["layer"] == 1, measure] = 0
    frame.loc[(frame["layer"] == 2) & (frame["step"] == 3), measure] = 1e-5
    figure = draw(frame, measure)
    axis = figure.layout.yaxis
    assert axis.type == "log"
    assert axis.autorangeoptions.clipmin <= 1e-5
    assert axis.autorangeoptions.clipmax >= frame[measure].max()
    assert np.isnan(figure.data[0].y).all()
    assert all((line.y > 0).all() for line in figure.data if line.meta["layer"] > 1)


def test_what_is_not_measured_at_step_0_begins_later():
    frame = layers(2, 3, 6)
    frame.loc[frame["step"] == 0, "gradient_norm"] = np.nan
    assert {line.x[0] for line in draw(frame, "gradient_norm").data} == {1}


def test_a_diverged_arm_sets_no_scale():
    frame = layers(2, 1, 5)
    frame.loc[(frame["arm"] == 1) & (frame["step"] > 2), ["shift", "gradient_norm"]] = 1e30
    linear, log = (draw(frame, name, 1, diverged={1}).layout.yaxis for name in ("shift", "gradient_norm"))
    assert linear.autorangeoptions.maxallowed < 100
    assert log.autorangeoptions.clipmax < 100


def test_a_zoom_is_kept_within_a_measure_and_not_carried_over_to_another():
    def revision(count, measure):
        return draw(layers(1, 1, count), measure, 1, STYLES[:1]).layout.yaxis.uirevision

    assert revision(2, "shift") == revision(5, "shift") != revision(5, "shift_raw")


def test_columns_line_up_with_the_fans_above():
    fans = layers_figure(
        distributions(2, 3, 4), STYLES, depth=3, steps=9, place="after", unit=0, activation="relu"
    ).layout
    lines = draw(layers(2, 3, 4)).layout
    assert (fans.grid.xgap, fans.grid.columns) == (lines.grid.xgap, lines.grid.columns)
    assert (fans.margin.l, fans.margin.r) == (lines.margin.l, lines.margin.r)


def test_a_long_run_is_thinned():
    figure = draw(every(400, 3000, layers(2, 3, 400)), steps=3000)
    assert {len(line.x) for line in figure.data} == {53}
    assert {line.x[-1] for line in figure.data} == {3000}


def test_the_alternative_text_tells_the_last_layer_now():
    frame = layers(2, 2, 3)
    frame.loc[(frame["layer"] == 2) & (frame["step"] == 2), "shift"] = [0.5, 13.0]
    assert draw(frame, depth=2).layout.meta["alt"] == (
        "Shift of the input since step 0 (initial standard deviations) in layer 2 at step 2: "
        "BN 0.500, no BN 13.0."
    )


@pytest.mark.parametrize("measure", MEASURES)
def test_a_subtitle_leaves_room_for_the_legend_on_a_phone(measure):
    assert len(MEASURES[measure].subtitle) <= 34
    assert len(MEASURES[measure].title) <= 42
