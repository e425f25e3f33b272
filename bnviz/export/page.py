"""All figures of a run as one page for any browser: it needs no server, no network and nothing beside it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import escape
from pathlib import Path
from string import Template

import plotly.graph_objects as go
from plotly.io import to_html
from plotly.offline import get_plotlyjs

from bnviz.figures.nonlinearity import nonlinearity_figure
from bnviz.runs.run import Run
from bnviz.views.picture import Picture
from bnviz.views.views import PROGRESS, VIEWS, Look

PLACES = {
    "before": "Distributions before normalization",
    "after": "Distributions of the inputs to the nonlinearity",
    "activation": "Distributions of the outputs",
}
CONFIG = {"displaylogo": False, "modeBarButtons": [["zoom2d", "pan2d", "resetScale2d"]], "responsive": True}
PAGE = Template((Path(__file__).parent / "page.html").read_text(encoding="utf-8"))
INK, RULE = "#262730", "#d5d6db"


def write_page(run: Run, picture: Picture, folder: Path) -> None:
    """Write figures.html."""
    figures = "\n".join(_section(title, made) for title, made in _views(picture))
    text = PAGE.substitute(
        title=escape(f"Run {run.id}"),
        told=escape(
            f"{', '.join(run.experiment.arm_names())}: {run.step:,} of {run.steps:,} steps on {run.data_name}"
        ),
        plotly=get_plotlyjs(),
        figures=figures,
    )
    (folder / "figures.html").write_text(text, encoding="utf-8")


def _views(picture: Picture) -> Iterator[tuple[str, Mapping[str, go.Figure]]]:
    """The figures of each view by their names, and what the view is called."""
    yield PROGRESS.title, PROGRESS.figures(picture)
    if picture.curves.layers.empty:
        return
    for place, title in PLACES.items():
        yield title, VIEWS["distributions"].figures(picture, Look(place=place))
    yield "Where on its curve each layer lives", {"nonlinearity": _at_the_end(picture)}
    for name in ("shift", "gradients", "scales"):
        yield VIEWS[name].title, VIEWS[name].figures(picture)


def _at_the_end(picture: Picture) -> go.Figure:
    return nonlinearity_figure(
        picture.distributions_alike,
        picture.curves.layers,
        picture.styles,
        depth=picture.depth,
        activation=picture.activation,
        step=picture.curves.steps[-1],
        unit=0,
        diverged=picture.diverged,
    )


def _section(title: str, figures: Mapping[str, go.Figure]) -> str:
    drawn = "\n".join(_figure(f"{title} {name}", figure) for name, figure in figures.items())
    return f"<section><h2>{escape(title)}</h2>{drawn}</section>"


def _figure(name: str, figure: go.Figure) -> str:
    """A figure with its sentence for those who cannot see it; the page's script adds its buttons."""
    key = escape(name.lower().replace(" ", "-"))
    figure.update_layout(template=_template())
    plot = to_html(figure, config=CONFIG, include_plotlyjs=False, full_html=False, div_id=key)
    alt, width = escape(figure.layout.meta["alt"]), figure.layout.meta["min_width"]
    return f'<figure role="group" aria-label="{alt}"><div style="min-width: {width}px">{plot}</div></figure>'


def _template() -> go.layout.Template:
    axis = {
        "gridcolor": RULE,
        "zerolinecolor": RULE,
        "title": {"font": {"size": 11.5}},
        "tickfont": {"size": 11},
    }
    font = {"color": INK, "family": "system-ui, sans-serif", "size": 12}
    look = {"xaxis": axis, "yaxis": axis, "font": font, "paper_bgcolor": "white", "plot_bgcolor": "white"}
    title = {"font": {"size": 14.5, "weight": 600}}
    return go.layout.Template(
        layout={**look, "title": title, "shapedefaults": {"line": {"color": INK}, "opacity": 0.6}}
    )
