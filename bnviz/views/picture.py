"""What the figures are to show: the arms of a run, or of several runs on the same axes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial

import pandas as pd

from bnviz.experiment import Architecture, Experiment, Shared
from bnviz.fields import field as setting_field
from bnviz.figures.style import ArmStyle, arm_styles
from bnviz.language import _
from bnviz.runs.feed import Curves
from bnviz.runs.memo import Memo

DRAWINGS = 64  # of a picture: what its visitors look at, and the neighbours of a replay


@dataclass(frozen=True, eq=False)
class Picture:
    """Arms with all that was measured of them.

    Attributes:
        curves: what was recorded of them, by their places in `styles`.
        architectures: what the runs' layers are.
        activation: the first run's nonlinearity.
        alike: the arms that have it.
        depth: the hidden layers, of the deepest run.
        steps: the end of the step axes, of the longest run.
        sources: what it was made of.
        labels: what each run is called; none where they are told apart by what they do not share.
        drawn: what was made of it, for the next who looks at the same.
    """

    curves: Curves
    architectures: frozenset[Architecture]
    activation: str
    alike: tuple[int, ...]
    depth: int
    steps: int
    sources: tuple[tuple[Experiment, Curves], ...]
    labels: tuple[str, ...] = ()
    drawn: Memo = field(default_factory=partial(Memo, DRAWINGS), repr=False)

    @property
    def experiments(self) -> tuple[Experiment, ...]:
        """The plan of each run."""
        return tuple(experiment for experiment, curves in self.sources)

    @property
    def arms_of_runs(self) -> tuple[tuple[str, ...], ...]:
        """The names of each run's arms, in the language of whoever asks: all visitors share the picture."""
        return _labelled(self.experiments, self.labels) if self.labels else _names(self.experiments)

    @property
    def styles(self) -> tuple[ArmStyle, ...]:
        """Each arm's name, likewise, and look."""
        kinds = [arm.normalization for experiment in self.experiments for arm in experiment.arms]
        return arm_styles([name for arms in self.arms_of_runs for name in arms], kinds)

    @property
    def changes(self) -> tuple[tuple[int, str], ...]:
        """Steps at which a run's learning rate was changed, and to what in words, likewise."""
        changes = (change for experiment in self.experiments for change in experiment.changes)
        return tuple((each.step, _("lr {rate:g}").format(rate=each.learning_rate)) for each in changes)

    @property
    def diverged(self) -> dict[int, int]:
        """The arms that diverged, and when."""
        return {arm: step for arm, step in enumerate(self.curves.diverged_at) if step is not None}

    @property
    def distributions_alike(self) -> pd.DataFrame:
        """The distributions of the arms that can be shown on, or behind, one nonlinearity's curve."""
        frame = self.curves.distributions
        return (
            frame if len(self.alike) == len(self.curves.diverged_at) else frame[frame["arm"].isin(self.alike)]
        )


def picture(*runs: tuple[Experiment, Curves], labels: Sequence[str] = ()) -> Picture:
    """The picture of some runs.

    Args:
        runs: the experiment and the curves of each.
        labels: how to call each; without, several are told apart by what they do not share.
    """
    experiments, curves = zip(*runs, strict=True)
    activations = [experiment.activation for experiment in experiments for arm in experiment.arms]
    return Picture(
        curves[0].beside(*curves[1:]),
        frozenset(experiment.architecture for experiment in experiments),
        activations[0],
        tuple(arm for arm, activation in enumerate(activations) if activation == activations[0]),
        max(experiment.depth for experiment in experiments),
        max(experiment.steps for experiment in experiments),
        runs,
        tuple(labels),
    )


def _labelled(experiments: Sequence[Experiment], labels: Sequence[str]) -> tuple[tuple[str, ...], ...]:
    return tuple(
        tuple(f"{label} {name}" for name in experiment.arm_names())
        for experiment, label in zip(experiments, labels, strict=True)
    )


def _names(experiments: Sequence[Experiment]) -> tuple[tuple[str, ...], ...]:
    """The names of each run's arms: what sets them apart within their run, and their run from others."""
    together = Experiment(arms=tuple(arm for experiment in experiments for arm in experiment.arms))
    names = iter(together.arm_names())
    if len(experiments) == 1:
        return (tuple(names),)
    runs = [_marked(names, experiment, experiments) for experiment in experiments]
    if len(set(runs)) < len(runs):  # one experiment, trained twice
        return tuple(tuple(f"{name} #{run}" for name in arms) for run, arms in enumerate(runs, start=1))
    return tuple(runs)


def _marked(names: Iterator[str], experiment: Experiment, all_: Sequence[Experiment]) -> tuple[str, ...]:
    words = _difference(experiment, all_)
    return tuple(" ".join([next(names).partition(" #")[0], *words]) for arm in experiment.arms)


def _difference(experiment: Experiment, all_: Sequence[Experiment]) -> list[str]:
    """In a word each, what an experiment does not share with all others, arms apart."""
    told = [
        f"{_(setting_field(name).title).lower()} {getattr(experiment, name)}"
        for name in Shared.model_fields
        if name != "steps" and len({getattr(each, name) for each in all_}) > 1
    ]
    return told + [f"→ {change.learning_rate:g}" for change in experiment.changes]
