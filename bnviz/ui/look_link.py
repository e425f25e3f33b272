"""What a link says of how a run is looked at: which view, and the choices that belong to it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from bnviz.fields import field, harmless
from bnviz.language import _
from bnviz.ui.address import LOOK
from bnviz.ui.observatory import PLACES
from bnviz.views.views import VIEWS, Look

FIGURES, PLACE, UNIT, RAW = LOOK
_KEYS = {FIGURES: "view", PLACE: "place", UNIT: "unit", RAW: "raw_shift"}  # of the session's widgets
_AT_FIRST = {FIGURES: next(iter(VIEWS)), PLACE: Look.place, UNIT: Look.unit, RAW: Look.raw}


def look_query() -> dict[str, str]:
    """What this session's link says of it: only what differs from what is shown at first."""
    chosen = {name: st.session_state.get(key) for name, key in _KEYS.items()}
    return {
        name: "yes" if value is True else str(value)
        for name, value in chosen.items()
        if value is not None and value != _AT_FIRST[name]
    }


def tell_look() -> None:
    """Have the link say it: for a fragment, which is run again without the page around it."""
    said, link = look_query(), st.query_params.to_dict()
    if said != {name: text for name, text in link.items() if name in LOOK}:
        st.query_params.from_dict({name: text for name, text in link.items() if name not in LOOK} | said)


def take_look(query: Mapping[str, str]) -> list[str]:
    """Look as a link says, before the widgets are drawn; a sentence for each part that cannot be had."""
    asked = {name: query[name] for name in LOOK if name in query}
    refusals = []
    for name, text in asked.items():
        choices = _choices(name)
        if text in choices:
            st.session_state[_KEYS[name]] = choices[text]
        else:
            said = _('{name}: "{value}" is not to be had: choose {known}.')
            refusals.append(said.format(name=name, value=harmless(text), known=_allowed(list(choices))))
    return refusals


def _choices(name: str) -> dict[str, Any]:
    """What a part of the link may say, and what that means."""
    if name == UNIT:
        return {str(unit): unit for unit in range(1, int(field("width").maximum or 0) + 1)}
    if name == RAW:
        return {"yes": True}
    return {each: each for each in (VIEWS if name == FIGURES else PLACES)}


def _allowed(choices: list[str]) -> str:
    """Few choices by name, many by the first and the last."""
    if len(choices) < 10:
        return _(" or ").join(choices)
    return _("{first} to {last}").format(first=choices[0], last=choices[-1])
