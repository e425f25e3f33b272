"""The time bar: go back to any recorded step of a run, and play it again.

The browser moves at once: its label, its handle, and the cursor in the figures. The server is asked for the
figures of a step at most once at a time; the newest wish is sent when the page has drawn the answer. For that
the bar must come last on the page, after all that shows the step; `chosen_step` is what they show.

What was chosen is kept in the session, so that a click elsewhere can choose too (`choose_step`).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import streamlit as st

from bnviz.language import N_, _, language
from bnviz.ui.delivery import LOADER, packed

_HERE = Path(__file__).parent

_mount = st.components.v2.component(
    "bnviz.time_bar",
    html='<div class="time-bar" role="group"></div>',
    css=(_HERE / "bar.css").read_text(encoding="utf-8"),
    js=LOADER,
)


@dataclass(frozen=True)
class _Choice:
    """The step chosen last, None for the newest, and the browser's number for the wish that it answers."""

    step: int | None = None
    wish: int = 0


def chosen_step(steps: Sequence[int], *, key: str) -> int | None:
    """The step that a visitor chose: the nearest recorded one at or below; None to follow the newest.

    Args:
        steps: the recorded Snapshots, ascending.
        key: of the time bar.
    """
    wanted = _choice(key).step
    if wanted is None or not steps:
        return None
    return steps[max(bisect_right(steps, wanted) - 1, 0)]


def wished_step(*, key: str) -> int | None:
    """The step that a visitor chose, recorded or not; None to follow the newest."""
    return _choice(key).step


def choose_step(step: int | None, *, key: str) -> None:
    """Choose as if at the bar: from a callback, such as a click in a figure, before the page is run.

    Args:
        step: from 0, or None to follow the newest.
        key: of the time bar.
    """
    st.session_state[_kept(key)] = _Choice(step, _choice(key).wish)


def time_bar(
    steps: Sequence[int],
    *,
    live: bool,
    marks: Sequence[tuple[int, str]] = (),
    locked: bool = False,
    key: str,
) -> None:
    """Show the bar; call it after everything that shows the step.

    Args:
        steps: the recorded Snapshots, ascending.
        live: whether more are to come.
        marks: steps at which something was changed, and what, for small ticks over the bar.
        locked: whether the step is not the visitor's to choose.
        key: the same at every call.
    """
    choice = _choice(key)
    data = _packed(
        steps=tuple(steps),
        step=chosen_step(steps, key=key),
        wish=choice.wish,
        live=live,
        marks=tuple(marks),
        locked=locked,
        language=language(),
    )
    _mount(key=key, data=data, on_wish_change=lambda: _take(key))


@lru_cache(64)
def _packed(**data: Hashable) -> bytes:
    """The bar's data as they travel: the same for all who follow the newest step of a run in a language."""
    return packed(_HERE / "browser" / "bar.js", data | {"words": words()})


def words() -> dict[str, Any]:
    """What the bar says, in the language that is spoken now; of each part its name and what is told of it."""
    return {
        "step": _("step {step}"),
        "newest": _("newest: {step}"),
        "newestAloud": _("newest, {step}"),
        "play": _("Play (space)"),
        "pause": _("Pause (space)"),
        "parts": {part: [_(name), _(about)] for part, (name, about) in _PARTS.items()},
    }


_FIRST, _BACK = N_("First Snapshot (Home)"), N_("One Snapshot back (←, with shift ten)")
_FORWARD, _NEWEST = N_("One Snapshot forward (→, with shift ten)"), N_("Newest (End)")
_PARTS = {
    "bar": (N_("Time"), ""),
    "first": (_FIRST, _FIRST),
    "back": (_BACK, _BACK),
    "forward": (_FORWARD, _FORWARD),
    "newest": (_NEWEST, _NEWEST),
    "slider": (
        N_("Snapshot"),
        N_(
            "Each notch is a Snapshot, and the early steps have most of them: "
            "halfway along is not half the steps"
        ),
    ),
    "speed": (N_("Speed of playing"), N_("5, 10 or 20 Snapshots a second")),
}
"""By the name of a part, what it is called, and what is told of it to whoever points at it."""


def _take(key: str) -> None:
    """Keep what the browser wishes; anything odd is answered with the newest."""
    said = st.session_state.get(key, {}).get("wish")
    said = said if isinstance(said, dict) else {}
    step, wish = said.get("step"), said.get("wish")
    st.session_state[_kept(key)] = _Choice(
        step if type(step) is int and step >= 0 else None,
        wish if type(wish) is int else _choice(key).wish,
    )


def _choice(key: str) -> _Choice:
    kept: _Choice = st.session_state.get(_kept(key), _Choice())
    return kept


def _kept(key: str) -> str:
    return f"{key}: choice"
