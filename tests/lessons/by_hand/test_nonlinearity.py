import numpy as np
import pytest

from bnviz.lessons.by_hand.nonlinearity import is_short_piece, middle, normal_values, use
from bnviz.maths.activations import sigmoid

NORMAL = normal_values()


def test_the_normal_values_are_normalised() -> None:
    assert (NORMAL.mean(), NORMAL.std(), len(NORMAL)) == (pytest.approx(0), pytest.approx(1), 1_000)


def test_the_middle_ends_where_the_tangent_is_five_per_cent_off() -> None:
    end = middle("sigmoid")
    assert abs(0.5 + end / 4 - sigmoid(np.array(end))) <= 0.05
    assert abs(0.5 + (end + 0.01) / 4 - sigmoid(np.array(end + 0.01))) > 0.05


def test_gamma_and_beta_leave_the_sigmoids_middle() -> None:
    assert use("sigmoid", NORMAL).share == (np.abs(NORMAL) <= 1.425).mean() > 0.8
    assert use("sigmoid", 4 * NORMAL).share < 0.4
    assert use("sigmoid", NORMAL + 3).share < 0.1
    assert use("sigmoid", 4 * NORMAL).line < 0.9 < use("sigmoid", NORMAL).line


def test_half_of_relu_is_off_and_only_beta_decides() -> None:
    assert use("relu", NORMAL).share == use("relu", 3 * NORMAL).share == pytest.approx(0.5, abs=0.03)
    assert use("relu", NORMAL + 2).share < 0.05
    assert use("relu", NORMAL - 2).share > 0.95


def test_a_line_tells_nothing_of_equal_outputs_or_of_two_values() -> None:
    assert use("relu", NORMAL - 10).line is None
    assert use("sigmoid", np.zeros(4)).line is None
    assert use("tanh", np.array([-1.0, 1, -1, 1])).line is None
    assert use("tanh", np.array([-1.0, 0, 2])).line is not None


def test_values_close_together_outside_the_middle_are_on_a_short_piece() -> None:
    assert is_short_piece("sigmoid", 0.1 * NORMAL + 4)
    assert not is_short_piece("sigmoid", 0.1 * NORMAL)
    assert not is_short_piece("sigmoid", 5 * NORMAL)
    assert not is_short_piece("tanh", NORMAL + 4)
