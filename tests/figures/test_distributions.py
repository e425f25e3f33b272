from __future__ import annotations

import numpy as np
import pytest

from bnviz.figures.distributions import distributions_by_layer, whose
from bnviz.maths.activations import ACTIVATIONS

from .run_tables import distributions, put


def cells(frame, place="after", unit=0, activation="sigmoid"):
    return distributions_by_layer(frame, 2, 3, place=place, unit=unit, activation=activation)


@pytest.mark.parametrize("place", ["before", "after"])
@pytest.mark.parametrize("unit", [0, 2])
def test_each_arm_and_layer_has_the_quantiles_of_the_unit_in_the_order_of_steps(place, unit):
    frame = distributions(2, 3, 4)
    found = cells(frame, place, unit)
    for (arm, layer), values in found.items():
        rows = frame[(frame["arm"] == arm) & (frame["layer"] == layer) & (frame["unit"] == unit)]
        np.testing.assert_array_equal(values["quantiles"], np.stack(list(rows[place])))
        np.testing.assert_array_equal(values["step"], [0, 1, 2, 3])
    assert len(found) == 6


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_behind_the_nonlinearity_are_the_images_of_the_inputs_in_order(activation):
    frame = distributions(2, 3, 2)
    inputs, outputs = cells(frame), cells(frame, "activation", activation=activation)
    for key, values in outputs.items():
        images = ACTIVATIONS[activation].function(inputs[key]["quantiles"])
        np.testing.assert_array_equal(values["quantiles"], np.sort(images).astype(np.float32))


def test_a_diverged_arm_ends_with_its_last_finite_distribution():
    frame = distributions(2, 3, 4)
    broken = (frame["arm"] == 1) & (frame["step"] > 1)
    put(frame, broken, lambda after: np.append(after[:, 1:], np.full((len(after), 1), np.nan), axis=1))
    found = cells(frame, "activation", activation="gelu")
    assert found[1, 2]["step"].tolist() == [0, 1]
    assert found[0, 2]["step"].tolist() == [0, 1, 2, 3]


def test_a_unit_that_is_not_watched_has_no_rows():
    found = cells(distributions(2, 3, 4), unit=7)
    assert all(values["quantiles"].shape == (0, 32) for values in found.values())


def test_an_unknown_place_is_refused():
    with pytest.raises(ValueError, match=r"^place: 'behind' is none of before, after, activation\.$"):
        cells(distributions(1, 1, 1), "behind")


def test_units_are_named():
    assert (whose(0), whose(5)) == ("all units", "unit 5")
