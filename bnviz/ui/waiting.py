"""Words on a run that waits: why, which place it has in the line, and when its turn is expected."""

from __future__ import annotations

from bnviz.runs.forecast.line import Line
from bnviz.runs.run import Run

WAITING = ":gray[◷] **waiting**"
SET_ASIDE = "set aside while nobody watched; goes on now"


def why_it_waits(run: Run) -> list[str]:
    """That a queued run waits; of one that was trained before, where it stands and why it waits again."""
    step = f"step {run.step:,} of {run.steps:,}"
    over = "its turn is over; " if run.worker else ""  # one that was paused for long has no worker
    if run.gave_way_at is not None:
        return [WAITING, SET_ASIDE, step]
    if run.requeued:
        return [WAITING, "its worker was lost; it goes on from here", step]
    return [WAITING, f"{over}it goes on from {step}"] if run.step else [WAITING]


def place_in(line: Line, run: Run) -> list[str]:
    """A run's place in the line, and how long that will be; nothing if it did not wait there a moment ago.

    The place may get worse: whoever comes and has had fewer turns goes first.
    """
    if run.id not in line.places:
        return []
    return [f"{ordinal(line.position(run.id))} in line, by turns", soon(line.wait(run.id))]


def soon(seconds: float) -> str:
    """A wait, in words that others who come meanwhile hardly make untrue."""
    if seconds < 8:
        return "in a few seconds"
    return "in under a minute" if seconds < 50 else f"in {about(seconds)}"


def ordinal(number: int) -> str:
    """Which one in a line: next, 2nd, 3rd, 4th, 11th, 21st."""
    if number == 1:
        return "next"
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number:,}{ending}"


def about(seconds: float) -> str:
    """An expected time, no more exact than it can be: about 4 s, 20 s, 3 min, 1.5 h."""
    if seconds < 1:
        return "less than 1 s"
    if seconds < 10:
        return f"about {seconds:.0f} s"
    if seconds < 57.5:
        return f"about {5 * round(seconds / 5)} s"
    minutes = max(1, round(seconds / 60))
    return f"about {minutes} min" if minutes < 60 else f"about {round(seconds / 3600, 1):,g} h"
