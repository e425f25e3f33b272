"""Two distributions over one axis: a filled one to compare with, and a line."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from bnviz.figures.layout import MARGIN, Part, figure, titled
from bnviz.figures.lesson.hues import INPUT, Hue
from bnviz.figures.words import number
from bnviz.language import _

Array = NDArray[np.float64]

_LOGARITHMIC: Part = {"type": "log", "range": [-3, 0], "dtick": 1}  # from 0.1 % to all


def two_histograms(
    edges: Array,
    reference: Array,
    now: Array,
    *,
    names: tuple[str, str],
    hue: Hue,
    title: str,
    axis: str,
    logarithmic: bool = False,
) -> go.Figure:
    """Both as steps over the same bins.

    Args:
        edges: of the bins, (bins + 1,).
        reference: the share of values in each bin, (bins,), drawn grey and filled.
        now: the same of what is compared with it, drawn as a line of the hue.
        names: what the reference and the other are called.
        hue: the line's look.
        title: a few words.
        axis: the title of the x axis.
        logarithmic: whether equal heights are equal factors, where one bin has nearly all.
    """
    filled = {"fill": "tozeroy", "fillcolor": "rgba(128,128,128,0.35)"}
    layout: Part = {
        "xaxis": {"title": titled(axis), "zeroline": False},
        "yaxis": {"title": titled(_("share of values")), "tickformat": "~%", "automargin": True}
        | (_LOGARITHMIC if logarithmic else {"rangemode": "tozero"}),
        "margin": MARGIN | {"b": 46},
    }
    traces = [
        _steps(names[0], edges, reference, INPUT.colour, "solid") | filled,
        _steps(names[1], edges, now, hue.colour, hue.dash),
    ]
    return figure(traces, layout, title=title, alt=_alt(title, edges, reference, now, names), steps=False)


def _steps(name: str, edges: Array, shares: Array, colour: str, dash: str) -> Part:
    return {
        "type": "scatter",
        "name": name,
        "mode": "lines",
        "x": edges,
        "y": np.append(shares, shares[-1:]),
        "line": {"shape": "hv", "color": colour, "dash": dash, "width": 2},
        "hovertemplate": "%{y:.1%}",
    }


def _alt(title: str, edges: Array, reference: Array, now: Array, names: tuple[str, str]) -> str:
    middles = (edges[:-1] + edges[1:]) / 2
    readings = []
    for name, shares in zip(names, (reference, now), strict=True):
        mean = (shares * middles).sum() / max(shares.sum(), 1e-12)
        readings.append(_("{name} lies around {mean}").format(name=name, mean=number(float(mean))))
    return f"{title}: {', '.join(readings)}."
