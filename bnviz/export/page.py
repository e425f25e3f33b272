"""All figures of a run as one page for any browser: it needs no server, no network and nothing beside it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from html import escape
from pathlib import Path
from string import Template
from typing import Any

import plotly.graph_objects as go
from plotly.io import to_html
from plotly.offline import get_plotlyjs

from bnviz.figures.nonlinearity import nonlinearity_figure
from bnviz.language import N_, _, language
from bnviz.lessons.plan_words import in_full
from bnviz.runs.run import Run
from bnviz.views.picture import Picture
from bnviz.views.views import PROGRESS, VIEWS, Look

PLACES = {
    "before": N_("Distributions before normalization"),
    "after": N_("Distributions of the inputs to the nonlinearity"),
    "activation": N_("Distributions of the outputs"),
}
LIVES = N_("Where on its curve each layer lives")
BUTTONS = (N_("Zoom"), N_("Pan"), N_("Reset axes"))
"""What plotly calls the buttons of a figure."""
CONFIG = {"displaylogo": False, "modeBarButtons": [["zoom2d", "pan2d", "resetScale2d"]], "responsive": True}
PAGE = Template((Path(__file__).parent / "page.html").read_text(encoding="utf-8"))
INK, RULE = "#262730", "#d5d6db"


def write_page(run: Run, picture: Picture, folder: Path) -> None:
    """Write figures.html."""
    figures = "\n".join(_section(title, made) for title, made in _views(picture))
    told = _("{networks}: {step:,} of {steps:,} steps on {data}").format(
        networks=", ".join(run.experiment.arm_names()), step=run.step, steps=run.steps, data=run.data_name
    )
    text = PAGE.substitute(
        lang=language(),
        title=escape(_("Run {run}").format(run=run.id)),
        told=escape(f"{in_full(run.experiment)}. {told}"),
        save=json.dumps(_("Save as {format}: {figure}"), ensure_ascii=False),
        plotly=get_plotlyjs(),
        figures=figures,
    )
    (folder / "figures.html").write_text(text, encoding="utf-8")


def _views(picture: Picture) -> Iterator[tuple[str, Mapping[str, go.Figure]]]:
    """The figures of each view by their names, and what the view is called in English."""
    yield PROGRESS.title, PROGRESS.figures(picture)
    if picture.curves.layers.empty:
        return
    for place, title in PLACES.items():
        yield title, VIEWS["distributions"].figures(picture, Look(place=place))
    yield LIVES, {"nonlinearity": _at_the_end(picture)}
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
    return f"<section><h2>{escape(_(title))}</h2>{drawn}</section>"


def _figure(name: str, figure: go.Figure) -> str:
    """A figure with its sentence for those who cannot see it; the page's script adds its buttons."""
    key = escape(name.lower().replace(" ", "-"))
    figure.update_layout(template=_template())
    plot = to_html(figure, config=_config(), include_plotlyjs=False, full_html=False, div_id=key)
    alt, width = escape(figure.layout.meta["alt"]), figure.layout.meta["min_width"]
    return f'<figure role="group" aria-label="{alt}"><div style="min-width: {width}px">{plot}</div></figure>'


def _config() -> dict[str, Any]:
    """How plotly shows a figure, its buttons' names in the language that is spoken."""
    words = {name: _(name) for name in BUTTONS}
    return {**CONFIG, "locale": language(), "locales": {language(): {"dictionary": words}}}


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
