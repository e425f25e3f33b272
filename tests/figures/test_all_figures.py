"""What is true of every figure."""

from __future__ import annotations

import pytest

from bnviz.figures import accuracy_figure, arm_styles, layers_figure, loss_figure, shift_figure

from .run_tables import accuracies, layers, losses

STYLES = arm_styles(["BN", "no BN"], ["batch", "none"])

BUILDERS = {
    "loss": lambda n: loss_figure(losses([1.0] * n, [2.0] * n), STYLES, steps=9, diverged_at={}),
    "accuracy": lambda n: accuracy_figure(accuracies([0.1] * n, [0.2] * n), STYLES, steps=9),
    "layers": lambda n: layers_figure(layers(2, 3, n), STYLES, depth=3, steps=9),
    "shift": lambda n: shift_figure(layers(2, 3, n), STYLES, depth=3, steps=9),
}


@pytest.fixture(params=BUILDERS)
def build(request):
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


def test_axes_are_titled(build):
    layout = build(3).layout
    titles = [layout.xaxis.title.text, *(note.text for note in layout.annotations)]
    assert "step" in titles
    assert layout.yaxis.title.text
    assert layout.title.text


def test_hovering_tells_the_step(build):
    assert build(3).layout.xaxis.unifiedhovertitle.text.endswith("step %{x:,d}")


def test_all_is_said_in_one_sentence(build):
    alt = build(3).layout.meta["alt"]
    assert "BN" in alt
    assert "no BN" in alt
    assert alt.endswith(".")
