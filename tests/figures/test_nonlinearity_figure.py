from __future__ import annotations

import numpy as np
import pytest

from bnviz.figures import arm_styles, nonlinearity_figure
from bnviz.maths.activations import ACTIVATIONS

from .run_tables import distributions, in_arrow, layers, put

STYLES = arm_styles(["BN", "no BN"], ["batch", "none"])


def draw(values, flat, depth=3, activation="sigmoid", step=9, unit=0, styles=STYLES, **more):
    choices = {"depth": depth, "activation": activation, "step": step, "unit": unit}
    return nonlinearity_figure(values, flat, styles, **(choices | more))


def tables(steps=3, depth=3):
    return distributions(2, depth, steps), layers(2, depth, steps)


def at(figure, trace, layer):
    """The x (from the layer's middle) and y of a trace in a layer's column."""
    line = figure.data[trace]
    x = line.x0 + line.dx * np.arange(len(line.y))
    there = (np.abs(x - layer) < 0.44) & np.isfinite(line.y)
    return x[there] - layer, np.asarray(line.y)[there]


def test_a_density_for_each_arm_over_the_curve_and_the_shade():
    figure = draw(*tables())
    assert [trace.name for trace in figure.data] == [None, None, "BN", "no BN"]
    assert [trace.line.dash for trace in figure.data[2:]] == [style.dash for style in STYLES]
    assert all(trace.meta["layer"] == "x" for trace in figure.data)


@pytest.mark.parametrize("layer", [1, 2, 3])
def test_a_density_is_where_the_values_are_and_reaches_one(layer):
    values, flat = tables()
    put(
        values,
        values.eval("layer == @layer and arm == 1"),
        lambda _: np.linspace(layer - 1.5, layer - 0.5, 32),
    )
    x, density = at(draw(values, flat), 3, layer)
    limits = np.array([-4, 4])
    middle = np.average(x / 0.88 * np.ptp(limits) + limits.mean(), weights=density)
    np.testing.assert_allclose(middle, layer - 1, atol=0.05)
    assert density.max() == 1


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_the_curve_is_that_of_the_nonlinearity_and_the_shade_where_it_is_flat(activation):
    figure = draw(*tables(), activation=activation)
    x, height = at(figure, 1, 2)
    function, derivative = ACTIVATIONS[activation]
    inputs = x / 0.88 * 8
    span = np.ptp(function(inputs))
    np.testing.assert_allclose(height * span, function(inputs) - function(inputs).min(), atol=1e-5)
    slope = np.abs(derivative(inputs))
    np.testing.assert_array_equal(at(figure, 0, 2)[1], slope < 0.1 * slope.max())


def test_limits_hold_the_values_of_all_arms_and_no_less_than_four_to_both_sides():
    values, flat = tables()
    put(
        values,
        values.eval("arm == 1 and unit == 0 and layer == 2 and step == 2"),
        lambda _: np.linspace(-30, 1, 32),
    )
    ticks = [float(text.replace("−", "-")) for text in draw(values, flat).layout.xaxis.ticktext]
    assert min(ticks) <= -20
    narrow = [float(text.replace("−", "-")) for text in draw(*tables()).layout.xaxis.ticktext]
    assert (min(narrow), max(narrow)) == (-2, 2)


def test_a_diverged_arm_sets_no_scale():
    values, flat = tables()
    put(values, values["arm"] == 1, lambda after: after * 1e30)
    sound = draw(*tables()).layout.xaxis
    assert draw(values, flat, diverged={1}).layout.xaxis.ticktext == sound.ticktext


@pytest.mark.parametrize(("step", "shown"), [(0, 0), (1, 1), (9, 2)])
def test_the_newest_snapshot_up_to_the_step_is_shown_and_named(step, shown):
    values, flat = tables()
    figure = draw(values, flat, step=step)
    only = draw(values[values["step"] == shown], flat[flat["step"] == shown], step=shown)
    assert figure == only
    assert f"all units, step {shown}<" in figure.layout.title.text


def test_one_unit_may_be_shown():
    values, flat = tables()
    assert draw(values, flat, unit=2).layout.title.text.startswith("Input to each sigmoid, unit 2, step 2<")
    assert not np.array_equal(draw(values, flat, unit=2).data[2].y, draw(values, flat).data[2].y)


@pytest.mark.parametrize(
    ("activation", "word", "shares"),
    [
        ("sigmoid", "saturated", "25"),
        ("relu", "off", "25 / 75"),
        ("leaky_relu", "off", "25"),
        ("gelu", "flat", "25"),
    ],
)
def test_shares_stand_above_each_column_for_each_arm(activation, word, shares):
    values, flat = tables()
    flat = flat.assign(flat=np.float32(0.25), dead=np.float32(0.75))
    layout = draw(values, flat, activation=activation).layout
    for layer, note in enumerate(layout.annotations[:3], start=1):
        assert note.x == layer
        assert note.text.startswith(f"layer {layer}<br>")
        wanted = [f"{style.dot} {shares}" for style in STYLES]
        assert note.text.removesuffix("</span>").split('11px">')[1].split("<br>") == wanted
    assert word in layout.title.text


def test_its_axis_is_no_step_axis():
    layout = draw(*tables()).layout
    assert layout.meta["steps"] is False
    assert layout.annotations[-1].text == "input"
    assert layout.yaxis.title.text == "density"


def test_many_arms_get_room_for_their_shares():
    names, kinds = ["a", "b", "c", "d"], ["batch", "none"] * 2
    four = draw(distributions(4, 3, 2), layers(4, 3, 2), styles=arm_styles(names, kinds)).layout
    two = draw(*tables()).layout
    assert four.margin.t - two.margin.t >= 2 * 14
    assert four.height - four.margin.t >= two.height - two.margin.t


def test_the_alternative_text_tells_the_last_layer():
    values, flat = tables()
    values["after"] = in_arrow(np.linspace(-1, 1, 32) + arm for arm in values["arm"])
    text = draw(values, flat.assign(flat=np.float32(0.125))).layout.meta["alt"]
    assert text == (
        "Input to each sigmoid, all units: median, and per cent saturated, in layer 3 at step 2: "
        "BN 0.00, 12.5, no BN 1.00, 12.5."
    )


def test_before_the_first_snapshot_all_is_in_place():
    figure = draw(*tables(steps=0))
    assert [trace.name for trace in figure.data] == [None, None, "BN", "no BN"]
    assert figure.layout.annotations[0].text.count("–") == 2
    assert figure.layout.meta["alt"].endswith("nothing measured yet.")
