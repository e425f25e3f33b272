"""One line on how a run is doing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from bnviz.language import N_, _
from bnviz.lessons.plan_words import in_words, networks
from bnviz.runs.forecast.line import Line
from bnviz.runs.run import Run
from bnviz.runs.schema import State
from bnviz.ui.waiting import SET_ASIDE, WAITING, place_in, why_it_waits

ACTIVE: tuple[State, ...] = ("queued", "running", "paused")
MARKS: Mapping[State, str] = MappingProxyType(
    {
        "queued": WAITING,
        "running": N_(":green[●] **running**"),
        "paused": N_(":orange[Ⅱ] **paused**"),
        "done": N_(":green[✓] **done**"),
        "stopped": N_(":gray[■] **stopped**"),
        "failed": N_(":red[✕] **failed**"),
        "lost": N_(":red[✕] **lost**"),
    }
)
STATES: Mapping[State, str] = MappingProxyType(
    {
        "queued": N_("queued"),
        "running": N_("running"),
        "paused": N_("paused"),
        "done": N_("done"),
        "stopped": N_("stopped"),
        "failed": N_("failed"),
        "lost": N_("lost"),
    }
)
IMPORTED = N_("imported from a file")
NOT_YOURS = N_("Started by somebody else. Train another seed for one of your own.")


def is_active(run: Run) -> bool:
    """Whether more of the run is to come."""
    return run.state in ACTIVE


def state_in_words(run: Run) -> str:
    """The run's state, and whether its numbers come of a file: nobody can tell what they come of."""
    return f"{_(STATES[run.state])}, {_(IMPORTED)}" if run.imported else _(STATES[run.state])


def status_line(run: Run, line: Line, viewer: str | None) -> str:
    """State, step, speed and time left of a run, as Markdown.

    Args:
        run: the run.
        line: the one in which it may wait.
        viewer: the visitor who reads it.
    """
    parts = [_(MARKS[run.state]), _("step {step:,} of {steps:,}").format(step=run.step, steps=run.steps)]
    if run.state == "queued":
        parts = [*why_it_waits(run), *place_in(line, run)]
    elif run.seconds > 0 and run.step > 0:
        parts += _speed(run, run.step / run.seconds, line)
    if run.state in EXTRA:
        parts += EXTRA[run.state](run)
    if run.imported:
        parts.append(_(IMPORTED))
    return " · ".join([*parts, *(_whose(run) if run.owner != viewer else [])])


def _whose(run: Run) -> list[str]:
    """Why the one who watches a run cannot steer it."""
    if not is_active(run):
        return []
    return [_("shared: started by another visitor") if run.owner else _("shared: started by the host")]


def summary(runs: Sequence[Run], line: Line, viewer: str) -> str:
    """The same of several runs, in a line."""
    if len(runs) == 1:
        return status_line(runs[0], line, viewer)
    done = sum(run.state == "done" for run in runs)
    parts = [_("{done} of {count} trainings done").format(done=done, count=len(runs))]
    if done == len(runs):
        return parts[0]
    waiting = [run for run in runs if run.id in line.places]
    if waiting and not any(run.state == "running" for run in runs):
        first = min(waiting, key=lambda run: line.position(run.id))
        parts += [*why_it_waits(first), *place_in(line, first)]
    # No time left: the trainings differ in cost, and that of the one in hand says little about the others.
    made, planned = (sum(getattr(run, name) for run in runs) for name in ("step", "steps"))
    return " · ".join([*parts, _("step {step:,} of {steps:,} in all").format(step=made, steps=planned)])


def _speed(run: Run, rate: float, line: Line) -> list[str]:
    """How fast it trains and when it will be done, as far as a visitor's hand on it lets one say."""
    if not is_active(run):
        return [_("{rate:,.0f} steps/s").format(rate=rate), duration(run.seconds)]
    if run.state == "paused":
        return []
    rate = min(rate, run.pace or rate)
    said = _("at most {rate:,.0f} steps/s") if run.pace == rate else _("{rate:,.0f} steps/s")
    speed = [said.format(rate=rate)]
    if run.id not in line.left:
        return speed
    left = max(line.left[run.id], (run.steps - run.step) / run.pace if run.pace else 0.0)
    return [*speed, _("{time} left").format(time=duration(left))]


def description(run: Run) -> str:
    """A run in a list of runs: what was trained, and how far it came."""
    plan = run.experiment
    came = _("{state} at step {step:,}").format(state=state_in_words(run), step=run.step)
    return " · ".join([in_words(plan), networks(plan), came])


def result_line(run: Run) -> str:
    """What came out: each arm's accuracy on all test images; "" while there is no result."""
    if not run.result:
        return ""
    arms = zip(run.experiment.arm_names(), run.result["arms"], strict=True)
    return " · ".join(f"{name} {_outcome(arm)}" for name, arm in arms)


def _outcome(arm: Mapping[str, Any]) -> str:
    if arm["test_loss"] is None:
        return _("**diverged** at step {step:,}").format(step=arm["diverged_at"])
    return _("**{percent:.1f} %**").format(percent=100 * arm["test_accuracy"])


def duration(seconds: float) -> str:
    """Seconds as 0:07, 12:40 or 1:02:03."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def _paused(run: Run) -> list[str]:
    return [_(SET_ASIDE)] if run.gave_way_at is not None else []


def _results(run: Run) -> list[str]:
    line = result_line(run)
    return [_("all test images: {result}").format(result=line)] if line else []


def _running(run: Run) -> list[str]:
    return [_("scoring all test images")] if run.step == run.steps else []


EXTRA: Mapping[State, Callable[[Run], list[str]]] = MappingProxyType(
    {"running": _running, "paused": _paused, "done": _results}
)
