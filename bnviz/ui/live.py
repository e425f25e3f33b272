"""The live part of the lab: one run's status, figures, formulas and time, redrawn in place."""

from __future__ import annotations

import time

import streamlit as st

from bnviz.experiment import Setup
from bnviz.runs.database import StoreError
from bnviz.runs.feed import Curves, Feed
from bnviz.runs.run import Run
from bnviz.ui.observatory import observatory
from bnviz.ui.picture import picture
from bnviz.ui.plain import plain
from bnviz.ui.services import Services
from bnviz.ui.status import is_active, status_line
from bnviz.ui.wheel import wheel

TICK = 0.5  # seconds between two looks at a run that is training
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
    fragment = st.fragment(_show, run_every=TICK if active else None, key="live")
    fragment(services, run, compared, setup, followed=active)


def _wait_for_first_point(feed: Feed) -> None:
    """Spare the visitor an empty picture: a warm worker needs less than the time to the next tick."""
    end = time.monotonic() + FIRST_POINT_WITHIN
    while feed.refresh()[1].tests.empty and time.monotonic() < end:
        time.sleep(0.02)


def _show(services: Services, run: Run | None, compared: Run | None, setup: Setup, *, followed: bool) -> None:
    if st.session_state.pop("rewound", False):
        st.rerun()  # the page around this fragment has another run to show
    if run is None:
        experiment = setup.experiment()
        with st.container():
            st.progress(0.0, text=INVITATION)
        wheel(services, None)
        observatory(picture((experiment, Curves.empty(len(experiment.arms)))), experiment)
        return
    try:
        seen = [services.feed(each).refresh() for each in (run, compared) if each]
    except StoreError as error:
        st.error(plain(str(error)))  # the next tick tries again
        return
    if followed and not any(is_active(each) for each, _ in seen):
        st.rerun()  # the page around this fragment changes too: Stop has nothing left to stop
    _follow(services, seen)


def _follow(services: Services, seen: list[tuple[Run, Curves]]) -> None:
    shown = picture(*((each.experiment, curves) for each, curves in seen))
    # One element of the page, however many are in it: what comes below stays where it is.
    with st.container(gap="small"):
        for (run, _), arms in zip(seen, shown.arms_of_runs, strict=True):
            name = f"**{', '.join(arms)}:** " if len(seen) > 1 else ""
            st.progress(run.step / run.steps, text=name + status_line(run))
            if run.error:
                st.error(plain(run.error))
    run = seen[0][0]
    wheel(services, run)
    observatory(shown, run.experiment, run, services.feed(run))


INVITATION = (
    "The networks learn to read handwritten digits (MNIST), with Batch Normalization (BN) and without. "
    "Make a guess, then press **Train**."
)
