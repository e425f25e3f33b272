"""Some test digits in a look, and what a network takes them for."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from bnviz.data import DataError
from bnviz.experiment import Look
from bnviz.language import _
from bnviz.ui.covariate_shift.asked import images_in
from bnviz.ui.covariate_shift.look_choice import described
from bnviz.ui.datasets import dataset
from bnviz.ui.digits import SIDE, strip
from bnviz.ui.plain import plain
from bnviz.ui.services import services

SHOWN = 24  # digits of a strip


def show_digits(title: str, look: Look, given: Sequence[int] = (), name: str = "") -> None:
    """Draw a strip of the first test digits in a look.

    Args:
        title: what they are for.
        look: how they look.
        given: the answers to them, if any, in the order of `images_in`.
        name: whose answers.
    """
    try:
        digits = dataset(services().library.shelf.name)
    except DataError as error:
        st.error(plain(str(error)))
        return
    images, labels = images_in(digits.fingerprint, look, SHOWN, digits)
    captions = [str(label) for label in labels]
    if len(given):
        captions = [f"{label} → {answer}" for label, answer in zip(labels, given, strict=False)]
    told = _("**{title}**: {look}, and what {name} takes them for") if name else "**{title}**: {look}"
    st.caption(told.format(title=title, look=described(look), name=name))
    alt = f"{title}, {described(look)}: {', '.join(captions)}."
    st.html(strip(images.reshape(-1, SIDE, SIDE), captions, alt=alt))
