from __future__ import annotations

import numpy as np
import pytest

from bnviz.figures import arm_styles, layers_figure, shift_figure

from .run_tables import layers

STYLES = arm_styles(["BN", "no BN"], ["batch", "none"])


def test_a_column_for_each_layer_with_all_arms_in_it():
    frame = layers(2, 3, 5)
    figure = shift_figure(frame, STYLES, depth=3, steps=9)
    cells = {(line.xaxis, line.yaxis, line.name): line for line in figure.data}
    assert len(cells) == 6
    wanted = frame[(frame["arm"] == 1) & (frame["layer"] == 2)]["shift"]
    np.testing.assert_array_equal(cells["x2", "y", "no BN"].y, wanted)
    assert cells["x2", "y", "no BN"].line.color == STYLES[1].colour


def test_the_legend_names_each_arm_once_and_hides_it_everywhere():
    lines = shift_figure(layers(2, 3, 5), STYLES, depth=3, steps=9).data
    assert [line.name for line in lines if line.showlegend] == ["BN", "no BN"]
    assert all(line.legendgroup == line.name for line in lines)


@pytest.mark.parametrize(
    ("raw", "measure", "unit"), [(False, "shift", "initial std. dev."), (True, "shift_raw", "input units")]
)
def test_the_unit_is_that_of_the_measure(raw, measure, unit):
    frame = layers(1, 1, 5)
    figure = shift_figure(frame, STYLES[:1], depth=1, steps=9, raw=raw)
    np.testing.assert_array_equal(figure.data[0].y, frame[measure])
    assert figure.layout.yaxis.title.text == unit


def test_a_zoom_is_kept_within_a_measure_and_not_carried_over_to_the_other():
    def revision(steps, raw):
        layout = shift_figure(layers(1, 1, steps), STYLES[:1], depth=1, steps=9, raw=raw).layout
        return layout.yaxis.uirevision

    assert revision(2, raw=False) == revision(5, raw=False) != revision(5, raw=True)


def test_columns_line_up_with_the_fans_above():
    frame = layers(2, 3, 4)
    fans = layers_figure(frame, STYLES, depth=3, steps=9).layout
    shifts = shift_figure(frame, STYLES, depth=3, steps=9).layout
    assert (fans.grid.xgap, fans.grid.columns) == (shifts.grid.xgap, shifts.grid.columns)
    assert (fans.margin.l, fans.margin.r) == (shifts.margin.l, shifts.margin.r)


def test_the_alternative_text_tells_the_last_layer_now():
    frame = layers(2, 2, 3)
    frame.loc[(frame["layer"] == 2) & (frame["step"] == 2), "shift"] = [0.5, 13.0]
    assert shift_figure(frame, STYLES, depth=2, steps=9).layout.meta["alt"] == (
        "Shift of the input of layer 2 since step 0 (initial standard deviations) at step 2: "
        "BN 0.500, no BN 13.0."
    )
