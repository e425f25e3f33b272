"""The small mini-batch of the lesson by hand, which its sections share: values that the visitor can change.

It is in the session as "by_hand_batch", and the gradients that come back to it as "by_hand_gradient".
"""

from __future__ import annotations

import numpy as np
import streamlit as st

from bnviz.language import N_, _
from bnviz.lessons.by_hand.toy_batch import (
    EXAMPLES,
    LARGEST,
    LEAST,
    MOST,
    as_text,
    gradients_of,
    rounded,
    some_gradients,
    values_of,
)
from bnviz.maths import Array
from bnviz.ui.by_hand.recorded_unit import recorded_unit
from bnviz.ui.plain import plain

BATCH, BATCH_TEXT = "by_hand_batch", "by_hand_batch_text"
GRADIENT, GRADIENT_TEXT = "by_hand_gradient", "by_hand_gradient_text"
LONGEST = 500  # characters that can be typed or pasted: room for twelve numbers written at length
FIRST = next(iter(EXAMPLES.values()))
FIELD, GRADIENT_FIELD = N_("Mini-batch x"), N_("Gradients g")
HELP = N_(
    "One unit's values for {least} to {most} examples, each between −{largest:,.0f} and {largest:,.0f}. "
    "Type or paste them with commas, semicolons, spaces or tabs between them. "
    "A comma stands between two values; decimals have a point: 1,5 is 1 and 5."
)
GRADIENT_HELP = N_("gᵢ = ∂ℓ/∂yᵢ: how the loss changes with each output. One number for each example.")
KEPT = N_("The values from before stay.")


def current_batch() -> Array:
    """The mini-batch as the visitor left it, shape (m,) with 2 ≤ m ≤ 12; draws nothing."""
    return np.array(st.session_state.get(BATCH, FIRST))


def current_gradient() -> Array:
    """The gradients ∂ℓ/∂y that come back to the mini-batch, shape (m,); draws nothing."""
    count = len(current_batch())
    kept = st.session_state.get(GRADIENT, ())
    return np.array(kept if len(kept) == count else some_gradients(count))


def edit_batch() -> Array:
    """Draw what changes the mini-batch, and give it as it is now, shape (m,)."""
    st.session_state.setdefault(BATCH_TEXT, as_text(current_batch()))
    with st.container(horizontal=True, vertical_alignment="bottom", key="by_hand_editor"):
        about = _(HELP).format(least=LEAST, most=MOST, largest=LARGEST)
        text = st.text_input(
            _(FIELD), key=BATCH_TEXT, help=about, max_chars=LONGEST, persist_state="session", width=330
        )
        for name, values in EXAMPLES.items():
            st.button(_(name), key=f"by_hand_{name}", on_click=_put, args=(values,))
    _from_a_run()
    try:
        st.session_state[BATCH] = values_of(text, _(FIELD))
    except ValueError as error:
        st.warning(plain(f"{error} {_(KEPT)}"))
    return current_batch()


def edit_gradient() -> Array:
    """Draw what changes the gradients, and give them as they are now, shape (m,)."""
    count = len(current_batch())
    if len(st.session_state.get(GRADIENT, ())) != count:  # those of another mini-batch
        _put_gradient(some_gradients(count))
    st.session_state.setdefault(GRADIENT_TEXT, as_text(current_gradient()))
    text = st.text_input(
        _(GRADIENT_FIELD),
        key=GRADIENT_TEXT,
        help=_(GRADIENT_HELP),
        max_chars=LONGEST,
        persist_state="session",
        width=330,
    )
    ready = {N_("All 1"): (1.0,) * count, N_("Example"): some_gradients(count)}
    for name, gradient in ready.items():
        st.button(_(name), key=f"by_hand_gradient_{name}", on_click=_put_gradient, args=(gradient,))
    try:
        st.session_state[GRADIENT] = gradients_of(text, _(GRADIENT_FIELD), count)
    except ValueError as error:
        st.warning(plain(f"{error} {_(KEPT)}"))
    return current_gradient()


def _from_a_run() -> None:
    if st.toggle(_("Take a unit's real values from a run"), key="by_hand_from_run"):
        found = recorded_unit()
        if found:
            x, gradient = (tuple(map(rounded, values[:MOST])) for values in found)
            st.button(_("Use these values"), key="by_hand_use", on_click=_put, args=(x, gradient))
            if len(found.x) > MOST:
                told = _("The first {shown} of the mini-batch's {count} values, to six digits.")
                st.caption(told.format(shown=MOST, count=len(found.x)))


def _put(values: tuple[float, ...], gradient: tuple[float, ...] | None = None) -> None:
    """Keep a ready-made mini-batch, and write it into the field."""
    st.session_state[BATCH], st.session_state[BATCH_TEXT] = values, as_text(values)
    _put_gradient(gradient or some_gradients(len(values)))


def _put_gradient(gradient: tuple[float, ...]) -> None:
    st.session_state[GRADIENT], st.session_state[GRADIENT_TEXT] = gradient, as_text(gradient)
