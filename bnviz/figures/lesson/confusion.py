"""Which digit was taken for which: a table of counts, coloured by their share of the row."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from bnviz.figures.layout import MARGIN, Part, figure, titled
from bnviz.figures.lesson.hues import OUTPUT, PLAIN, Hue
from bnviz.language import _

_STRONGEST = 0.5  # opacity: the numbers stay readable on light and on dark pages


def confusion_figure(counts: NDArray[np.int64], *, title: str, height: int = 330) -> go.Figure:
    """A cell for each pair of truth and answer: blue on the diagonal, where they agree, and orange elsewhere.

    Args:
        counts: (classes, classes), the truth down and the answer across.
        title: a few words.
        height: pixels.
    """
    totals = counts.sum(axis=1, keepdims=True)
    shares = np.divide(counts, totals, out=np.zeros(counts.shape), where=totals > 0)
    diagonal = np.eye(len(counts), dtype=bool)
    layout: Part = {
        "xaxis": _axis(_("answer")),
        "yaxis": _axis(_("truth")) | {"autorange": "reversed"},
        "margin": MARGIN | {"b": 46},
        "showlegend": False,
        "hovermode": "closest",
    }
    traces = [_tiles(shares, diagonal, OUTPUT), _tiles(shares, ~diagonal, PLAIN), _numbers(counts)]
    return figure(traces, layout, title=title, alt=_alt(title, counts), steps=False, height=height)


def _axis(name: str) -> Part:
    return {"title": titled(name), "dtick": 1, "showgrid": False, "zeroline": False, "fixedrange": True}


def _tiles(shares: NDArray[np.float64], shown: NDArray[np.bool_], hue: Hue) -> Part:
    red, green, blue = (int(hue.colour[place : place + 2], 16) for place in (1, 3, 5))
    colours = [[end, f"rgba({red},{green},{blue},{_STRONGEST * end})"] for end in (0, 1)]
    return {
        "type": "heatmap",
        "z": np.where(shown, np.sqrt(shares), np.nan),  # the root keeps rare mistakes in sight
        "zmin": 0,
        "zmax": 1,
        "colorscale": colours,
        "showscale": False,
        "hoverinfo": "skip",
    }


def _numbers(counts: NDArray[np.int64]) -> Part:
    truths, given = np.indices(counts.shape)
    return {
        "type": "scatter",
        "mode": "text",
        "x": given.ravel(),
        "y": truths.ravel(),
        "text": [str(count) if count else "" for count in counts.ravel()],
        "textfont": {"size": 11},
        "customdata": counts.ravel(),
        "hovertemplate": _("{truth} read as {answer}: {count}×").format(
            truth="%{y}", answer="%{x}", count="%{customdata}"
        )
        + "<extra></extra>",
    }


def _alt(title: str, counts: NDArray[np.int64]) -> str:
    right, total = int(np.trace(counts)), int(counts.sum())
    rows = [_row(truth, row) for truth, row in enumerate(counts) if row.sum() and row.argmax() != truth]
    told = _("{title}: {right} of {total} answers are right.").format(title=title, right=right, total=total)
    mistaken = _("Mostly mistaken: {digits}.") if rows else _("Every digit is mostly right.")
    return f"{told} {mistaken.format(digits='; '.join(rows))}"


def _row(truth: int, row: NDArray[np.int64]) -> str:
    return _("{truth} for {answer} ({count} of {total})").format(
        truth=truth, answer=int(row.argmax()), count=int(row.max()), total=int(row.sum())
    )
