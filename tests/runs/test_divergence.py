import numpy as np

from bnviz.runs.divergence import first_broken_steps


def test_an_arm_diverges_at_its_first_loss_that_is_no_finite_number() -> None:
    losses = np.array([[1, 1, np.inf], [1, np.nan, 1], [1, np.nan, np.nan]])
    assert first_broken_steps(losses) == [None, 2, 1]
    assert first_broken_steps(losses, first_step=11) == [None, 12, 11]


def test_no_steps_break_nothing() -> None:
    assert first_broken_steps(np.empty((0, 2))) == [None, None]
