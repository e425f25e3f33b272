"""What the paper changed beside Batch Normalization, and where each change can be tried."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import streamlit as st

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
        "Higher rate",
        (
            ("paper", "five_systems", "Five systems on MNIST"),
            ("sweeps", "init", "Sweeps: learning rate × first weights"),
        ),
        ({"preset": "high-learning-rate"}, "Lab: a learning rate of 1"),
    ),
    "dropout": Modification(
        "No Dropout", (("regularisation", "dropout", "Regularisation: Dropout with BN and without"),)
    ),
    "l2": Modification("Less L2", (("regularisation", "weight_decay", "Regularisation: weight decay"),)),
    "distortions": Modification(
        "Fewer distortions", (("covariate_shift", "looks", "Covariate shift: digits of other looks"),)
    ),
    "decay": Modification("Faster decay", lab=({}, "Lab: change the rate on the way")),
    "lrn": Modification("No LRN", lab=({"normalization": "all"}, "Lab: BN, Layer Norm and neither")),
    "shuffle": Modification(
        "Better shuffling", (("regularisation", "companions", "Regularisation: an image’s companions"),)
    ),
}
"""By the name of the part of the text."""


def draw(section: Section) -> None:
    """Draw the list, and what there is to say of the modification that is chosen."""
    st.markdown(section.say("list"))
    name: str = st.pills(
        "What did it do, and why does BN allow it?",
        list(MODIFICATIONS),
        default="rate",
        required=True,
        format_func=lambda name: MODIFICATIONS[name].title,
        key=f"{KEY}_chosen",
        persist_state="session",
    )
    with st.container(border=True):
        st.markdown(section.say(name))
        chosen = MODIFICATIONS[name]
        for lesson, other, label in chosen.sections:
            way_to_section(lesson, other, label, key=f"{KEY}_{lesson}_{other}")
        if chosen.lab:
            way_to_lab(*chosen.lab, key=f"{KEY}_{name}_lab")
