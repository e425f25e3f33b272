from __future__ import annotations

import numpy as np
import pytest

from bnviz.figures import MEASURES, arm_styles, strip_figure

from .run_tables import every, layers

STYLES = arm_styles(["BN", "no BN"], ["batch", "none"])


def draw(frame, measure="shift", depth=3, styles=STYLES, **more):
    return strip_figure(frame, styles, measure=measure, depth=depth, **({"steps": 100} | more))


def test_arms_are_below_each_other_and_layer_1_is_at_the_bottom():
    frame = every(5, 100, layers(2, 3, 5))
    strips = draw(frame).data
    assert [strip.yaxis for strip in strips] == ["y", "y2"]
    wanted = frame.query("arm == 1 and layer == 1 and step == 0")["shift"].item()
    assert strips[1].customdata[0][0] == np.float32(wanted)
    assert (strips[1].y0, strips[1].dy) == (1, 1)
    assert strips[1].meta["layer"] == "y"


def test_a_stretch_tells_the_newest_value_up_to_its_middle():
    frame = every(5, 100, layers(1, 1, 5))
    (strip,) = draw(frame, depth=1, styles=STYLES[:1]).data
    values = frame["shift"].to_numpy()
    middles = strip.x0 + strip.dx * np.arange(strip.z.shape[1])
    np.testing.assert_array_equal(strip.customdata[0], values[(middles // 25).astype(int)])


@pytest.mark.parametrize("measure", MEASURES)
def test_colours_rise_with_the_values_and_are_shared_by_all_arms(measure):
    strips = draw(every(9, 100, layers(2, 3, 9)), measure).data
    values, codes = (np.concatenate([getattr(s, key).ravel() for s in strips]) for key in ("customdata", "z"))
    order = np.argsort(values)
    assert (np.diff(codes[order].astype(int)) >= 0).all()
    assert codes.min() >= 1
    assert codes.dtype == np.uint8
    assert {strip.coloraxis for strip in strips} == {"coloraxis"}


def test_nothing_is_shown_beyond_what_is_measured():
    frame = layers(2, 3, 11)
    (bn, _) = draw(frame, steps=100).data
    assert bn.z.shape[1] * bn.dx == pytest.approx(12.5)
    frame.loc[(frame["arm"] == 1) & (frame["step"] > 4), "shift"] = np.nan
    _, plain = draw(frame, steps=100).data
    assert plain.z.shape[1] * plain.dx == pytest.approx(5)


def test_a_zero_has_no_colour_on_a_logarithmic_scale():
    frame = every(5, 100, layers(1, 2, 5))
    frame.loc[frame["layer"] == 1, "gradient_change"] = 0
    (strip,) = draw(frame, "gradient_change", 2, STYLES[:1]).data
    assert (strip.z[0] == 0).all()
    assert (strip.z[1] > 0).all()


def test_a_diverged_arm_sets_no_scale():
    frame = every(5, 100, layers(2, 3, 5))
    frame.loc[(frame["arm"] == 1) & (frame["step"] > 30), "shift"] = 1e30
    bn, plain = draw(frame, diverged={1}).data
    assert np.ptp(bn.z) > 100
    assert plain.z.max() == 255


def test_hovering_tells_layer_step_and_value():
    (strip, _) = draw(layers(2, 3, 5)).data
    assert all(key in strip.hovertemplate for key in ("layer %{y}", "step %{x", "%{customdata"))
    assert strip.name == "BN"


def test_the_bar_has_the_unit():
    layout = draw(layers(2, 3, 5), "flat").layout
    assert layout.coloraxis.colorbar.title.text == "% of inputs"
    assert layout.coloraxis.colorbar.ticktext == ("0", "50", "100")


def test_deep_networks_keep_every_layer_and_take_more_height():
    frame = every(5, 100, layers(2, 12, 5))
    deep, flat = draw(frame, depth=12), draw(frame, depth=3)
    assert deep.data[0].z.shape[0] == 12
    assert deep.layout.height > flat.layout.height
    assert deep.layout.yaxis.range == deep.layout.yaxis2.range == (0.5, 12.5)


def test_the_alternative_text_tells_the_last_layer_now():
    frame = layers(2, 2, 3)
    frame.loc[(frame["layer"] == 2) & (frame["step"] == 2), "weight_norm"] = [8.25, 13.0]
    assert draw(frame, "weight_norm", 2).layout.meta["alt"] == (
        "Norm of the weights in layer 2 at step 2: BN 8.25, no BN 13.0."
    )


def test_before_the_first_step_all_is_in_place():
    figure = draw(layers(2, 3, 0))
    assert [strip.z.shape for strip in figure.data] == [(3, 1)] * 2
    assert not figure.data[0].z.any()
