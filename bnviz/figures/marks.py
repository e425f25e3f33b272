"""Steps at which something happened, marked in a figure: a learning rate was changed, an arm diverged."""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go

from bnviz.figures.layout import Part
from bnviz.figures.style import ArmStyle
from bnviz.language import _


def marked(figure: go.Figure, marks: Sequence[tuple[int, str]]) -> go.Figure:
    """Add a thin dashed line at each of these steps to every step axis, and give the figure back.

    Args:
        figure: any figure of this room; one whose x axes are not steps stays as it is.
        marks: steps and what was changed there, in a few letters, such as "lr 0.5", for the first axis.
    """
    if marks and figure.layout.meta["steps"]:
        axes = [axis.plotly_name.replace("axis", "") for axis in figure.select_xaxes()]
        middle = figure.layout.xaxis.range[1] / 2
        figure.layout.shapes += tuple(_line(axis, step) for axis in axes for step, text in marks)
        figure.layout.annotations += tuple(_label(step, text, step < middle) for step, text in marks)
    return figure


def _line(axis: str, step: int) -> Part:
    place = {"xref": axis, "x0": step, "x1": step, "yref": "paper", "y0": 0, "y1": 1}
    return {"type": "line", **place, "line": {"dash": "dash", "width": 1}}


def _label(step: int, text: str, right: bool) -> Part:
    """Along the line, at its top, on the side with more room."""
    side = {"xref": "x", "x": step, "xanchor": "left" if right else "right"}
    top = {"yref": "paper", "y": 1, "yanchor": "top"}
    return {"text": text, "showarrow": False, "textangle": -90, "font": {"size": 10}, **side, **top}


def diverged(style: ArmStyle, step: int, y: float, *, steps: int) -> Part:
    """The end of a diverged arm: an ×, labelled towards the middle of the plot.

    Args:
        style: the arm's look.
        step: of the arm's first loss that is not finite.
        y: where its curve ends.
        steps: the experiment's steps, the end of the x axis.
    """
    return {
        "type": "scatter",
        "name": style.name,
        "x": [step],
        "y": [y],
        "mode": "markers+text",
        "marker": {"symbol": "x", "size": 10, "color": style.colour},
        "text": [_("diverged")],
        "textposition": "middle right" if step < steps / 2 else "middle left",
        "cliponaxis": False,
        "showlegend": False,
        "hovertemplate": _("diverged at step {step:,}").format(step=step),
    }
