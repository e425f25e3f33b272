from typing import Any

import numpy as np

from bnviz.figures.lesson.bowl import bowl_figure
from bnviz.maths import Array
from bnviz.maths.descent import Bowl, path

VALLEY = Bowl(np.array([[9.0, 0.0], [0.0, 1.0]]), np.array([0.5, -0.5]), 0.1)


def drawn(way: Array) -> dict[str, Any]:
    shown = bowl_figure(VALLEY, way, title="A bowl", names=("a", "b"), radius=1.0)
    return {trace.name: trace for trace in shown.data} | {"layout": shown.layout}


def test_each_line_has_one_loss_and_the_lines_do_not_meet() -> None:
    lines = drawn(path(VALLEY, VALLEY.minimum + 0.9, 0.1, 5))["equal loss"]
    points = np.stack([lines["x"], lines["y"]], axis=1).astype(float)
    ends = np.flatnonzero(np.isnan(points[:, 0]))
    losses = [VALLEY.loss(part[~np.isnan(part[:, 0])]) for part in np.split(points, ends) if len(part) > 1]
    assert len(losses) > 4
    assert all(np.ptp(each) < 1e-5 for each in losses)
    assert np.all(np.diff([each.mean() for each in losses]) > 0.01)


def test_round_is_drawn_round_and_the_limits_do_not_move_with_the_path() -> None:
    near, far = (drawn(path(VALLEY, VALLEY.minimum + 0.9, rate, 5)) for rate in (0.1, 0.3))
    assert near["layout"]["yaxis"]["scaleanchor"] == "x"
    assert near["layout"]["xaxis"]["range"] == far["layout"]["xaxis"]["range"] == (-0.5, 1.5)
    assert list(near["descent"]["x"]) != list(far["descent"]["x"])


def test_points_far_outside_are_left_out_and_told() -> None:
    shown = drawn(path(VALLEY, VALLEY.minimum + 0.9, 1.0, 30))
    assert len(shown["descent"]["x"]) == 2  # 0.9, then −8 times as much
    assert "3.00 times as long as wide; 30 updates" in shown["layout"]["meta"]["alt"]
