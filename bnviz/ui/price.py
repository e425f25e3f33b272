"""What trainings would cost on this host, told before they are asked for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from bnviz.experiment import Experiment
from bnviz.ui.plain import plain
from bnviz.ui.services import Services
from bnviz.ui.waiting import about

AT_ONCE = "asked for before: shown at once"


def show_price(
    shared: Services, experiments: Sequence[Experiment], device: str, refusal: str | None, **layout: Any
) -> None:
    """Draw what the experiments would cost, quietly, or else why they cannot be asked for."""
    if refusal:
        st.markdown(f":small[:material/block: {plain(refusal)}]", **layout)
    else:
        st.caption(price(shared, experiments, device), **layout)


def price(shared: Services, experiments: Sequence[Experiment], device: str) -> str:
    """How long those of the experiments that are not trained yet would train here, in a few words."""
    new = [each for each in experiments if shared.find(each, device) is None]
    if not new:
        return AT_ONCE
    seconds = [shared.admission.estimate(each, device).seconds for each in new]
    at_once = shared.workers_alive() or shared.admission.host.workers
    return f"{about(max(sum(seconds) / at_once, max(seconds)))} of training here"
