"""The lab's page without a browser: what one look at a run builds and sends."""

from __future__ import annotations

import json

from bnviz.experiment import Experiment
from bnviz.figures import nonlinearity_figure
from bnviz.lessons.formulas import texts
from bnviz.runs.feed import Curves, Feed
from bnviz.ui.formula_panel import Choice, _unit_batch
from bnviz.ui.live_panel import _payload
from bnviz.views.picture import Picture, picture
from bnviz.views.views import PROGRESS, VIEWS


def tick(feed: Feed, experiment: Experiment, view: str) -> int:
    """Look at a run while it trains, with all that one view has open; the bytes that travel."""
    curves = feed.refresh()[1]
    shown = picture((experiment, curves))
    return _progress(shown) + _figures(shown, view) + _moment(feed, experiment, curves, curves.steps[-1])


def scrub(feed: Feed, experiment: Experiment, view: str, step: int) -> int:
    """Go to a step: all is built anew, and what belongs to the step travels.

    Figures over the steps are the same as before, and the browser is only told so.
    """
    curves = feed.refresh()[1]
    shown = picture((experiment, curves))
    _progress(shown)
    _figures(shown, view)
    return _moment(feed, experiment, curves, step)


def _progress(shown: Picture) -> int:
    return len(_payload(PROGRESS.figures(shown), PROGRESS.rows, picks=True))


def _figures(shown: Picture, view: str) -> int:
    chosen = VIEWS[view]
    return len(_payload(chosen.figures(shown), chosen.rows, picks=True))


def _moment(feed: Feed, experiment: Experiment, curves: Curves, step: int) -> int:
    """The nonlinearity's figure and the formulas' numbers at a step."""
    shown = picture((experiment, curves))
    figure = nonlinearity_figure(
        curves.distributions,
        curves.layers,
        shown.styles,
        depth=shown.depth,
        activation=shown.activation,
        step=step,
        unit=0,
    )
    choice = Choice(arm=0, layer=1, unit=1, image=1)
    batch = _unit_batch(*(choice.row(feed.at(name, step)) for name in ("units", "batches")))
    numbers = json.dumps(texts(batch.values(1)) if batch else {})
    return len(_payload({"nonlinearity": figure}, (("nonlinearity",),), picks=False)) + len(numbers)
