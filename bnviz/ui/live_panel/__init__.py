"""Figures that change in place while a network trains.

`st.plotly_chart` builds a new chart whenever its data changes: it blinks, and a zoom is gone. Here all
figures live in one component with a stable key, which hands each tick's figures to `Plotly.react`: the nodes
stay, the zoom stays, and a panel whose figure is the same as before is left alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

import plotly
import plotly.graph_objects as go
import streamlit as st
from plotly.utils import PlotlyJSONEncoder
from streamlit.components.v1 import declare_component

_HERE = files(__name__)

_mount = st.components.v2.component(
    "bnviz.live_panel",
    html='<div class="live-panel" data-draws="0"></div>',
    css=(_HERE / "panel.css").read_text(encoding="utf-8"),
    js=(_HERE / "panel.js").read_text(encoding="utf-8"),
    # Plotly puts its own styles into the page's head; in a shadow root they would not reach the figures.
    isolate_styles=False,
)


def live_panel(figures: Mapping[str, go.Figure], rows: Sequence[Sequence[str]], *, key: str) -> None:
    """Show figures in a grid and redraw in place those that changed.

    On a narrow screen all panels are stacked in one column, in reading order.

    Args:
        figures: a figure for each name in `rows`. Its `layout.height` is the panel's height in pixels;
            `layout.meta["alt"]` is read to those who cannot see it, and below `layout.meta["min_width"]`
            pixels the panel scrolls sideways.
        rows: the names of the panels, row by row; those of one row share its width evenly.
        key: the same at every call, or the figures are built anew.

    Raises:
        ValueError: if a name in `rows` has no figure.
    """
    _mount(key=key, data=_payload(figures, rows))


def _payload(figures: Mapping[str, go.Figure], rows: Sequence[Sequence[str]]) -> dict[str, Any]:
    if missing := [name for row in rows for name in row if name not in figures]:
        raise ValueError(f"rows: {missing[0]!r} has no figure; there are {', '.join(figures)}.")
    return {
        "plotly": _plotly_url(),
        "rows": [[_panel(name, figures[name]) for name in row] for row in rows],
    }


def _panel(name: str, figure: go.Figure) -> dict[str, Any]:
    # The figure travels as text: the browser compares it with what is drawn, and parses it only if it is new.
    text = PlotlyJSONEncoder().encode(figure.to_dict())
    return {"name": name, "height": figure.layout.height, **figure.layout.meta, "figure": text}


@st.cache_resource(show_spinner=False)
def _plotly_url() -> str:
    """Where the browser gets plotly.js: the installed package's own copy, served as it is."""
    library = declare_component("plotly", path=Path(plotly.__file__).parent / "package_data")
    base = str(st.get_option("server.baseUrlPath")).strip("/")
    return f"{'/' + base if base else ''}/component/{library.name}/plotly.min.js"
