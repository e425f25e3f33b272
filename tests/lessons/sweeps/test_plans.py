"""Every network of a sweep is trained once, and the lab can train the very same."""

from __future__ import annotations

from collections import Counter
from itertools import product
from typing import get_args

import pytest

from bnviz.experiment.settings import NORMALIZATIONS
from bnviz.lessons.sweeps.plans import DEFAULTS, RATES, ROWS, Grid, Place, Varied, default_sweep, sweep

ALL = [(varied, grid) for varied in get_args(Varied) for grid in get_args(Grid)]


@pytest.mark.parametrize(("varied", "grid"), ALL)
def test_every_place_is_one_arm_of_its_rows_training(varied: Varied, grid: Grid) -> None:
    planned = sweep(varied, grid, activation="tanh", normalizations=NORMALIZATIONS, steps=50, seed=7)
    experiments, seen = planned.experiments(), Counter[tuple[int, int]]()
    for kind, row, column in product(
        NORMALIZATIONS, *map(range, (len(ROWS[varied][grid]), len(RATES[grid])))
    ):
        place = Place(kind, row, column)
        arm = experiments[row].arms[planned.arm(place)]
        assert (arm.normalization, arm.learning_rate) == (kind, RATES[grid][column])
        assert getattr(experiments[row], varied) == ROWS[varied][grid][row]
        seen[row, planned.arm(place)] += 1
    assert set(seen.values()) == {1}
    assert len(seen) == sum(len(experiment.arms) for experiment in experiments)


@pytest.mark.parametrize("varied", get_args(Varied))
def test_the_lab_gets_the_same_network_on_the_same_data(varied: Varied) -> None:
    planned = default_sweep(varied, seed=3)
    for place in (Place("none", 0, 1), Place("batch", len(planned.rows) - 1, 0)):
        trained, alone = planned.experiments()[place.row], planned.setup(place).experiment()
        assert alone.arms == (trained.arms[planned.arm(place)],)
        assert alone.model_copy(update={"arms": trained.arms, "detail": "scores"}) == trained


def test_rows_differ_in_the_varied_setting_only() -> None:
    for varied in get_args(Varied):
        first, *others = default_sweep(varied).experiments()
        for other in others:
            assert other.model_copy(update={varied: getattr(first, varied)}) == first


def test_where_the_first_weights_are_not_varied_they_suit_the_nonlinearity() -> None:
    for varied in ("depth", "batch_size"):
        for activation, expected in (
            ("relu", "he"),
            ("gelu", "he"),
            ("sigmoid", "xavier"),
            ("tanh", "xavier"),
        ):
            settings = sweep(varied, "4 × 4", activation=activation, steps=9).settings  # type: ignore[arg-type]
            assert settings["initialization"] == expected
    assert default_sweep("init_std").experiments()[0].initialization == "gaussian"


def test_what_a_section_starts_with_is_a_grid_of_the_lesson() -> None:
    assert [len(default_sweep(varied).experiments()) for varied in DEFAULTS] == [8, 4, 4]
    assert len(default_sweep("init_std").experiments()[0].arms) == 16
