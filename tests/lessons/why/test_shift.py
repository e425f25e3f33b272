"""Both definitions of internal covariate shift, read off a run's table."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from bnviz.lessons.why import shift


def table(change, norm=None, steps=(0, 1, 50, 100, 101, 1500)):
    """Rows of two arms and three layers: `change` is asked for each step, arm and layer."""
    keys = pd.MultiIndex.from_product([steps, (0, 1), (1, 2, 3)], names=["step", "arm", "layer"])
    frame = keys.to_frame(index=False)
    frame["gradient_norm"] = [(norm or (lambda *where: 2.0))(*where) for where in keys]
    frame["gradient_change"] = [change(*where) for where in keys]
    return shift.with_relative_change(frame)


@pytest.mark.parametrize("activation", shift.NETWORKS)
def test_the_arms_differ_in_normalization_only(activation):
    plan = shift.network(activation, seed=7)
    bn, plain = plan.arms
    assert (bn.normalization, plain.normalization) == ("batch", "none")
    assert bn.model_copy(update={"normalization": "none"}) == plain
    assert (plan.activation, plan.seed, plan.steps) == (activation, 7, shift.STEPS)


def test_a_change_is_told_in_the_size_of_its_gradient():
    frame = table(lambda step, arm, layer: 3.0, lambda step, arm, layer: 4.0 if layer > 1 else 0.0)
    relative = frame.set_index("layer")["gradient_change_relative"]
    assert (relative[[2, 3]] == 0.75).all()
    assert relative[1].isna().all(), "no gradient: no number, and not infinity"


def test_what_is_typical_is_the_median_of_the_stretch_and_of_nothing_else():
    frame = table(lambda step, arm, layer: 1000.0 if step in (0, 100) else step + 10 * arm + 100 * layer)
    found = shift.typical(frame, "gradient_change", "early")
    for arm in (0, 1):
        for layer in (1, 2, 3):
            values = [1 + 10 * arm + 100 * layer, 50 + 10 * arm + 100 * layer, 1000]
            assert found[arm, layer - 1] == np.median(values)
    later = shift.typical(frame, "gradient_change", "later")
    assert later[1, 2] == np.mean([101, 1500]) + 310


@pytest.mark.parametrize(("of_bn", "wanted"), [(1.0, True), (0.95, True), (0.85, False), (2.0, True)])
def test_about_as_much_is_nine_tenths_in_every_layer(of_bn, wanted):
    frame = table(lambda step, arm, layer: of_bn if (arm, layer) == (shift.BN, 3) else 1.0)
    assert shift.as_much(frame, "later") is wanted
    only_layer_1 = table(lambda step, arm, layer: 0.0 if (arm, layer) == (shift.BN, 1) else 1.0)
    assert shift.as_much(only_layer_1, "later"), "layer 1 has none below"
