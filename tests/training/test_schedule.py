from itertools import pairwise

from hypothesis import example, given, settings
from hypothesis import strategies as st

from bnviz.training.schedule import snapshot_steps


@settings(deadline=None)
@given(st.integers(1, 100_000))
@example(1)
@example(100_000)
def test_snapshots_run_from_before_the_first_step_to_the_last_and_are_few(steps: int) -> None:
    due = snapshot_steps(steps)
    assert due[0] == 0
    assert due[-1] == steps
    assert all(earlier < later for earlier, later in pairwise(due))
    assert len(due) <= 420


@settings(deadline=None)
@given(st.integers(1, 100_000))
@example(1)
@example(100_000)
def test_the_early_steps_are_all_there_and_gaps_grow_with_the_step(steps: int) -> None:
    due = snapshot_steps(steps)
    early = min(20, steps)
    assert due[: early + 1] == list(range(early + 1))
    assert all(later - earlier <= 1 + 0.05 * earlier for earlier, later in pairwise(due))


@settings(deadline=None)
@given(st.integers(1, 100_000))
@example(1)
@example(100_000)
def test_steps_are_plain_numbers(steps: int) -> None:
    assert {type(step) for step in snapshot_steps(steps)} == {int}
