"""The inside of the networks: figures over the steps, one step from close by, formulas, and the time bar."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from bnviz.experiment import Experiment
from bnviz.figures.distributions import whose
from bnviz.figures.nonlinearity import nonlinearity_figure
from bnviz.language import N_, _
from bnviz.lessons.prose import prose
from bnviz.runs.feed import Feed
from bnviz.runs.run import Run
from bnviz.runs.tables import TableName, decode
from bnviz.ui.drawing import drawn_once, view_sheet
from bnviz.ui.formula_panel import formula_panel
from bnviz.ui.images_view import images_view
from bnviz.ui.live_panel import Sheet, picked, sheet, show_sheet
from bnviz.ui.room.seat import follows
from bnviz.ui.screen import Screen, screen
from bnviz.ui.status import is_active
from bnviz.ui.time_bar import choose_step, chosen_step, time_bar
from bnviz.views.picture import Picture
from bnviz.views.views import PROGRESS, VIEWS, Look

BAR = "time"  # the time bar's key
BOARDS = ("progress", "curves", "moment")  # the keys of the figures
PLACES = {"before": N_("before BN"), "after": N_("after BN"), "activation": N_("output")}


def observatory(
    picture: Picture, experiment: Experiment, run: Run | None = None, feed: Feed | None = None
) -> None:
    """Draw all of it.

    Args:
        picture: what the figures show: one run's arms or two runs'.
        experiment: of the run whose formulas and images are shown.
        run: that run, if there is one yet.
        feed: the run's.
    """
    steps = picture.curves.steps
    chosen = chosen_step(steps, key=BAR)
    step = chosen if chosen is not None else steps[-1] if steps else 0
    left, right = _places()
    with left:
        _figures(picture, experiment, run, feed, step)
    with right:
        formula_panel(experiment, _rows(feed, "units", step), _rows(feed, "batches", step))
    with st.container(key="time_bar"):
        active = run is not None and is_active(run)
        time_bar(steps, live=active, marks=picture.changes, locked=follows(), key=BAR)


def _places() -> Sequence[DeltaGenerator]:
    """Where figures stand and where formulas: beside them, or below where figures have the whole width."""
    if screen() is Screen.OWN:
        return st.columns([2.3, 1], gap="medium")
    return st.container(), st.container()


def follow_newest() -> None:
    """Look at the newest step: another run has other steps."""
    choose_step(None, key=BAR)


def _figures(picture: Picture, experiment: Experiment, run: Run | None, feed: Feed | None, step: int) -> None:
    show_sheet(view_sheet(PROGRESS, picture, picks=not follows()), key="progress", on_pick=_on_pick())
    if experiment.detail == "scores":
        st.info(_(NO_LAYERS))
        return
    # One row on a projector, where height is scarce; else the second kind of choice is below the first.
    with st.container(horizontal=screen() is Screen.PROJECTOR, vertical_alignment="center", key="views"):
        name = _view_picker()
        look = _look(name, picture)
    view = VIEWS[name]
    if view.rows:
        show_sheet(view_sheet(view, picture, look, picks=not follows()), key="curves", on_pick=_on_pick())
    if name == "distributions":
        _nonlinearity(picture, look, step)
    if name == "images" and run and feed and not picture.curves.tests.empty:
        images_view(run, step, feed.at("answers", step))
    st.caption(prose(f"views/{name}"))
    if "convolutional" in picture.architectures and name != "images":
        st.caption(prose("views/feature_maps"))


def _view_picker() -> str:
    st.session_state.setdefault("view", next(iter(VIEWS)))
    picked_view: str | None = st.segmented_control(
        _("View"),
        list(VIEWS),
        format_func=lambda name: _(VIEWS[name].title),
        required=True,
        disabled=follows(),
        key="view",
        label_visibility="collapsed",
        persist_state="session",
    )
    return str(picked_view)


def _look(view: str, picture: Picture) -> Look:
    """The choices that belong to a view."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="look"):
        place = _place_picker() if view == "distributions" else Look.place
        unit = _unit_picker(picture) if view in ("distributions", "scales") else Look.unit
        raw = _raw_toggle() if view == "shift" else Look.raw
    return Look(place, unit, raw)


def _raw_toggle() -> bool:
    label, about = _("raw units"), _(RAW_HELP)
    return bool(st.toggle(label, key="raw_shift", help=about, disabled=follows(), persist_state="session"))


def _place_picker() -> str:
    st.session_state.setdefault("place", Look.place)
    place: str | None = st.segmented_control(
        _("Where"),
        list(PLACES),
        format_func=lambda name: _(PLACES[name]),
        required=True,
        disabled=follows(),
        key="place",
        label_visibility="collapsed",
        persist_state="session",
    )
    return str(place)


def _unit_picker(picture: Picture) -> int:
    """All units, or one of those that the run looks at."""
    known = picture.curves.watched_units
    if st.session_state.get("unit") not in [0, *known]:
        st.session_state["unit"] = 0
    unit: int = st.selectbox(
        _("Unit"),
        [0, *known],
        format_func=whose,
        key="unit",
        disabled=follows(),
        label_visibility="collapsed",
        persist_state="session",
        width=120,
    )
    return unit


def _nonlinearity(picture: Picture, look: Look, step: int) -> None:
    """Where on the nonlinearity's curve each layer lives at the step."""
    picks = not follows()

    def draw() -> Sheet:
        figure = nonlinearity_figure(
            picture.distributions_alike,
            picture.curves.layers,
            picture.styles,
            depth=picture.depth,
            activation=picture.activation,
            step=step,
            unit=look.unit,
            diverged=picture.diverged,
        )
        return sheet({"nonlinearity": figure}, (("nonlinearity",),), picks=picks)

    drawn = drawn_once(picture, ("nonlinearity", look.unit, step, picks), draw)
    show_sheet(drawn, key="moment", on_pick=_on_pick())


def _on_pick() -> Callable[[], None] | None:
    """What a click on a figure does: nothing where the step is not the visitor's to choose."""
    return None if follows() else _take_pick


def _take_pick() -> None:
    """A click on a figure chooses the step of the point, and its layer for the formulas."""
    if pick := next(filter(None, map(picked, BOARDS)), None):
        if pick.step is not None:
            choose_step(pick.step, key=BAR)
        if pick.layer is not None:
            st.session_state["formula_layer"] = pick.layer


def _rows(feed: Feed | None, table: TableName, step: int) -> pd.DataFrame:
    """A table's rows at the step; none where there is no run."""
    return decode(table, []) if feed is None else feed.at(table, step)


RAW_HELP = N_(
    "Divided by its first standard deviation, a layer that starts almost constant shows a huge shift for "
    "that alone: look at the raw distance too."
)

NO_LAYERS = N_(
    "This run is part of a sweep or a lesson and kept only loss and accuracy: press **Train** for one that "
    "keeps its layers."
)
