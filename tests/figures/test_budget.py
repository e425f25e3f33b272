"""How many bytes each figure sends: all that is open shares 60 KB a tick, before compression."""

from __future__ import annotations

from functools import cache

import pytest
from plotly.utils import PlotlyJSONEncoder

from bnviz.figures import (
    arm_styles,
    bands_figure,
    layers_figure,
    measure_figure,
    nonlinearity_figure,
    statistics_figure,
    strip_figure,
)

from .run_tables import distributions, every, layers, units

SNAPSHOTS, STEPS = 400, 3000


@cache
def tables(arms, depth):
    made = (build(arms, depth, SNAPSHOTS) for build in (layers, units, distributions))
    return tuple(every(SNAPSHOTS, STEPS, table) for table in made)


def draw(kind, arms, depth):
    of_layers, of_units, values = tables(arms, depth)
    styles = arm_styles(["BN", "no BN", "BN, lr 0.5", "no BN, lr 0.5"][:arms], (["batch", "none"] * 2)[:arms])
    size = {"depth": depth, "steps": STEPS}
    look = {"unit": 0, "activation": "sigmoid"}
    builders = {
        "layers": lambda: layers_figure(values, styles, place="after", **look, **size),
        "nonlinearity": lambda: nonlinearity_figure(
            values, of_layers, styles, depth=depth, step=STEPS, **look
        ),
        "shift": lambda: measure_figure(of_layers, styles, measure="shift", **size),
        "gradient": lambda: measure_figure(of_layers, styles, measure="gradient_norm", **size),
        "strip": lambda: strip_figure(of_layers, styles, measure="gradient_norm", **size),
        "gamma": lambda: bands_figure(of_layers, styles, unit=0, parameter="gamma", **size),
        "beta": lambda: bands_figure(of_layers, styles, unit=0, parameter="beta", **size),
        "statistics": lambda: statistics_figure(of_units, styles, unit=1, moment="mean", **size),
    }
    return builders[kind]()


# Kilobytes for two arms and three layers, for four arms, and for twelve layers: there, most of it are the
# names of 24 to 72 traces' properties, which compress to next to nothing.
BUDGETS = {
    "layers": (26, 41.6, 45),
    "nonlinearity": (9, 14.4, 14.4),
    "shift": (9, 14.4, 14.4),
    "gradient": (9, 14.4, 14.4),
    "strip": (5, 8, 8),
    "gamma": (12, 19.2, 19.2),
    "beta": (12, 19.2, 31),
    "statistics": (10, 16, 16),
}


@pytest.mark.parametrize("kind", BUDGETS)
@pytest.mark.parametrize(("arms", "depth", "which"), [(2, 3, 0), (4, 3, 1), (2, 12, 2)])
def test_a_figure_stays_within_its_budget(kind, arms, depth, which):
    text = PlotlyJSONEncoder().encode(draw(kind, arms, depth).to_dict())
    assert len(text) <= 1000 * BUDGETS[kind][which]
    assert "bdata" in text
