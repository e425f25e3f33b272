import numpy as np
import pytest
from numpy.testing import assert_allclose

from bnviz.data import load
from bnviz.lessons.by_hand.mini_batch import SIZES, measure, quality
from bnviz.maths.softmax_regression import with_one


def test_measured_errors_lie_on_the_line_and_only_the_times_vary() -> None:
    found, again = (measure(load("mnist-sample")) for _ in range(2))
    assert (found.start, found.later) == (again.start, again.later)
    for each in (found.start, found.later):
        assert_allclose(each.measured, each.expected, rtol=0.5)
        assert_allclose(np.array(each.expected) * np.sqrt(SIZES), each.expected[0])
    assert found.later.length < found.start.length  # the loss has been coming down
    assert len(found.seconds) == len(SIZES)
    assert min(found.seconds) > 0


def test_examples_that_are_all_alike_have_one_gradient() -> None:
    inputs, labels = with_one(np.ones((5, 3))), np.zeros(5, int)
    found = quality(inputs, labels, np.zeros((2, 4)), np.random.default_rng(0))
    assert found.measured == pytest.approx([0] * len(SIZES), abs=1e-12)
    assert found.length == pytest.approx(0.5 * np.sqrt(2 * 4))
