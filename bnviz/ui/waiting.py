"""Words on a run that waits: why, which place it has in the line, and when its turn is expected."""

from __future__ import annotations

from bnviz.runs.line import Line
from bnviz.runs.run import Run

WAITING = ":gray[◷] **waiting**"
SET_ASIDE = "set aside while nobody watched; goes on now"


def why_it_waits(run: Run) -> list[str]:
    """That a queued run waits; of one that was trained before, where it stands and why it waits again."""
    step = f"step {run.step:,} of {run.steps:,}"
    if run.gave_way_at is not None:
        return [WAITING, SET_ASIDE, step]
    if run.requeued:
        return [WAITING, "its worker was lost; it goes on from here", step]
    return [f"{WAITING} for its next turn", step] if run.step else [WAITING]


def place_in(line: Line, *runs: Run) -> list[str]:
    """The place in the line of the one of the runs that is served first, and how long that will be.

    Nothing if none of them waits there, or none did when the line was read a moment ago.
    """
    places = [line.places[run.id] for run in runs if run.id in line.places]
    if not places:
        return []
    first = min(places)
    return [f"{ordinal(first.position)} in line", about(first.wait)]


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
