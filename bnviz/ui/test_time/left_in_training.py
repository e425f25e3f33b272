"""A network left in training mode by mistake: what that does to its running statistics."""

from __future__ import annotations

import numpy as np
import streamlit as st

from bnviz.language import N_, _, ngettext
from bnviz.lessons.formulas.digits import digits, per_cent
from bnviz.lessons.section import Section
from bnviz.lessons.test_time.left_in_training import after_passes
from bnviz.maths import Array
from bnviz.maths.network import accuracy
from bnviz.ui.test_time.networks import Subject
from bnviz.ui.test_time.unit_choice import unit_choice

KEY = "test_time_left"
PASSES = (1, 10, 50)
SIZE = 64  # digits of each pass
FED = {"mixed": N_("mixed digits"), "ones": N_("ones")}


def left_in_training(section: Section, found: Subject) -> None:
    """Draw what forward passes in training mode change."""
    st.markdown(section.say("left", size=SIZE))
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        fed: str = st.segmented_control(
            _("Fed with"),
            list(FED),
            format_func=lambda fed: _(FED[fed]),
            default="mixed",
            key=f"{KEY}_fed",
            required=True,
            persist_state="session",
        )
        passes: int = st.segmented_control(
            _("Forward passes"),
            PASSES,
            default=1,
            key=f"{KEY}_passes",
            required=True,
            persist_state="session",
        )
        layer, unit = unit_choice(KEY)
    network, running = found.normalised()
    inputs = _inputs(found, fed)
    now = after_passes(network, running, inputs, passes)
    before, after = running[layer - 1], now[layer - 1]
    accuracies = [
        accuracy(network.forward(found.inputs, each).logits, found.labels) for each in (running, now)
    ]
    st.markdown(
        section.say(
            "moved",
            unit=unit,
            layer=layer,
            passes=ngettext("{count} pass", "{count} passes", passes).format(count=passes),
            size=len(inputs),
            fed=_(FED[fed]),
            count=f"{len(found.labels):,}",
            mean=digits(before.mean[unit - 1]),
            new_mean=digits(after.mean[unit - 1]),
            variance=digits(before.variance[unit - 1]),
            new_variance=digits(after.variance[unit - 1]),
            accuracy=per_cent(accuracies[0]),
            new_accuracy=per_cent(accuracies[1]),
        )
    )


def _inputs(found: Subject, fed: str) -> Array:
    """The digits of each pass; of ones as many as there are, if that is fewer."""
    if fed == "mixed":
        return found.inputs[:SIZE]
    return found.inputs[np.flatnonzero(found.labels == 1)[:SIZE]]
