"""A unit's mini-batch cannot be changed, is one, and is worked out even after a network has diverged."""

from dataclasses import FrozenInstanceError, replace
from math import inf, isnan, nan

import numpy as np
import pytest

from bnviz.lessons.formulas import SYMBOLS, UnitBatch, coefficients, constants, texts
from bnviz.maths.batch_norm import Statistics

BATCH = UnitBatch((1.0, 2.0, 6.0), (0.1, 0.2, 0.3), 1.5, 0.5, 2.0, 4.0)


def test_it_is_a_value() -> None:
    assert hash(replace(BATCH)) == hash(BATCH)
    with pytest.raises(FrozenInstanceError):
        BATCH.gamma = 2.0  # type: ignore[misc]


def test_it_knows_every_symbol_and_which_image_it_is() -> None:
    assert BATCH.values(2).keys() == SYMBOLS.keys() | {"i"}


def test_image_i_is_counted_from_1() -> None:
    assert [BATCH.values(image)["x"] for image in (1, 2, 3)] == [1.0, 2.0, 6.0]
    assert len({BATCH.values(image)["mu"] for image in (1, 2, 3)}) == 1


@pytest.mark.parametrize("image", [0, -1, 4])
def test_there_is_no_other_image(image: int) -> None:
    with pytest.raises(ValueError, match=rf"^image: {image} is not among the images 1 to 3\.$"):
        BATCH.values(image)


def test_one_image_is_no_mini_batch() -> None:
    with pytest.raises(ValueError, match=r"^x: 1 values are no mini-batch; there must be at least 2\.$"):
        replace(BATCH, x=(1.0,))


def test_there_is_a_gradient_for_each_image() -> None:
    with pytest.raises(ValueError, match=r"^gradient: 2 values; as many as x has, 3\.$"):
        replace(BATCH, gradient=(1.0, 2.0))


@pytest.mark.parametrize("broken", [nan, inf, -inf, 1e200])
def test_a_network_that_has_diverged_has_no_numbers_and_no_error(broken: float) -> None:
    values = replace(BATCH, x=(broken, 1.0, 2.0), running_mean=broken).values(1)
    assert not values["variance"] < inf
    assert isnan(values["to_x"]) or values["to_x"] == 0
    assert texts(values)["variance"] == "no number"


def test_before_there_is_a_mini_batch_only_constants_are_known() -> None:
    assert texts(constants(4, 60)) == {"i": "4", "m": "60", "(epsilon)": "10⁻⁵"}


def test_what_is_known_without_the_mini_batch_is_what_is_known_with_it() -> None:
    batch = UnitBatch((1.0, 2.0, 6.0), (0.1, -0.2, 0.3), 0.5, 0.25, 2.5, 4.0)
    made = Statistics(np.array([3.0]), np.array([14 / 3]))
    running = Statistics(np.array([2.5]), np.array([4.0]))
    found = coefficients(0.5, 0.25, made, running)
    values = batch.values(1)
    assert found == pytest.approx({name: values[name] for name in found})
    assert {"scale", "offset", "mu", "variance"} <= found.keys()
