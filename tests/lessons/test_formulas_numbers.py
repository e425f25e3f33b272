"""Every number on the pages, read back and worked out anew from the mini-batch, without the reference."""

from __future__ import annotations

import re
from math import fsum, sqrt
from typing import NamedTuple

from hypothesis import given
from hypothesis import strategies as st

from bnviz.lessons.formulas import SYMBOLS, UnitBatch, pages, texts

EPSILON = 1e-5
POWERS = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")
SLOT = re.compile(r'data-symbol="(\w+)" data-slot="(\(?)\1\)?"')

sizes = st.floats(-10, 10, width=32)
slopes = st.floats(-1, 1, width=32)


@st.composite
def batches(draw: st.DrawFn) -> UnitBatch:
    m = draw(st.integers(2, 12))
    return UnitBatch(
        x=tuple(draw(st.lists(sizes, min_size=m, max_size=m))),
        gradient=tuple(draw(st.lists(slopes, min_size=m, max_size=m))),
        gamma=draw(sizes),
        beta=draw(sizes),
        running_mean=draw(sizes),
        running_variance=draw(st.floats(0.5, 100, width=32)),
    )


class Read(NamedTuple):
    """A number as it can be read, and by how much the true one may differ from it: half its last digit."""

    value: float
    doubt: float


def read(text: str) -> Read:
    """Read "−1.234·10⁻⁵", or "60"."""
    mantissa, _, power = text.replace("−", "-").partition("·10")
    size = 10.0 ** int(power.translate(POWERS) or 0)
    last = 10.0 ** -len(mantissa.partition(".")[2])
    return Read(float(mantissa) * size, last * size / 2)


def worked_out(batch: UnitBatch, image: int) -> dict[str, float]:
    """All symbols of one image, with sums that do not round and, for ∂ℓ/∂x, in another way than the chain."""
    x, g, m = batch.x, batch.gradient, len(batch.x)
    mu = fsum(x) / m
    variance = fsum((each - mu) ** 2 for each in x) / m
    deviation = sqrt(variance + EPSILON)
    normalised = [(each - mu) / deviation for each in x]
    aligned = fsum(slope * each for slope, each in zip(g, normalised, strict=True))
    scale = batch.gamma / sqrt(batch.running_variance + EPSILON)
    xi, gi, x_hat = x[image - 1], g[image - 1], normalised[image - 1]
    output = batch.gamma * x_hat + batch.beta
    test_output = (
        batch.gamma * (xi - batch.running_mean) / sqrt(batch.running_variance + EPSILON) + batch.beta
    )
    return {
        "x": xi,
        "m": m,
        "gamma": batch.gamma,
        "beta": batch.beta,
        "mu": mu,
        "variance": variance,
        "normalised": x_hat,
        "output": output,
        "running_mean": batch.running_mean,
        "running_variance": batch.running_variance,
        "scale": scale,
        "offset": batch.beta - scale * batch.running_mean,
        "test_output": test_output,
        "gap": test_output - output,
        "to_output": gi,
        "to_normalised": gi * batch.gamma,
        "to_variance": -batch.gamma * aligned / (2 * deviation**2),
        "to_mu": -batch.gamma * fsum(g) / deviation,
        "to_gamma": aligned,
        "to_beta": fsum(g),
        "to_x": batch.gamma / deviation * (gi - fsum(g) / m - x_hat * aligned / m),
    }


def rounding(batch: UnitBatch, variance: float) -> float:
    """By how much two ways to work out the same may differ in float64: much, if x hardly varies."""
    largest = max(map(abs, batch.x))
    steepness = 1 / min(variance + EPSILON, 1)
    return 1e-13 * (1 + largest) ** 3 * (1 + largest**2 * steepness) * steepness**1.5 * len(batch.x)


@given(batches(), st.data())
def test_every_number_on_the_pages_is_right_to_its_last_digit(batch: UnitBatch, data: st.DataObject) -> None:
    image = data.draw(st.integers(1, len(batch.x)))
    shown, expected = texts(batch.values(image)), worked_out(batch, image)
    noise = rounding(batch, expected["variance"])
    for name, bracket in {match for page in pages() for match in SLOT.findall(page.html)} - {
        ("epsilon", "(")
    }:
        text = shown[f"({name})" if bracket else name]
        number = read(text.strip("()"))
        assert abs(number.value - expected[name]) <= number.doubt * 1.0001 + noise, (name, text)
        assert text.startswith("(") == bool(bracket and number.value < 0)


@given(batches())
def test_no_slot_stays_without_a_text(batch: UnitBatch) -> None:
    needed = {slot for page in pages() for slot in re.findall(r'data-slot="([^"]+)"', page.html)}
    assert texts(batch.values(1)).keys() == needed


def test_every_symbol_has_its_number_on_a_page() -> None:
    shown = {name for page in pages() for name, _ in SLOT.findall(page.html)}
    assert shown == SYMBOLS.keys()


def test_what_is_exact_is_shown_exactly() -> None:
    batch = UnitBatch((0.0, 1.0, 3.0), (0.0, 0.0, 0.0), 1, 0, 0, 1)
    shown = texts(batch.values(3))
    assert (shown["i"], shown["m"], shown["(epsilon)"]) == ("3", "3", "10⁻⁵")
