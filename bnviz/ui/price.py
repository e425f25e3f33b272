"""What trainings would cost on this host, told before they are asked for."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from bnviz.experiment import Experiment
from bnviz.language import N_, _
from bnviz.ui.plain import plain
from bnviz.ui.services import Services
from bnviz.ui.waiting import about

AT_ONCE = N_("trained already: Train shows it at once")
NOTHING = "&nbsp;"  # which keeps the place: what stands below must not jump


def show_price(shared: Services, experiments: Sequence[Experiment], device: str, refusal: str | None) -> None:
    """Draw what the experiments would cost, quietly, or else why they cannot be asked for."""
    if refusal:
        st.markdown(f":small[:material/block: {plain(refusal)}]")
    else:
        st.caption(price(shared, experiments, device))


def price(shared: Services, experiments: Sequence[Experiment], device: str) -> str:
    """How long those of the experiments that are not trained yet would train here, in a few words."""
    found = [shared.find(each, device) for each in experiments]
    new = [each for each, run in zip(experiments, found, strict=True) if run is None]
    if not new:  # one that waits or trains says itself how long it will take
        return _(AT_ONCE) if all(run is not None and run.state == "done" for run in found) else NOTHING
    seconds = [shared.admission.estimate(each, device).seconds for each in new]
    time = about(max(sum(seconds) / shared.admission.workers(), max(seconds)))
    return _("{time} of training here").format(time=time)
