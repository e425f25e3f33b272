"""Figures in words, for those who cannot see them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from numpy.typing import NDArray

from bnviz.figures.style import ArmStyle
from bnviz.language import _


def sentence(what: str, step: int | None, readings: Iterable[str]) -> str:
    """For instance "Training loss at step 1,240: BN 0.213, no BN 2.30."."""
    if step is None:
        return _("{what}: nothing measured yet.").format(what=what)
    told = ", ".join(readings)
    return _("{what} at step {step:,}: {readings}.").format(what=what, step=step, readings=told)


def reading(style: ArmStyle, *measures: NDArray[Any], told: Callable[[str], str] = str) -> str:
    """An arm and the newest value of each of its measures, as `told` puts a number: "BN 0.213"."""
    newest = [told(number(float(values[-1]))) for values in measures if values.size]
    told_all = ", ".join(newest) or _("not measured")
    return f"{style.name} {told_all}"


def ended(style: ArmStyle, step: int) -> str:
    """What became of an arm that diverged at a step."""
    return _("{name} diverged at step {step:,}").format(name=style.name, step=step)


def in_per_cent(number: str | int) -> str:
    """A number of per cent, or plotly's place for one: "93.5 %"."""
    return _("{number} %").format(number=number)


def number(value: float) -> str:
    """Three significant digits, with a real minus sign: "0.213", "−1.20", "2.30e+04"."""
    return f"{value:#.3g}".removesuffix(".").replace("-", "−")
