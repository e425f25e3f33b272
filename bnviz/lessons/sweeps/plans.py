"""Networks on a grid: learning rates across, another setting down, and a grid for each normalization."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Literal, NamedTuple

from bnviz.experiment import Arm, Experiment, Setup
from bnviz.experiment.settings import Activation, Normalization

Grid = Literal["8 × 8", "4 × 4"]
Varied = Literal["init_std", "depth", "batch_size"]

RATES: Mapping[Grid, tuple[float, ...]] = MappingProxyType(
    {"8 × 8": (0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10), "4 × 4": (0.01, 0.1, 1, 10)}
)
ROWS: Mapping[Varied, Mapping[Grid, tuple[float, ...]]] = MappingProxyType(
    {
        "init_std": {"8 × 8": (0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3), "4 × 4": (0.001, 0.01, 0.1, 1)},
        "depth": {"8 × 8": (1, 2, 3, 4, 5, 6, 8, 12), "4 × 4": (1, 3, 5, 8)},
        "batch_size": {"8 × 8": (2, 4, 8, 16, 32, 64, 128, 256), "4 × 4": (2, 8, 32, 128)},
    }
)
HE: tuple[Activation, ...] = ("relu", "leaky_relu", "gelu")
"""The nonlinearities that He's first weights are for; the others get Xavier's."""


class Place(NamedTuple):
    """Where a network is: its normalization, and its row and column from 0."""

    normalization: Normalization
    row: int
    column: int


@dataclass(frozen=True)
class Sweep:
    """All networks of a sweep.

    Attributes:
        varied: the setting that is varied down the rows.
        rows: its values.
        rates: the learning rates, across.
        normalizations: each has a network at every place of the grid.
        settings: what all networks share.
    """

    varied: Varied
    rows: tuple[float, ...]
    rates: tuple[float, ...]
    normalizations: tuple[Normalization, ...] = ("batch", "none")
    settings: Mapping[str, Any] = field(default_factory=dict)

    def experiments(self) -> tuple[Experiment, ...]:
        """The trainings, one a row: its networks have the same shape, first weights and mini-batches.

        Eight learning rates of two normalizations are 16 arms, which is as fast as a stack gets: of more arms
        the values no longer fit the cache, of fewer the products are too small.
        """
        arms = tuple(
            Arm(normalization=kind, learning_rate=rate) for kind in self.normalizations for rate in self.rates
        )
        return tuple(
            Experiment(**self.settings, **{self.varied: value}, arms=arms, detail="scores")
            for value in self.rows
        )

    def arm(self, place: Place) -> int:
        """The arm of a network among those of its row's experiment."""
        return self.normalizations.index(place.normalization) * len(self.rates) + place.column

    def setup(self, place: Place) -> Setup:
        """One network as the lab's controls have it."""
        return Setup(
            **self.settings,
            **{self.varied: self.rows[place.row]},
            learning_rate=self.rates[place.column],
            normalization=place.normalization,
        )


class Defaults(NamedTuple):
    """What a section of the lesson starts with."""

    activation: Activation
    grid: Grid
    steps: int


DEFAULTS: Mapping[Varied, Defaults] = MappingProxyType(
    {
        "init_std": Defaults("relu", "8 × 8", 1_000),
        "depth": Defaults("sigmoid", "4 × 4", 500),
        "batch_size": Defaults("relu", "4 × 4", 500),
    }
)


def sweep(
    varied: Varied,
    grid: Grid,
    *,
    activation: Activation,
    normalizations: tuple[Normalization, ...] = ("batch", "none"),
    **settings: Any,
) -> Sweep:
    """A sweep on one of the lesson's grids; `settings` are others that all its networks share.

    Where the first weights are not what is varied, they are those recommended for the nonlinearity.
    """
    if varied != "init_std":
        settings["initialization"] = "he" if activation in HE else "xavier"
    shared = {"activation": activation} | settings
    return Sweep(varied, ROWS[varied][grid], RATES[grid], normalizations, shared)


def default_sweep(varied: Varied, seed: int = 1) -> Sweep:
    """What a section starts with."""
    activation, grid, steps = DEFAULTS[varied]
    return sweep(varied, grid, activation=activation, steps=steps, seed=seed)
