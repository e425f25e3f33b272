"""The views of a run: which figures belong together, and what is said of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

import numpy as np
import plotly.graph_objects as go

from bnviz.figures.accuracy import accuracy_figure
from bnviz.figures.bands import bands_figure
from bnviz.figures.layers import layers_figure
from bnviz.figures.loss import loss_figure
from bnviz.figures.marks import marked
from bnviz.figures.measure import measure_figure
from bnviz.figures.moments import statistics_figure
from bnviz.figures.strip import strip_figure
from bnviz.language import N_
from bnviz.views.picture import Picture

Figures = dict[str, go.Figure]


@dataclass(frozen=True)
class Look:
    """How a visitor looks at the layers.

    Attributes:
        place: where: "before" or "after" Batch Normalization, or after the "activation".
        unit: at which unit, from 1; 0 pools all.
        raw: whether shift is told in raw units and not in initial standard deviations.
    """

    place: str = "after"
    unit: int = 0
    raw: bool = False


DEFAULT = Look()


@dataclass(frozen=True)
class View:
    """Some figures of a run over its steps.

    Attributes:
        title: what the page calls it, in English.
        build: makes them.
        rows: their names, row by row.
    """

    title: str
    build: Callable[[Picture, Look], Figures]
    rows: Sequence[Sequence[str]]

    def figures(self, picture: Picture, look: Look = DEFAULT) -> Figures:
        """The figures by name, with a mark at each change of a learning rate."""
        return {name: marked(each, picture.changes) for name, each in self.build(picture, look).items()}


def _progress(picture: Picture, look: Look) -> Figures:
    curves, steps, diverged = picture.curves, picture.steps, picture.diverged
    tests = curves.tests[np.isfinite(curves.tests["test_loss"])]  # what is no number is not right or wrong
    return {
        "loss": loss_figure(curves.losses, picture.styles, steps=steps, diverged_at=diverged),
        "accuracy": accuracy_figure(tests, picture.styles, steps=steps, diverged_at=diverged),
    }


def _distributions(picture: Picture, look: Look) -> Figures:
    behind = look.place == "activation"
    layers = layers_figure(
        picture.distributions_alike if behind else picture.curves.distributions,
        picture.styles,
        depth=picture.depth,
        steps=picture.steps,
        place=look.place,
        unit=look.unit,
        activation=picture.activation,
        diverged=picture.diverged,
    )
    return {"layers": layers}


def _shift(picture: Picture, look: Look) -> Figures:
    raw = "_raw" if look.raw else ""
    return {
        "shift": _measure(picture, f"shift{raw}"),
        "shift_strip": _measure(picture, f"shift{raw}", strip_figure),
        "rate": _measure(picture, f"rate{raw}"),
        "gradient_change": _measure(picture, "gradient_change"),
        "gradient_cosine": _measure(picture, "gradient_cosine"),
    }


def _gradients(picture: Picture, look: Look) -> Figures:
    return {
        "gradient_norm": _measure(picture, "gradient_norm"),
        "gradient_strip": _measure(picture, "gradient_norm", strip_figure),
        "flat": _measure(picture, "flat"),
    }


def _scales(picture: Picture, look: Look) -> Figures:
    return {
        "weight_norm": _measure(picture, "weight_norm"),
        "gamma": _bands(picture, look, "gamma"),
        "beta": _bands(picture, look, "beta"),
        "mean": _statistics(picture, look, "mean"),
        "variance": _statistics(picture, look, "variance"),
    }


def _bands(picture: Picture, look: Look, parameter: Literal["gamma", "beta"]) -> go.Figure:
    return bands_figure(
        picture.curves.units if look.unit else picture.curves.layers,
        picture.styles,
        unit=look.unit,
        parameter=parameter,
        depth=picture.depth,
        steps=picture.steps,
        diverged=picture.diverged,
    )


def _statistics(picture: Picture, look: Look, moment: Literal["mean", "variance"]) -> go.Figure:
    return statistics_figure(
        picture.curves.units,
        picture.styles,
        unit=max(look.unit, 1),
        moment=moment,
        depth=picture.depth,
        steps=picture.steps,
        diverged=picture.diverged,
    )


def _measure(picture: Picture, name: str, draw: Callable[..., go.Figure] = measure_figure) -> go.Figure:
    """A measure of the layers, as curves or otherwise."""
    return draw(
        picture.curves.layers,
        picture.styles,
        measure=name,
        depth=picture.depth,
        steps=picture.steps,
        diverged=picture.diverged,
    )


PROGRESS = View(N_("Progress"), _progress, (("loss", "accuracy"),))
"""Loss and accuracy, which go with every other view."""

VIEWS: Mapping[str, View] = MappingProxyType(
    {
        "distributions": View(N_("Distributions"), _distributions, (("layers",),)),
        "shift": View(
            N_("Shift"),
            _shift,
            (("shift",), ("shift_strip",), ("rate",), ("gradient_change",), ("gradient_cosine",)),
        ),
        "gradients": View(N_("Gradients"), _gradients, (("gradient_norm",), ("gradient_strip",), ("flat",))),
        "scales": View(
            N_("Scales"), _scales, (("weight_norm",), ("gamma",), ("beta",), ("mean",), ("variance",))
        ),
        "images": View(N_("Images"), lambda picture, look: {}, ()),
    }
)
