from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bnviz.training.schedule import POINTS, SCORE_POINTS, score_steps, snapshot_steps

each_length = settings(deadline=None)(given(st.integers(1, 100_000)))


@each_length
@example(1)
@example(400)
@example(401)
@example(100_000)
def test_snapshots_run_from_before_the_first_step_to_the_last_and_are_few(steps: int) -> None:
    due = snapshot_steps(steps)
    assert due[0] == 0
    assert due[-1] == steps
    assert all(earlier < later for earlier, later in pairwise(due))
    assert 0.94 * min(POINTS, steps) <= len(due) - 1 <= POINTS <= 400


@each_length
@example(1)
@example(100_000)
def test_the_early_steps_are_all_there_and_gaps_grow_with_the_step(steps: int) -> None:
    due = snapshot_steps(steps)
    early = min(20, steps)
    assert due[: early + 1] == tuple(range(early + 1))
    assert all(later - earlier <= 1 + 0.06 * earlier for earlier, later in pairwise(due))


@each_length
@example(999)
@example(100_000)
def test_steps_are_round_but_for_the_last(steps: int) -> None:
    *due, _ = snapshot_steps(steps)
    assert all(step % 10 ** (len(str(step)) - 3) == 0 for step in due if step >= 1_000)  # three digits
    powers = {10**power for power in range(6) if 10**power <= steps}
    assert powers <= {*due, steps}


@pytest.mark.parametrize("step", [1, 20, 100, 1_000, 2_000, 3_000])
def test_who_asks_for_a_round_step_of_the_usual_run_finds_it(step: int) -> None:
    assert step in snapshot_steps(3_000)


@each_length
@example(1)
@example(100_000)
def test_steps_are_plain_numbers(steps: int) -> None:
    assert {type(step) for step in snapshot_steps(steps)} == {int}


@each_length
@example(1)
@example(41)
@example(100_000)
def test_scores_are_taken_at_even_round_distances_and_at_the_end(steps: int) -> None:
    due = score_steps(steps)
    distances = {later - earlier for earlier, later in pairwise(due[:-1])}
    assert (due[0], due[-1]) == (0, steps)
    assert min(steps, 16) <= len(due) - 1 <= SCORE_POINTS
    assert len(distances) <= 1
    assert all(str(distance).rstrip("0") in ("1", "2", "25", "5") for distance in distances)
    assert 0 < due[-1] - due[-2] <= max(distances, default=1)
