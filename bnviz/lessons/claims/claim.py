"""A claim of a page or a preset, and the experiment that decides on it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bnviz.data import Dataset
from bnviz.experiment import Experiment
from bnviz.runs.outcome import Outcome

Values = Mapping[str, float]
"""What was measured, by name: accuracies from 0 to 1, or whatever the claim is about."""


@dataclass(frozen=True)
class Evidence:
    """What a claim is judged by.

    Attributes:
        seed: of everything random.
        outcomes: of the claim's experiments, in their order.
        digits: the data they were trained on.
    """

    seed: int
    outcomes: tuple[Outcome, ...]
    digits: Dataset


def no_training(seed: int) -> tuple[Experiment, ...]:
    """The experiments of a claim that arithmetic alone decides on."""
    return ()


@dataclass(frozen=True)
class Claim:
    """What a page says, with all that is needed to check it.

    Attributes:
        name: "paper/five-systems": the page, and what it is about.
        place: where it is said: "paper/five_systems" for a lesson's section, "lab" for a preset.
        says: the claim in a sentence, with the bound that `holds` checks; in English, as are `source` and
            `shows`, and marked for the catalogues.
        source: who claims it: a paper's section, a seed, or this project.
        measure: the values of one seed.
        holds: whether the claim is true of one seed's values.
        shows: the values as a text, a format string by their names: "BN {bn:.1%}, no BN {plain:.1%}".
        experiments: what is to be trained for a seed.
        seeds: each is checked by itself; a claim must hold for all of them.
        expected: False for what is said elsewhere and our networks contradict: "does not hold here".
        brief: whether it belongs to the short check: a few seconds, and true of the bundled sample too.
    """

    name: str
    place: str
    says: str
    source: str
    measure: Callable[[Evidence], Values]
    holds: Callable[[Values], bool]
    shows: str
    experiments: Callable[[int], tuple[Experiment, ...]] = no_training
    seeds: tuple[int, ...] = (1, 2, 3)
    expected: bool = True
    brief: bool = False
