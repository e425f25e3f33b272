from __future__ import annotations

import numpy as np
import pytest

from bnviz.figures import arm_styles, statistics_figure

from .run_tables import every, units

STYLES = arm_styles(["BN", "no BN"], ["batch", "none"])
COLUMNS = {"mean": ("batch_mean", "running_mean"), "variance": ("batch_var", "running_var")}


def draw(frame, moment="mean", depth=3, unit=2, styles=STYLES, **more):
    choices = {"unit": unit, "moment": moment, "depth": depth, "steps": 9}
    return statistics_figure(frame, styles, **(choices | more))


@pytest.mark.parametrize("moment", COLUMNS)
def test_a_thin_line_for_the_mini_batch_and_a_thick_one_for_the_running_statistic(moment):
    frame = units(2, 3, 5)
    batch, running = draw(frame, moment).data[2:4]
    rows = frame.query("arm == 0 and layer == 2 and unit == 2 and step > 0")
    for line, column in zip((batch, running), COLUMNS[moment], strict=True):
        np.testing.assert_array_equal(line.y, rows[column])
        np.testing.assert_array_equal(line.x, rows["step"])
        assert line.meta["layer"] == 2
        assert line.line.color == STYLES[0].colour
    assert batch.line.width < running.line.width


def test_arms_without_batch_normalization_have_none():
    figure = draw(units(2, 3, 5))
    assert {line.legendgroup for line in figure.data} == {"BN"}
    assert "no BN" not in figure.layout.meta["alt"]


def test_the_legend_names_an_arm_once_and_hovering_tells_the_lines_apart():
    lines = draw(units(2, 3, 5)).data
    assert [line.name for line in lines if line.showlegend] == ["BN"]
    assert {line.name for line in lines} == {"BN", "BN, mini-batch"}


def test_both_lines_are_within_the_limits():
    frame = units(2, 3, 30)
    limits = draw(frame, "variance").layout.yaxis.autorangeoptions
    shown = frame.query("unit == 2")[list(COLUMNS["variance"])]
    assert limits.minallowed <= shown.min().min()
    assert limits.maxallowed >= shown.max().max()


def test_the_title_names_the_unit_and_a_zoom_is_not_carried_over_to_another():
    one, other = draw(units(2, 3, 5), unit=1).layout, draw(units(2, 3, 5), unit=2).layout
    assert one.title.text.startswith("Mean of unit 1 ")
    assert one.yaxis.uirevision != other.yaxis.uirevision


def test_a_layer_without_the_unit_is_empty():
    figure = draw(units(2, 3, 5), unit=8)
    assert all(np.isnan(line.y).all() for line in figure.data)


def test_a_long_run_is_thinned():
    figure = draw(every(400, 3000, units(2, 3, 400)), steps=3000)
    assert {(len(line.x), line.x[-1]) for line in figure.data} == {(53, 3000)}


def test_the_alternative_text_tells_both_numbers_of_the_last_layer():
    frame = units(2, 3, 3).assign(batch_var=np.float32(2.5), running_var=np.float32(2.25))
    frame.loc[frame["arm"] == 1, "running_var"] = np.nan
    assert draw(frame, "variance").layout.meta["alt"] == (
        "Variance of a mini-batch and running variance, unit 2 of layer 3 at step 2: BN 2.50, 2.25."
    )
