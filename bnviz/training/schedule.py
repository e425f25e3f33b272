"""At which steps a run is looked at closely."""

from __future__ import annotations

from bisect import bisect_right
from functools import cache

POINTS = 250
SCORE_POINTS = 40
SCORE_DISTANCES = (1, 2, 5, 10, 20, 25, 50, 100, 200, 250, 500, 1_000, 2_000, 2_500)


@cache
def snapshot_steps(steps: int) -> tuple[int, ...]:
    """The steps to take Snapshots at: 0, then every step at first, then at ever wider round distances.

    At most 250 after step 0, for any run length, and the last step always. By step and never by clock, so a
    run can be reproduced; the early steps, where the most happens, are all there. Round numbers, so that
    who asks for step 1,000 finds it, and runs of different lengths share most of their steps.
    """
    fitting = bisect_right(
        range(1, POINTS), POINTS + 1, key=lambda density: len(_round_steps(steps, density))
    )
    return tuple(_round_steps(steps, max(fitting, 1)))


@cache
def score_steps(steps: int) -> tuple[int, ...]:
    """The steps of Snapshots where only scores are asked for: at one round distance from 0 on, and the last.

    At most 40 after step 0. The distance is even: who asks for the first step of a certain accuracy, or for
    the best one, wants the late steps told apart as well as the early ones.
    """
    distance = next(each for each in SCORE_DISTANCES if steps <= SCORE_POINTS * each)
    return (*range(0, steps, distance), steps)


def _round_steps(steps: int, density: int) -> list[int]:
    """From each step s to the next multiple of the largest of 1, 2, 5, 10, 20, … up to s / density."""
    found = [0]
    while found[-1] < steps:
        distance = _round_down(found[-1] / density)
        found.append(min((found[-1] // distance + 1) * distance, steps))
    return found


def _round_down(value: float) -> int:
    """The largest of 1, 2, 5, 10, 20, 50, … that is at most `value`; 1 at least."""
    power: int = 10 ** (len(str(int(value))) - 1)
    return max(factor * power for factor in (1, 2, 5) if factor == 1 or factor * power <= value)
