"""Algorithm 1 written out: the arithmetic shown is the arithmetic done."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from bnviz.lessons.by_hand.algorithm import Worked
from bnviz.lessons.by_hand.toy_batch import EXAMPLES, rounded

from .reading import number, sides

values = st.lists(st.floats(-1e6, 1e6).map(rounded), min_size=2, max_size=12)
TOY = np.array(EXAMPLES["Four values"])


def close(shown: str, value: float, size: float) -> bool:
    """Equal to the four digits that are shown of what goes in and what comes out."""
    return abs(number(shown) - value) <= 2e-3 * size


@given(values, st.floats(-3, 3).map(rounded), st.floats(-5, 5).map(rounded))
def test_every_line_can_be_done_again_as_it_is_shown(x: list[float], gamma: float, beta: float) -> None:
    worked = Worked(np.array(x), gamma, beta)
    if 0 < worked.variance < 1e-6:
        return  # less than the ε beside it
    for line, value, size in [
        (worked.mean_line(), worked.mean, np.abs(x).max()),
        (worked.variance_line(), worked.variance, worked.variance),
        (worked.normalised_line(1), worked.normalised[0], 1),
        (worked.output_line(1), worked.output[0], 10),
    ]:
        arithmetic, result = sides(line)
        assert close(arithmetic, value, size), line
        assert close(result, value, size), line


@given(values, st.sampled_from([1e-10, 1e-5, 0.1]))
def test_the_results_are_those_of_torch(x: list[float], epsilon: float) -> None:
    norm = torch.nn.BatchNorm1d(1, eps=epsilon, dtype=torch.float64)
    expected = norm(torch.tensor(x, dtype=torch.float64)[:, None])[:, 0].detach().numpy()
    if np.ptp(x):  # equal values: torch keeps the rounding of their mean
        np.testing.assert_allclose(Worked(np.array(x), epsilon=epsilon).normalised, expected, atol=1e-6)


def test_the_first_example_by_hand() -> None:
    worked = Worked(TOY)
    assert worked.table()[0] == ["1", "2", "−3.25", "10.56", "−1.257", "−1.257"]
    assert worked.table()[-1] == ["mean", "5.25", "0", "6.688", "0", "0"]
    assert "(2 + 4 + 6 + 9" in worked.mean_line()


@pytest.mark.parametrize("value", [5.0, 0.1, -3.3e5])
def test_equal_values_are_all_zero_and_without_epsilon_no_numbers(value: float) -> None:
    x = np.full(3, value)
    assert (Worked(x).normalised == 0).all()
    assert (Worked(x, beta=2).output == 2).all()
    without = Worked(x, epsilon=0)
    assert np.isnan(without.normalised).all()
    assert "no number" in without.normalised_line(1)


@given(st.floats(-100, 100), st.floats(0.1, 100))
def test_two_values_are_minus_one_and_one(first: float, distance: float) -> None:
    np.testing.assert_allclose(Worked(np.array([first, first + distance])).normalised, [-1, 1], atol=0.01)


def test_gamma_and_beta_give_the_input_back() -> None:
    plain = Worked(TOY, epsilon=0.1)
    exact = Worked(TOY, float(np.sqrt(plain.variance + 0.1)), plain.mean, 0.1)
    np.testing.assert_allclose(exact.output, TOY, atol=1e-12)
    nearly = Worked(TOY, float(np.sqrt(plain.variance)), plain.mean, 0.1)
    assert 1e-3 < nearly.missed == np.abs(nearly.output - TOY).max() < 0.1
    assert (exact.missed, exact.identity()) == (0, "identity")
    given_back = [Worked(TOY, float(np.sqrt(plain.variance)), plain.mean, epsilon) for epsilon in (0.01, 10)]
    assert [worked.identity() for worked in given_back] == ["nearly", "missed"]


def test_a_negative_number_behind_a_sign_is_in_brackets() -> None:
    assert "(-3 + (-3) + 2" in Worked(np.array([-3.0, -3.0, 2.0])).mean_line()
