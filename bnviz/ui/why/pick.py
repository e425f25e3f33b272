"""One of a few, side by side: the choice that all sections of the lesson make in the same way."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

import streamlit as st

from bnviz.language import _, ngettext
from bnviz.ui.regularisation.repeated import seeds_and_seconds

TIMES = (1, 3, 5)

Choice = TypeVar("Choice")


def pick(label: str, options: Mapping[Choice, str], default: Choice, *, key: str) -> Choice:
    """Let the visitor choose, which is kept for as long as the visit lasts.

    Args:
        label: what is chosen.
        options: what each choice is called, to be translated.
        default: the choice to start from.
        key: the widget's.
    """
    chosen: Choice = st.segmented_control(
        label,
        list(options),
        default=default,
        required=True,
        format_func=lambda choice: _(options[choice]),
        key=key,
        persist_state="session",
    )
    return chosen


def pick_times(seconds: float, *, key: str) -> int:
    """How often a training is repeated, each time from another seed.

    Args:
        seconds: about how long one takes.
        key: the widget's.
    """
    options = {times: seeds_and_seconds(times, times * seconds) for times in TIMES}
    return pick(_("Repeated from"), options, 1, key=key)


def seeds_text(times: int) -> str:
    """So many seeds: "1 seed", "3 seeds"."""
    return ngettext("{count} seed", "{count} seeds", times).format(count=times)
