"""Figures in words, for those who cannot see them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from numpy.typing import NDArray

from bnviz.figures.style import ArmStyle


def sentence(what: str, step: int | None, readings: Iterable[str]) -> str:
    """For instance "Training loss at step 1,240: BN 0.213, no BN 2.30."."""
    if step is None:
        return f"{what}: nothing measured yet."
    return f"{what} at step {step:,}: {', '.join(readings)}."


def reading(style: ArmStyle, *measures: NDArray[Any], unit: str = "") -> str:
    """An arm and the newest value of each of its measures: "BN 0.213"."""
    newest = [number(float(values[-1])) + unit for values in measures if values.size]
    return f"{style.name} {', '.join(newest) or 'not measured'}"


def number(value: float) -> str:
    """Three significant digits, with a real minus sign: "0.213", "−1.20", "2.30e+04"."""
    return f"{value:#.3g}".removesuffix(".").replace("-", "−")
