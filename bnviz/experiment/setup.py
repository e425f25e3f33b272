"""The experiment as the controls hold it."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from bnviz.experiment.plan import Arm, Experiment
from bnviz.experiment.settings import COMPARISONS, Comparison, Control, LearningRate, Shared
from bnviz.language import N_


class Setup(Shared):
    """The experiment as the controls hold it: flat, so that every field is one widget and one URL key."""

    normalization: Annotated[
        Comparison,
        Field(
            title=N_("Batch Normalization"),
            description=N_(
                "Train with it, without it, or both side by side from the same weights; "
                "or with Layer Normalization (LN), which takes its statistics over the units of one image."
            ),
        ),
        Control(
            "network",
            labels={
                "both": N_("both"),
                "batch": N_("on"),
                "none": N_("off"),
                "layer": "LN",
                "all": N_("all"),
            },
        ),
    ] = "both"
    learning_rate: LearningRate = 0.1

    def experiment(self) -> Experiment:
        """The experiment these controls ask for: one arm for each normalization compared."""
        chosen = COMPARISONS[self.normalization]
        arms = tuple(Arm(normalization=name, learning_rate=self.learning_rate) for name in chosen)
        shared = self.model_dump(include=set(Shared.model_fields))
        return Experiment(**shared, arms=arms)

    @classmethod
    def of(cls, experiment: Experiment) -> Setup:
        """The controls nearest to an experiment: its shared settings and its first arm's learning rate.

        Controls know no changes on the way: what is told is how the experiment begins.
        """
        kinds = {arm.normalization for arm in experiment.arms}
        fitting = [name for name, among in COMPARISONS.items() if kinds <= set(among)]
        shared = experiment.model_dump(include=set(Shared.model_fields))
        return cls(
            **shared,
            normalization=min(fitting, key=lambda name: len(COMPARISONS[name])),
            learning_rate=experiment.arms[0].learning_rate,
        )
