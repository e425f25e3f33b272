"""What the paper changed beside Batch Normalization, and where each change can be tried."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import streamlit as st

from bnviz.language import N_, _
from bnviz.lessons.section import Section
from bnviz.ui.ways import way_to_lab, way_to_section

KEY = "paper_modifications"


class Modification(NamedTuple):
    """A change, and where it can be tried.

    Attributes:
        title: a few words.
        sections: a lesson and its section, and what the way there is called.
        lab: the query of a link to the lab, and what the way there is called.
    """

    title: str
    sections: tuple[tuple[str, str, str], ...] = ()
    lab: tuple[Mapping[str, str], str] | None = None


MODIFICATIONS: Mapping[str, Modification] = {
    "rate": Modification(
        N_("Higher rate"),
        (
            ("paper", "five_systems", N_("Five systems on MNIST")),
            ("sweeps", "init", N_("Sweeps: learning rate × first weights")),
        ),
        ({"preset": "high-learning-rate"}, N_("Lab: a learning rate of 1")),
    ),
    "dropout": Modification(
        N_("No Dropout"), (("regularisation", "dropout", N_("Regularisation: Dropout with BN and without")),)
    ),
    "l2": Modification(
        N_("Less L2"), (("regularisation", "weight_decay", N_("Regularisation: weight decay")),)
    ),
    "distortions": Modification(
        N_("Fewer distortions"), (("covariate_shift", "looks", N_("Covariate shift: digits of other looks")),)
    ),
    "decay": Modification(N_("Faster decay"), lab=({}, N_("Lab: change the rate on the way"))),
    "lrn": Modification(N_("No LRN"), lab=({"normalization": "all"}, N_("Lab: BN, Layer Norm and neither"))),
    "shuffle": Modification(
        N_("Better shuffling"),
        (("regularisation", "companions", N_("Regularisation: an image’s companions")),),
    ),
}
"""By the name of the part of the text."""


def draw(section: Section) -> None:
    """Draw the list, and what there is to say of the modification that is chosen."""
    st.markdown(section.say("list"))
    name: str = st.pills(
        _("What did it do, and why does BN allow it?"),
        list(MODIFICATIONS),
        default="rate",
        required=True,
        format_func=lambda name: _(MODIFICATIONS[name].title),
        key=f"{KEY}_chosen",
        persist_state="session",
    )
    with st.container(border=True):
        st.markdown(section.say(name))
        chosen = MODIFICATIONS[name]
        for lesson, other, label in chosen.sections:
            way_to_section(lesson, other, _(label), key=f"{KEY}_{lesson}_{other}")
        if chosen.lab:
            query, label = chosen.lab
            way_to_lab(query, _(label), key=f"{KEY}_{name}_lab")
