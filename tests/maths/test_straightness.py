import numpy as np
import pytest
from scipy import stats

from bnviz.maths.activations import ACTIVATIONS
from bnviz.maths.straightness import explained_by_a_line, is_nearly_straight

X = np.linspace(-6, 6, 241)


def test_a_line_is_straight_everywhere_and_a_bend_is_not() -> None:
    assert is_nearly_straight(ACTIVATIONS["identity"], X, 12).all()
    found = is_nearly_straight(ACTIVATIONS["tanh"], X, 2)
    assert found[np.abs(X) < 0.7].all()
    assert not found[np.abs(X) > 0.75].any()


@pytest.mark.parametrize("name", ["sigmoid", "tanh", "relu"])
def test_what_a_line_explains_is_the_square_of_the_correlation(name: str) -> None:
    outputs = ACTIVATIONS[name].function(X)
    assert explained_by_a_line(X, outputs) == pytest.approx(stats.linregress(X, outputs).rvalue ** 2)


def test_equal_values_leave_nothing_to_explain() -> None:
    assert explained_by_a_line(np.ones(3), np.zeros(3)) == 1
