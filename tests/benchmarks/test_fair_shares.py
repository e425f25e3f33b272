"""Perfectly fair service, by its invariants and by a simulation in small slices."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.fair_shares import Job, fair_ends

jobs = st.lists(
    st.builds(Job, st.integers(0, 20).map(float), st.integers(1, 20).map(float)), min_size=1, max_size=6
)


def in_slices(jobs: list[Job], workers: int, slices: int = 200) -> list[float]:
    """Each small slice of time is shared evenly among those who are there in its middle."""
    left, ends = {number: job.seconds for number, job in enumerate(jobs)}, [0.0] * len(jobs)
    slice_ = 0
    while left:
        there = [number for number in left if jobs[number].asked_at <= (slice_ + 0.5) / slices]
        for number in there:
            left[number] -= min(1.0, workers / len(there)) / slices
            if left[number] < 1e-9:
                ends[number] = (slice_ + 1) / slices
                del left[number]
        slice_ += 1
    return ends


@given(jobs, st.integers(1, 3))
def test_as_in_a_simulation_in_small_slices(jobs: list[Job], workers: int) -> None:
    assert fair_ends(jobs, workers) == pytest.approx(in_slices(jobs, workers), abs=0.1)


@given(jobs)
def test_with_a_worker_each_nobody_waits(jobs: list[Job]) -> None:
    assert fair_ends(jobs, len(jobs)) == pytest.approx([job.asked_at + job.seconds for job in jobs])


def test_two_who_share_one_worker_take_twice_as_long_while_both_are_there() -> None:
    assert fair_ends([Job(0, 4), Job(0, 2)], 1) == pytest.approx([6, 4])
