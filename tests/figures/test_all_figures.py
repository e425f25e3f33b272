"""What is true of every figure."""

from __future__ import annotations

import json
import re

import pytest
from plotly.utils import PlotlyJSONEncoder

from bnviz.figures import (
    accuracy_figure,
    arm_styles,
    bands_figure,
    layers_figure,
    layout,
    loss_figure,
    measure_figure,
    nonlinearity_figure,
    statistics_figure,
    strip_figure,
)
from bnviz.figures.marks import marked

from .run_tables import accuracies, distributions, layers, losses, units

STYLES = arm_styles(["BN", "no BN"], ["batch", "none"])
SIZE = {"depth": 3, "steps": 9}
LOOK = {"unit": 0, "activation": "relu"}

BUILDERS = {
    "loss": lambda n: loss_figure(losses([1.0] * n, [2.0] * n), STYLES, steps=9, diverged_at={}),
    "accuracy": lambda n: accuracy_figure(accuracies([0.1] * n, [0.2] * n), STYLES, steps=9),
    "layers": lambda n: layers_figure(distributions(2, 3, n), STYLES, place="after", **LOOK, **SIZE),
    "measure": lambda n: measure_figure(layers(2, 3, n), STYLES, measure="shift", **SIZE),
    "log measure": lambda n: measure_figure(layers(2, 3, n), STYLES, measure="gradient_norm", **SIZE),
    "strip": lambda n: strip_figure(layers(2, 3, n), STYLES, measure="flat", **SIZE),
    "bands": lambda n: bands_figure(layers(2, 3, n), STYLES, unit=0, parameter="beta", **SIZE),
    "statistics": lambda n: statistics_figure(units(2, 3, n), STYLES, unit=1, moment="mean", **SIZE),
}
ALL = BUILDERS | {
    "nonlinearity": lambda n: nonlinearity_figure(
        distributions(2, 3, n), layers(2, 3, n), STYLES, depth=3, step=9, **LOOK
    ),
}


@pytest.fixture(params=ALL)
def build(request):
    return ALL[request.param]


@pytest.fixture(params=BUILDERS)
def over_steps(request):
    return BUILDERS[request.param]


def test_zoom_and_size_outlive_a_tick(build):
    one, other = build(2).layout, build(5).layout
    assert one.uirevision == other.uirevision is not None
    assert (one.height, one.margin, one.meta["min_width"]) == (
        other.height,
        other.margin,
        other.meta["min_width"],
    )


def test_traces_keep_their_places_from_before_the_first_step_on(build):
    places = [[(trace.name, trace.xaxis, trace.yaxis) for trace in build(n).data] for n in (0, 1, 5)]
    assert places[0] == places[1] == places[2]


def test_colours_of_text_and_grid_are_left_to_the_page(build):
    figure = build(3)
    assert figure.layout.font.color is None
    assert figure.layout.paper_bgcolor is None
    assert figure.layout.template.layout.to_plotly_json() == {}


def test_axes_are_titled(over_steps):
    layout = over_steps(3).layout
    titles = [layout.xaxis.title.text, *(note.text for note in layout.annotations)]
    assert "step" in titles
    assert layout.yaxis.title.text
    assert layout.title.text


def test_hovering_tells_the_step(over_steps):
    assert over_steps(3).layout.xaxis.unifiedhovertitle.text.endswith("step %{x:,d}")


def test_all_is_said_in_one_sentence_with_the_step_and_the_numbers(build):
    alt = build(3).layout.meta["alt"]
    assert re.search(r" at step [23]: BN −?\d", alt)  # losses count from 1, all else from 0
    assert alt.endswith(".")
    assert alt.count(". ") == 0


def test_step_axes_are_said_to_be_and_reach_from_0_to_the_last_step(over_steps):
    figure = over_steps(3)
    assert figure.layout.meta["steps"] is True
    assert {axis.range for axis in figure.select_xaxes()} == {(0, 9)}


@pytest.mark.parametrize("name", sorted(ALL.keys() - {"loss", "accuracy"}))
def test_a_click_can_tell_the_layer(name):
    said = {trace.meta["layer"] for trace in ALL[name](3).data}
    assert said == {"strip": {"y"}, "nonlinearity": {"x"}}.get(name, {1, 2, 3})


def test_a_legend_of_two_short_names_takes_no_row_and_a_long_one_as_many_as_it_needs():
    def top(names):
        styles = arm_styles(names, ["batch"] * len(names))
        return accuracy_figure(accuracies(*[[0.1]] * len(names)), styles, steps=9).layout.margin.t

    tops = [
        top(["BN", "no BN"]),
        top(["BN lr 0.5", "no BN lr 0.5"]),
        top([f"no BN lr 0.{i}" for i in range(4)]),
    ]
    assert tops[0] < tops[1] < tops[2]
    assert tops[2] - tops[0] == 2 * (tops[1] - tops[0])


def test_it_is_the_same_when_plotly_does_not_check_it(build, monkeypatch):
    def drawn():
        figure = marked(build(3), [(5, "lr 0.1")])
        return json.loads(PlotlyJSONEncoder().encode(figure.to_dict()))

    checked = drawn()
    monkeypatch.setattr(layout, "VALIDATES", False)
    assert drawn() == checked
