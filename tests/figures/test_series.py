from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bnviz.figures.series import (
    at_stretches,
    by_arm_and_layer,
    last_step,
    newest,
    points_per_curve,
    steps_of,
    thinned,
)

from .run_tables import layers

ascending = st.lists(st.integers(0, 5000), min_size=1, max_size=400, unique=True).map(
    lambda steps: np.array(sorted(steps), np.uint16)
)


@given(ascending, st.integers(2, 60))
def test_a_thinned_curve_has_few_points_with_the_first_and_the_newest(steps, points):
    step = thinned({"step": steps, "value": steps * 2.0}, points)["step"]
    assert len(step) <= points
    assert (step[0], step[-1]) == (steps[0], steps[-1])
    assert len(set(step)) == len(step)


@given(ascending, st.integers(2, 60))
def test_thinned_points_are_points_of_the_curve(steps, points):
    curve = thinned({"step": steps, "value": steps * 2.0}, points)
    assert set(curve["step"]) <= set(steps)
    np.testing.assert_array_equal(curve["value"], curve["step"] * 2.0)


def test_a_short_curve_is_given_whole():
    curve = {"step": np.arange(10), "value": np.arange(10)}
    assert thinned(curve, 10) is curve


def test_neither_the_dense_start_nor_the_sparse_rest_is_left_bare():
    """Snapshots at every step up to 100 and at every 50th to 3,000; 20 points."""
    step = np.concatenate([np.arange(100), np.arange(100, 3001, 50)])
    chosen = thinned({"step": step}, 20)["step"]
    assert np.diff(chosen).max() <= 3000 / 9
    assert (chosen < 100).sum() >= 5


@pytest.mark.parametrize(
    ("arms", "depth", "points"), [(2, 3, 160), (1, 3, 160), (4, 3, 80), (2, 12, 40), (4, 12, 40), (2, 1, 480)]
)
def test_more_curves_in_less_room_get_fewer_points_each(arms, depth, points):
    assert points_per_curve(arms, depth) == points


@given(ascending, st.integers(1, 50))
def test_a_stretch_shows_the_newest_step_up_to_its_middle(steps, stretches):
    places = at_stretches(steps, 5000, stretches)
    assert len(places) == stretches
    for number, place in enumerate(places):
        start, middle = number * 5000 / stretches, (number + 0.5) * 5000 / stretches
        known = [step for step in steps if step <= middle]
        if known and start <= steps[-1]:
            assert steps[place] == known[-1]
        else:
            assert place == -1


def test_a_step_at_a_middle_or_a_start_counts():
    assert at_stretches(np.array([0, 5, 10]), 20, 2).tolist() == [1, 2]


def test_of_no_steps_no_stretch_shows_any():
    assert (at_stretches(np.empty(0, np.int32), 100, 5) == -1).all()


@pytest.mark.parametrize(("last", "size"), [(200, 1), (3000, 2), (70_000, 4)])
def test_steps_take_as_few_bytes_as_they_need(last, size):
    frame = layers(1, 1, 3).assign(step=[0, 1, last])
    assert steps_of(frame).itemsize == size
    assert steps_of(frame).tolist() == [0, 1, last]


@pytest.mark.parametrize(("step", "wanted"), [(0, 0), (3, 2), (4, 4), (99, 4)])
def test_the_newest_rows_up_to_a_step(step, wanted):
    frame = layers(2, 2, 3).assign(step=np.repeat([0, 2, 4], 4))
    assert set(newest(frame, step)["step"]) == {wanted}
    assert len(newest(frame, step)) == 4


def test_arms_that_are_not_equally_far_each_show_their_newest():
    """As two runs side by side do, one of which is still training."""
    frame = layers(2, 1, 3).query("arm == 0 or step < 2")
    assert newest(frame, 2).set_index("arm")["step"].to_dict() == {0: 2, 1: 1}


def test_there_are_no_rows_before_the_first_and_none_of_nothing():
    assert newest(layers(1, 1, 3).query("step > 1"), 1).empty
    assert newest(layers(1, 1, 0), 5).empty


def test_a_row_that_is_not_finite_is_left_out_of_its_own_curve_only():
    frame = layers(2, 1, 4)
    frame.loc[(frame["arm"] == 1) & (frame["step"] > 1), "p50"] = np.inf
    frame["p50"] = frame["p50"].fillna(0.0)
    cells = by_arm_and_layer(frame, ["p50"], 2, 1)
    assert cells[0, 1]["step"].tolist() == [0, 1, 2, 3]
    assert cells[1, 1]["step"].tolist() == [0, 1]
    assert last_step(cells.values()) == 3
