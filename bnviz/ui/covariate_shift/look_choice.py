"""The widgets that choose a look of the digits: what is done to them, how strongly, and which there are."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import streamlit as st

from bnviz.experiment import LOOK_KINDS, ONE_SIDED, SUBSETS, Look, LookKind, Subset

LOOKS: Mapping[LookKind, str] = MappingProxyType(
    {
        "plain": "as they are",
        "thickness": "thicker or thinner",
        "rotation": "turned",
        "shift": "moved sideways",
        "brightness": "inkier or paler",
        "contrast": "of more or less contrast",
        "inversion": "inverted",
        "noise": "noisy",
        "blur": "blurred",
    }
)
DIRECTIONS: Mapping[LookKind, tuple[str, str]] = MappingProxyType(
    {
        "thickness": ("thinner", "thicker"),
        "rotation": ("turned to the right", "turned to the left"),
        "shift": ("moved to the left", "moved to the right"),
        "brightness": ("paler everywhere", "inkier everywhere"),
        "contrast": ("of less contrast", "of more contrast"),
    }
)
"""What a look is called below strength 0 and above it, where there are two ways to go."""
STYLES: Mapping[Subset, str] = MappingProxyType(
    {
        "all": "all digits",
        "thin": "the thin half",
        "thick": "the thick half",
        "upright": "the upright half",
        "slanted": "the slanted half",
        "0-4": "only 0 to 4",
    }
)


def training_look() -> Look:
    """The look that the networks are trained on: one choice for the whole lesson."""
    return _look("train", "Train on", Look(), step=0.25)


def tested_look() -> Look:
    """The look that they are tested on."""
    return _look("test", "Test on", Look(kind="rotation", strength=0.6), step=0.05)


def strengths(kind: LookKind) -> tuple[float, float]:
    """The least and the largest strength of a kind."""
    return (0.0 if kind in ONE_SIDED else -1.0, 1.0)


def direction(look: Look) -> str:
    """What is done, in the direction of the strength: for instance "turned to the left"."""
    if look.kind not in DIRECTIONS:
        return LOOKS[look.kind]
    below, above = DIRECTIONS[look.kind]
    return above if look.strength > 0 else below


def described(look: Look) -> str:
    """For instance "turned to the left, strength 0.60, the thin half"."""
    style = "" if look.subset == "all" else f", {STYLES[look.subset]}"
    if look.kind == "plain" or look.strength == 0:
        return f"{LOOKS['plain']}{style}"
    return f"{direction(look)}, strength {look.strength:.2f}{style}".replace("-0", "−0")


def _look(part: str, title: str, start: Look, step: float) -> Look:
    with st.container(border=True, key=f"covariate_shift_{part}_look"):
        left, right = st.columns(2, gap="small")
        kind = left.selectbox(
            f"**{title}** digits that are",
            LOOK_KINDS,
            LOOK_KINDS.index(start.kind),
            format_func=LOOKS.__getitem__,
            key=f"covariate_shift_{part}_kind",
            persist_state="session",
        )
        subset = right.selectbox(
            "and of these",
            SUBSETS,
            SUBSETS.index(start.subset),
            format_func=STYLES.__getitem__,
            key=f"covariate_shift_{part}_subset",
            persist_state="session",
        )
        strength = 0.0 if kind == "plain" else _strength(part, kind, start.strength or 0.5, step)
    return Look(kind=kind, strength=strength, subset=subset)


def _strength(part: str, kind: LookKind, start: float, step: float) -> float:
    least, largest = strengths(kind)
    help_text = "0 changes nothing, 1 the most" + ("." if least == 0 else "; below 0 it goes the other way.")
    chosen: float = st.slider(
        "Strength",
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
