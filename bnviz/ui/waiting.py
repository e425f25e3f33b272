"""Words on a run that waits: why, which place it has in the line, and when its turn is expected."""

from __future__ import annotations

from bnviz.language import N_, _
from bnviz.runs.forecast.line import Line
from bnviz.runs.run import Run

WAITING = N_(":gray[◷] **waiting**")
SET_ASIDE = N_("set aside while nobody watched; goes on now")


def why_it_waits(run: Run) -> list[str]:
    """That a queued run waits; of one that was trained before, where it stands and why it waits again."""
    waiting, places = _(WAITING), {"step": run.step, "steps": run.steps}
    step = _("step {step:,} of {steps:,}").format(**places)
    if run.gave_way_at is not None:
        return [waiting, _(SET_ASIDE), step]
    if run.requeued:
        return [waiting, _("its worker was lost; it goes on from here"), step]
    turn_over = _("its turn is over; it goes on from step {step:,} of {steps:,}")
    put_down = _("it goes on from step {step:,} of {steps:,}")  # one that was paused for long has no worker
    return [waiting, (turn_over if run.worker else put_down).format(**places)] if run.step else [waiting]


def place_in(line: Line, run: Run) -> list[str]:
    """A run's place in the line, and how long that will be; nothing if it did not wait there a moment ago.

    The place may get worse: whoever comes and has had fewer turns goes first.
    """
    if run.id not in line.places:
        return []
    place = _("{place} in line, by turns").format(place=ordinal(line.position(run.id)))
    return [place, soon(line.wait(run.id))]


def soon(seconds: float) -> str:
    """A wait, in words that others who come meanwhile hardly make untrue."""
    if seconds < 8:
        return _("in a few seconds")
    return _("in under a minute") if seconds < 50 else _("in {time}").format(time=about(seconds))


def ordinal(number: int) -> str:
    """Which one in a line: next, 2nd, 3rd, 4th, 11th, 21st."""
    if number == 1:
        return _("next")
    like = 0 if number % 100 in (11, 12, 13) else number % 10
    return _(ORDINALS.get(like, ORDINALS[0])).format(number=number)


def about(seconds: float) -> str:
    """An expected time, no more exact than it can be: about 4 s, 20 s, 3 min, 1.5 h."""
    if seconds < 1:
        return _("less than 1 s")
    if seconds < 57.5:
        shown = round(seconds) if seconds < 10 else 5 * round(seconds / 5)
        return _("about {seconds} s").format(seconds=shown)
    minutes = max(1, round(seconds / 60))
    if minutes < 60:
        return _("about {minutes} min").format(minutes=minutes)
    return _("about {hours:,g} h").format(hours=round(seconds / 3600, 1))


ORDINALS = {0: N_("{number:,}th"), 1: N_("{number:,}st"), 2: N_("{number:,}nd"), 3: N_("{number:,}rd")}
"""By the last digit; all others are like 0."""
