from __future__ import annotations

import pytest

from bnviz.figures.log_axis import log_axis, spanning_line


@pytest.mark.parametrize(("limits", "dtick"), [((-2, 0), "D2"), ((-3, 1), 1), ((-4, 1), 1), ((-7, 0), 2)])
def test_labels_are_few_enough_to_read(limits, dtick):
    assert log_axis(limits)["dtick"] == dtick


@pytest.mark.parametrize(("low", "key"), [(-4, "tickformat"), (-5, "exponentformat")])
def test_very_small_numbers_are_written_as_powers_of_ten(low, key):
    axis = log_axis((low, 0))
    assert {"tickformat", "exponentformat"} & axis.keys() == {key}


def test_axis_and_line_have_the_same_limits():
    axis, line = log_axis((-3, 2)), spanning_line((-3, 2))
    ends = axis["autorangeoptions"]
    assert (line["y0"], line["y1"]) == (ends["clipmin"], ends["clipmax"]) == (0.001, 100)
    assert line["opacity"] == 0
