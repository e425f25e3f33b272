"""Perfectly fair service: whoever waits is served at once, and all share the workers evenly."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

NOTHING = 1e-6  # seconds of work that are left by rounding alone


class Job(NamedTuple):
    """Some work that somebody waits for.

    Attributes:
        asked_at: seconds on any clock.
        seconds: of one worker's time.
    """

    asked_at: float
    seconds: float


def fair_ends(jobs: Sequence[Job], workers: int) -> list[float]:
    """When each job would end if `workers` gave all that wait equal shares of their time.

    No job has more than one worker, as no run does.
    """
    left = dict(enumerate(job.seconds for job in jobs))
    ends = [0.0] * len(jobs)
    now = float("-inf")
    while left:
        served = [number for number in left if jobs[number].asked_at <= now]
        share = min(1.0, workers / max(len(served), 1))
        to_come = [jobs[number].asked_at for number in left if jobs[number].asked_at > now]
        then = min([now + left[number] / share for number in served] + to_come)
        for number in served:
            left[number] -= (then - now) * share
            if left[number] < NOTHING:
                ends[number] = then
                del left[number]
        now = then
    return ends
