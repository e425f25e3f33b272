"""What a class is asked to guess of an experiment, up to when, and which guess was right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bnviz.experiment import Experiment
from bnviz.language import _
from bnviz.runs.run import Run
from bnviz.runs.schema import ACTIVE

SAME = "same"
"""The choice of those who expect no difference."""
NO_DIFFERENCE = 0.5
"""Percentage points of test accuracy below which two networks are taken for equally good."""
MOST_ARMS = 6
"""Arms among which a person can still choose."""
GUESSED_IN = 10
"""One part in so many of a run's steps is made while guesses are taken; then its curves tell too much."""


def choices(experiment: Experiment) -> Mapping[str, str]:
    """What can be guessed of an experiment's most accurate network: choices and their names.

    There is nothing to guess of one arm alone, nor of more than a person can tell apart.
    """
    names = experiment.arm_names()
    if not 2 <= len(names) <= MOST_ARMS:
        return {}
    return {str(arm): name for arm, name in enumerate(names)} | {SAME: _("no difference")}


def question(experiment: Experiment) -> str:
    """The name of what is guessed of an experiment: the same before it is trained, meanwhile and after."""
    return experiment.unchanged().key()


def last_guess(experiment: Experiment) -> int:
    """The last step of a run of it at which a guess is taken."""
    return experiment.steps // GUESSED_IN


def is_open(run: Run) -> bool:
    """Whether it is early enough in a run to guess what comes of it."""
    return run.state in ACTIVE and run.step <= last_guess(run.experiment)


def right_choice(run: Run) -> str | None:
    """Which of the choices came true, by the final accuracies on all test images; None without them."""
    if run.state != "done" or not choices(run.experiment):
        return None
    points = accuracies(run)
    best, second = sorted(points, reverse=True)[:2]
    # Accuracies are ten-thousandths: what binary fractions add to them is rounded away.
    return SAME if round(best - second, 6) < NO_DIFFERENCE else str(points.index(best))


def accuracies(run: Run) -> Sequence[float]:
    """Each arm's final accuracy on all test images in per cent; 0 for one that diverged."""
    arms = run.result["arms"] if run.result else []
    return [0.0 if arm["test_loss"] is None else 100 * arm["test_accuracy"] for arm in arms]
