"""Figures that change in place while a network trains.

`st.plotly_chart` builds a new chart whenever its data changes: it blinks, and a zoom is gone. Here all
figures live in one component with a stable key, which hands each tick's figures to `Plotly.react`: the nodes
stay, the zoom stays, and a panel whose figure is the same as before is left alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import plotly
import plotly.graph_objects as go
import streamlit as st
from plotly.utils import PlotlyJSONEncoder

from bnviz.language import N_, _, language
from bnviz.ui.delivery import LOADER, packed, served

_HERE = Path(__file__).parent

_mount = st.components.v2.component(
    "bnviz.live_panel",
    html='<div class="live-panel" data-draws="0"></div>',
    css=(_HERE / "panel.css").read_text(encoding="utf-8"),
    js=LOADER,
    # Plotly puts its own styles into the page's head; in a shadow root they would not reach the figures.
    isolate_styles=False,
)


@dataclass(frozen=True)
class Pick:
    """What a click on a figure asks for.

    Attributes:
        panel: the name of the figure, one of those in `rows`.
        step: of the point, in a figure over the steps; else None.
        layer: of the point, from 1, where its trace says it; else None.
        cell: the column and row, from 0, in a map of cells; else None.
    """

    panel: str
    step: int | None
    layer: int | None
    cell: tuple[int, int] | None = None


@dataclass(frozen=True)
class Sheet:
    """Figures as they travel: what is drawn once and shown to many.

    Attributes:
        names: of the panels.
        data: what the browser gets.
    """

    names: tuple[str, ...]
    data: bytes


def live_panel(
    figures: Mapping[str, go.Figure],
    rows: Sequence[Sequence[str]],
    *,
    key: str,
    on_pick: Callable[[], None] | None = None,
) -> None:
    """Show figures in a grid and redraw in place those that changed.

    On a narrow screen all panels are stacked in one column, in reading order.

    Args:
        figures: a figure for each name in `rows`. Its `layout.height` is the panel's height in pixels;
            `layout.meta["alt"]` is read to those who cannot see it, and below `layout.meta["min_width"]`
            pixels the panel scrolls sideways. With `layout.meta["steps"]` all its x axes are steps, and the
            time bar's cursor is drawn in it.
        rows: the names of the panels, row by row; those of one row share its width evenly.
        key: the same at every call, or the figures are built anew.
        on_pick: called after a click on a point with a step, a layer or a cell, before the page is run again;
            `picked` says what it was. A trace says its layer in `meta["layer"]`: a number from 1, or "y" if
            its y values are the layers; with `meta["cells"]` its x and y values are a cell's column and row.

    Raises:
        ValueError: if a name in `rows` has no figure.
    """
    show_sheet(sheet(figures, rows, picks=on_pick is not None), key=key, on_pick=on_pick)


def sheet(figures: Mapping[str, go.Figure], rows: Sequence[Sequence[str]], *, picks: bool) -> Sheet:
    """Figures made ready to be shown, as `live_panel` takes them.

    Args:
        figures: as there.
        rows: as there.
        picks: whether `show_sheet` will be given an `on_pick`.

    Raises:
        ValueError: if a name in `rows` has no figure.
    """
    names = tuple(name for row in rows for name in row)
    return Sheet(names, _payload(figures, rows, picks=picks))


def show_sheet(sheet: Sheet, *, key: str, on_pick: Callable[[], None] | None = None) -> None:
    """Show a sheet, as `live_panel` shows figures."""
    st.session_state[_names(key)] = sheet.names
    _mount(key=key, data=sheet.data, on_pick_change=on_pick)


def picked(key: str) -> Pick | None:
    """The click that called `on_pick`; None if there was none, or if what the browser says makes no sense.

    Args:
        key: of the live panel.
    """
    said = st.session_state.get(key, {}).get("pick")
    if not isinstance(said, dict) or said.get("panel") not in st.session_state.get(_names(key), []):
        return None
    step, layer, cell = (said.get(name) for name in ("step", "layer", "cell"))
    if not (_is_count(step, 0) and _is_count(layer, 1) and _is_cell(cell)):
        return None
    return Pick(said["panel"], step, layer, None if cell is None else (cell[0], cell[1]))


def _is_count(value: object, least: int) -> bool:
    """Whether it is None or a whole number of at least that much."""
    return value is None or (type(value) is int and value >= least)


def _is_cell(value: Any) -> bool:
    """Whether it is None or two whole numbers from 0."""
    whole = isinstance(value, list) and all(type(each) is int and each >= 0 for each in value)
    return value is None or (whole and len(value) == 2)


def _names(key: str) -> str:
    return f"{key}: panels"


def _payload(figures: Mapping[str, go.Figure], rows: Sequence[Sequence[str]], *, picks: bool) -> bytes:
    if missing := [name for row in rows for name in row if name not in figures]:
        raise ValueError(f"rows: {missing[0]!r} has no figure; there are {', '.join(figures)}.")
    data = {
        "plotly": f"{_plotly()}/plotly.min.js",
        "picks": picks,
        "words": words(),
        "rows": [[_panel(name, figures[name]) for name in row] for row in rows],
    }
    return packed(_HERE / "browser" / "panel.js", data)


def words() -> dict[str, Any]:
    """What the browser says by itself; plotly's own words by its English for them."""
    return {
        "language": language(),
        "failure": _("The figures could not be drawn: {reason}"),
        "missing": _("this app's server did not send plotly.min.js. Reload the page to try again."),
        "drawing": _("Download plot as an SVG"),
        "plotly": {word: _(word) for word in _PLOTLYS},
    }


_PLOTLYS = (
    N_("Zoom"),
    N_("Pan"),
    N_("Reset axes"),
    N_("Download plot as a PNG"),
    N_("Double-click to zoom back out"),
)


def _panel(name: str, figure: go.Figure) -> dict[str, Any]:
    # The figure travels as text: the browser compares it with what is drawn, and parses it only if it is new.
    text = PlotlyJSONEncoder().encode(figure.to_dict())
    return {"name": name, "height": figure.layout.height, **figure.layout.meta, "figure": text}


def _plotly() -> str:
    """Where the browser gets plotly.js: the installed package's own copy, served as it is."""
    return served(f"plotly-{plotly.__version__}", Path(plotly.__file__).parent / "package_data")
