"""The language of a visitor: what they chose, or the link says, or their browser prefers."""

from __future__ import annotations

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from bnviz.fields import harmless
from bnviz.language import ENGLISH, LANGUAGES, _, ask, nearest, own_name
from bnviz.ui.plain import plain
from bnviz.ui.screen import Screen, screen

LANGUAGE = "language"  # in a link, and in the session
_CHOSEN, _REFUSED = "language_chosen", "language_refused"


def arrive() -> None:
    """Take over what the link says, once a session, and speak the visitor's language from now on."""
    ask(readers_language)
    if LANGUAGE in st.session_state:
        return
    asked = st.query_params.get(LANGUAGE, "")
    if asked in LANGUAGES:
        choose(asked)
    else:
        st.session_state[LANGUAGE] = nearest(st.context.locale)
        st.session_state[_REFUSED] = refusal(asked) if asked else ""


def readers_language() -> str:
    """The language of whoever looks at the page that is being drawn; English where nobody does."""
    if get_script_run_ctx(suppress_warning=True) is None:
        return ENGLISH
    spoken: str = st.session_state.get(LANGUAGE, ENGLISH)
    return spoken


def choose(code: str) -> None:
    """Speak a language from now on: for a button's callback."""
    st.session_state[LANGUAGE] = code
    st.session_state[_CHOSEN] = True
    st.session_state[_REFUSED] = ""
    _keep_choices()


def _keep_choices() -> None:
    """Choose again what is chosen: a browser tells a choice by its words, and they are to be others now."""
    for key, value in st.session_state.items():
        if isinstance(value, (str, int, float)) and not isinstance(value, bool):  # which buttons are
            st.session_state[key] = value


def language_query() -> dict[str, str]:
    """What a link says of the language: nothing of one that only the browser asked for."""
    return {LANGUAGE: readers_language()} if st.session_state.get(_CHOSEN) else {}


def refusal(asked: str) -> str:
    """The sentence on a language that there is not."""
    known = ", ".join(LANGUAGES)
    return _('{name}: "{value}" is not to be had: choose one of {known}.').format(
        name=LANGUAGE, value=harmless(asked), known=known
    )


def tell_refused() -> None:
    """Tell that the link's language is not to be had, until one is chosen."""
    if said := st.session_state.get(_REFUSED):
        st.warning(plain(said))


def language_switch() -> None:
    """A button for each other language, in its own words, where there is a menu."""
    st.query_params.update(language_query())
    if screen() is not Screen.OWN or st.context.is_embedded:
        return
    with st.container(horizontal=True, width="content", gap="xsmall", key="languages"):
        for code in LANGUAGES:
            if code != readers_language():
                name = own_name(code)
                st.button(name, type="tertiary", key=f"language_{code}", on_click=choose, args=(code,))
