"""Bars side by side: the probabilities that a network gives the ten classes, in several circumstances."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import plotly.graph_objects as go

from bnviz.figures.layout import MARGIN, Part, figure, titled
from bnviz.figures.lesson.hues import Hue
from bnviz.language import _
from bnviz.maths import Array

_PATTERNS = ("", "/", ".", "x")  # the second cue beside the colour


class Bars(NamedTuple):
    """One answer: its name, a probability for each class, and its look."""

    name: str
    probabilities: Array
    hue: Hue


def probabilities_figure(answers: Sequence[Bars], *, title: str, height: int = 240) -> go.Figure:
    """Class probabilities, a group of bars for each class.

    Args:
        answers: at most four, which stand side by side in each group.
        title: a few words.
        height: pixels.
    """
    layout: Part = {
        "barmode": "group",
        "xaxis": {"title": titled(_("class")), "dtick": 1, "fixedrange": True},
        "yaxis": {
            "title": titled(_("probability")),
            "range": [0, 1],
            "tickformat": ".0%",
            "fixedrange": True,
        },
        "margin": MARGIN | {"b": 42, "l": 58},
    }
    traces = [_bars(answer, pattern) for answer, pattern in zip(answers, _PATTERNS, strict=False)]
    return figure(traces, layout, title=title, alt=_alt(title, answers), steps=False, height=height)


def _bars(answer: Bars, pattern: str) -> Part:
    return {
        "type": "bar",
        "name": answer.name,
        "x": list(range(len(answer.probabilities))),
        "y": list(map(float, answer.probabilities)),
        "marker": {"color": answer.hue.colour, "pattern": {"shape": pattern, "size": 5}},
        "hovertemplate": "%{y:.1%}",
    }


def _alt(title: str, answers: Sequence[Bars]) -> str:
    best = [(answer, int(np.argmax(answer.probabilities))) for answer in answers]
    told = _("{name} says {digit} with {probability:.1%}")
    readings = [
        told.format(name=answer.name, digit=digit, probability=answer.probabilities[digit])
        for answer, digit in best
    ]
    return f"{title}: {', '.join(readings)}."
