"""The widgets that choose a look of the digits: what is done to them, how strongly, and which there are."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import streamlit as st

from bnviz.experiment import LOOK_KINDS, LOOKS, ONE_SIDED, STYLES, SUBSETS, Look, LookKind
from bnviz.language import N_, _

DIRECTIONS: Mapping[LookKind, tuple[str, str]] = MappingProxyType(
    {
        "thickness": (N_("thinner"), N_("thicker")),
        "rotation": (N_("turned to the right"), N_("turned to the left")),
        "shift": (N_("moved to the left"), N_("moved to the right")),
        "brightness": (N_("paler everywhere"), N_("inkier everywhere")),
        "contrast": (N_("of less contrast"), N_("of more contrast")),
    }
)
"""What a look is called below strength 0 and above it, where there are two ways to go."""


def training_look() -> Look:
    """The look that the networks are trained on: one choice for the whole lesson."""
    return _look("train", _("**Train on** digits that are"), Look(), step=0.25)


def tested_look() -> Look:
    """The look that they are tested on."""
    start = Look(kind="rotation", strength=0.6)
    return _look("test", _("**Test on** digits that are"), start, step=0.05)


def strengths(kind: LookKind) -> tuple[float, float]:
    """The least and the largest strength of a kind."""
    return (0.0 if kind in ONE_SIDED else -1.0, 1.0)


def direction(look: Look) -> str:
    """What is done, in the direction of the strength: for instance "turned to the left"."""
    if look.kind not in DIRECTIONS:
        return _(LOOKS[look.kind])
    below, above = DIRECTIONS[look.kind]
    return _(above if look.strength > 0 else below)


def described(look: Look) -> str:
    """For instance "turned to the left, strength 0.60, the thin half"."""
    style = "" if look.subset == "all" else f", {_(STYLES[look.subset])}"
    if look.kind == "plain" or look.strength == 0:
        return f"{_(LOOKS['plain'])}{style}"
    said = _("{look}, strength {strength:.2f}").format(look=direction(look), strength=look.strength)
    return f"{said}{style}".replace("-0", "−0")


def _look(part: str, label: str, start: Look, step: float) -> Look:
    with st.container(border=True, key=f"covariate_shift_{part}_look"):
        left, right = st.columns(2, gap="small")
        kind = left.selectbox(
            label,
            LOOK_KINDS,
            LOOK_KINDS.index(start.kind),
            format_func=lambda kind: _(LOOKS[kind]),
            key=f"covariate_shift_{part}_kind",
            persist_state="session",
        )
        subset = right.selectbox(
            _("and of these"),
            SUBSETS,
            SUBSETS.index(start.subset),
            format_func=lambda subset: _(STYLES[subset]),
            key=f"covariate_shift_{part}_subset",
            persist_state="session",
        )
        strength = 0.0 if kind == "plain" else _strength(part, kind, start.strength or 0.5, step)
    return Look(kind=kind, strength=strength, subset=subset)


def _strength(part: str, kind: LookKind, start: float, step: float) -> float:
    least, largest = strengths(kind)
    help_text = _("0 changes nothing, 1 the most; below 0 it goes the other way.")
    if least == 0:
        help_text = _("0 changes nothing, 1 the most.")
    chosen: float = st.slider(
        _("Strength"),
        least,
        largest,
        start,
        step,
        help=help_text,
        # A slider of its own for each range: the other one's value may not be in it.
        key=f"covariate_shift_{part}_strength_from_{least:g}",
        persist_state="session",
    )
    return round(chosen, 2)
