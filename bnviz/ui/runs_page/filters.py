"""What a visitor wants to see of the list: whose runs, of what kind, and with which words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar, get_args

import streamlit as st

from bnviz.fields import field
from bnviz.language import N_, _
from bnviz.lessons.plan_words import PLANS
from bnviz.lessons.presets import PRESETS
from bnviz.runs.catalogue import Scope, Wanted
from bnviz.runs.schema import State
from bnviz.ui.services import Services
from bnviz.ui.status import STATES
from bnviz.ui.visitor import visitor

T = TypeVar("T", bound=str)

PER_CENTS = (50, 80, 90, 95, 97, 98)
SCOPES = {Scope.OWN: N_("Yours"), Scope.PINNED: N_("Pinned"), Scope.ALL: N_("All")}
DATA = {"mnist": N_("full MNIST"), "mnist-sample": N_("sample")}


@dataclass(frozen=True)
class Filters:
    """What the controls say.

    Attributes:
        wanted: which runs the store is asked for.
        words: that all must be found in a run's row.
        per_cent: the accuracy that steps are counted to.
    """

    wanted: Wanted
    words: tuple[str, ...]
    per_cent: int


def filters(shared: Services) -> Filters:
    """Draw the controls."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="runs_filters"):
        scope = _scope(shared)
        said = st.text_input(
            _("Search"),
            key="runs_search",
            max_chars=100,
            placeholder=_("a name, a note, a setting, BN …"),
            width=260,
            persist_state="session",
        )
        with st.popover(_("Filter"), icon=":material/filter_list:", width="content"):
            wanted = _wanted(scope)
        per_cent = _per_cent()
    return Filters(wanted, tuple(said.casefold().split()), per_cent)


def _scope(shared: Services) -> Scope:
    """At first one's own; of who has none, those of all."""
    if "runs_scope" not in st.session_state:
        own = shared.store.catalogue.find(visitor(), Wanted(Scope.OWN)).found
        st.session_state["runs_scope"] = Scope.OWN if own else Scope.ALL
    scope: str | None = st.segmented_control(
        _("Whose"),
        list(SCOPES),
        format_func=lambda scope: _(SCOPES[scope]),
        required=True,
        key="runs_scope",
        help=_(SCOPE_HELP),
        persist_state="session",
    )
    return Scope(str(scope))


def _wanted(scope: Scope) -> Wanted:
    preset = _one_of(_("Preset"), list(PRESETS), lambda name: _(PRESETS[name].title), "preset")
    nonlinearity = field("activation")
    return Wanted(
        scope,
        state=_one_of(_("State"), get_args(State), lambda name: _(STATES[name]), "state"),
        data_name=_one_of(_("Digits"), list(DATA), lambda name: _(DATA[name]), "data"),
        activation=_one_of(
            _(nonlinearity.title),
            nonlinearity.choices,
            lambda name: _(nonlinearity.labels[name]),
            "activation",
        ),
        plan=PLANS[preset] if preset else None,
    )


def _one_of(title: str, names: Sequence[T], label: Callable[[T], str], key: str) -> T | None:
    chosen: T | None = st.selectbox(
        title,
        [None, *names],
        format_func=lambda name: label(name) if name else _("any"),
        key=f"runs_{key}",
        persist_state="session",
    )
    return chosen


def _per_cent() -> int:
    per_cent: int = st.selectbox(
        _("Count steps to"),
        PER_CENTS,
        index=PER_CENTS.index(90),
        format_func=lambda share: _("{share} %").format(share=share),
        key="runs_per_cent",
        width=130,
        persist_state="session",
    )
    return per_cent


SCOPE_HELP = N_(
    "A run belongs to whoever asked for it first: anyone who asks for the same one later is shown that run. "
    "Pins, names and notes are yours alone; nobody else sees them."
)
