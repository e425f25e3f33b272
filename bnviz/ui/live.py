"""The live part of the lab: one run's status, figures, formulas and time, redrawn in place."""

from __future__ import annotations

import time
from collections.abc import Sequence

import streamlit as st

from bnviz.edge.metrics import tick
from bnviz.experiment import Experiment, Setup
from bnviz.language import N_, _
from bnviz.runs.feed import Curves, Feed
from bnviz.runs.run import Run
from bnviz.ui.errors import errors_told
from bnviz.ui.look_link import tell_look
from bnviz.ui.observatory import observatory
from bnviz.ui.plain import plain
from bnviz.ui.room.guess import asked_about
from bnviz.ui.room.mirror import keep_up, publish
from bnviz.ui.room.seat import follows
from bnviz.ui.screen import Screen, screen
from bnviz.ui.services import Services
from bnviz.ui.status import is_active, status_line
from bnviz.ui.visitor import visitor
from bnviz.ui.wheel import wheel
from bnviz.views.picture import Picture, picture

Seen = tuple[Run, Curves]
FIRST_POINT_WITHIN = 0.8  # seconds a click on Train waits for the first Snapshot before it shows anything


def live(
    services: Services, run: Run | None, compared: Run | None, setup: Setup, *, just_started: bool
) -> None:
    """Show a run, beside another one if there is one, and follow it while it is active.

    Without a run, show what `setup` would fill with curves.
    """
    if run and just_started:
        _wait_for_first_point(services.feed(run))
    active = any(each is not None and is_active(each) for each in (run, compared))
    # One fragment for all states: the figures stay where they are, and so does a reader's zoom.
    fragment = st.fragment(_show, run_every=services.interval() if active else None, key="live")
    fragment(services, run, compared, setup, followed=active)


def _wait_for_first_point(feed: Feed) -> None:
    """Spare the visitor an empty picture: a warm worker needs less than the time to the next tick."""
    end = time.monotonic() + FIRST_POINT_WITHIN
    while feed.refresh()[1].tests.empty and time.monotonic() < end:
        time.sleep(0.02)


@tick("lab")
@errors_told()  # the next tick tries again
def _show(services: Services, run: Run | None, compared: Run | None, setup: Setup, *, followed: bool) -> None:
    if st.session_state.pop("rewound", False):
        st.rerun()  # the page around this fragment has another run to show
    keep_up(services.store.rooms)
    publish(services.store.rooms, asked_about(run, setup))
    seen = [services.look(each) for each in (run, compared) if each]
    if followed and not any(is_active(each) for each, _curves in seen):
        st.rerun()  # the page around this fragment changes too: Stop has nothing left to stop
    if followed:
        services.keep_time()
    if seen:
        newest = seen[0][0]
        _draw(services, newest, newest.experiment, services.gallery.picture(seen), seen)
    else:
        experiment = setup.experiment()
        _draw(services, None, experiment, picture((experiment, Curves.empty(len(experiment.arms)))), [])


def _draw(
    services: Services, run: Run | None, experiment: Experiment, shown: Picture, seen: Sequence[Seen]
) -> None:
    """With a run or without: every part of the page keeps its place, or the browser would make it anew."""
    with st.container(
        horizontal=screen() is Screen.PROJECTOR, vertical_alignment="center", gap="small", key="doing"
    ):
        with st.container(gap="small"):
            _tell(services, shown, seen)
        if _steers(run):
            wheel(services, run, experiment)
    observatory(shown, experiment, run, services.feed(run) if run else None)
    tell_look()


def _steers(run: Run | None) -> bool:
    """Whether the page has a wheel; only a visitor's own has one before there is a run."""
    return not follows() and (screen() is Screen.OWN or (run is not None and screen() is Screen.PROJECTOR))


def _tell(services: Services, shown: Picture, seen: Sequence[Seen]) -> None:
    """A line for each run: how far it is."""
    if not seen:
        st.progress(0.0, text=f"{_(INVITATION)} {_(WAIT if follows() else BEGIN)}")
        return
    for (run, _curves), arms in zip(seen, shown.arms_of_runs, strict=True):
        name = f"**{', '.join(arms)}:** " if len(seen) > 1 else ""
        viewer = run.owner if follows() else visitor()  # a room's strip says whose run it is
        told = status_line(run, services.admission.line(), viewer)
        st.progress(run.step / run.steps, text=name + told)
        if run.error:
            st.error(plain(_(run.error)))


INVITATION = N_(
    "The networks learn to read handwritten digits (MNIST), with Batch Normalization (BN) and without."
)
BEGIN = N_("Make a guess, then press **Train**.")
WAIT = N_("Make a guess: your teacher starts the run.")
