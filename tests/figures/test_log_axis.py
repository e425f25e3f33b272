from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bnviz.figures.log_axis import log_axis, spanning_line

ONE_TWO_FIVE = [math.log10(digit) for digit in (1, 2, 5)]


@pytest.mark.parametrize(("limits", "dtick"), [((-2, 0), "D2"), ((-3, 1), 1), ((-4, 1), 1), ((-7, 0), 2)])
def test_labels_are_few_enough_to_read(limits, dtick):
    assert log_axis(limits)["dtick"] == dtick


@given(st.floats(-4, 1), st.floats(0.1, 5), st.integers(5, 8))
def test_no_more_labels_than_there_is_room_for_and_never_only_one(low, span, room):
    high = low + span
    dtick = log_axis((low, high), room=room)["dtick"]
    powers = [power for power in range(-6, 8) if low <= power <= high]
    if dtick == "D2":
        assert sum(low <= power + digit <= high for power in range(-6, 8) for digit in ONE_TWO_FIVE) <= room
    else:
        assert len(powers) >= 2
        assert len(powers) / dtick <= 6  # five steps from the first to the last


@pytest.mark.parametrize(("low", "key"), [(-4, "tickformat"), (-5, "exponentformat")])
def test_very_small_numbers_are_written_as_powers_of_ten(low, key):
    axis = log_axis((low, 0))
    assert {"tickformat", "exponentformat"} & axis.keys() == {key}


def test_axis_and_line_have_the_same_limits():
    axis, line = log_axis((-3, 2)), spanning_line((-3, 2))
    ends = axis["autorangeoptions"]
    assert (line["y0"], line["y1"]) == (ends["clipmin"], ends["clipmax"]) == (0.001, 100)
    assert line["opacity"] == 0
