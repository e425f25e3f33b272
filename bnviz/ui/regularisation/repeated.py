"""What the sections on overfitting share: their choices, and a difference in words."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import streamlit as st

from bnviz.figures.lesson.curves import Axis
from bnviz.language import N_, _, ngettext
from bnviz.lessons.formulas.digits import digits, per_cent
from bnviz.lessons.regularisation.plans import IMAGES, TIMES, USUAL_IMAGES, USUAL_TIMES
from bnviz.lessons.regularisation.repeats import Difference, Measure
from bnviz.lessons.section import Section

MEASURES: Mapping[Measure, str] = MappingProxyType(
    {
        "accuracy": N_("test accuracy"),
        "gap": N_("gap: training − test accuracy"),
        "loss": N_("test loss"),
    }
)
"""What may be looked at, and what it is called."""


def amount(key: str, seconds: float, once: float = 0) -> tuple[int, int]:
    """How many training images there are, and how often each training is repeated.

    Args:
        key: what the widgets' keys start with.
        seconds: about how long one repetition takes, on one core.
        once: how long what is not repeated takes.
    """
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        images: int = st.segmented_control(
            _("Training images"),
            IMAGES,
            default=USUAL_IMAGES,
            required=True,
            format_func=lambda count: f"{count:,}",
            key=f"{key}_images",
            persist_state="session",
        )
        times: int = st.segmented_control(
            _("Repeated from other seeds"),
            TIMES,
            default=USUAL_TIMES,
            required=True,
            format_func=lambda count: seeds_and_seconds(count, once + count * seconds),
            key=f"{key}_times",
            persist_state="session",
        )
    return images, times


def seeds_and_seconds(count: int, seconds: float) -> str:
    """So many seeds, and how long they take: "3 seeds: 12 s"."""
    said = ngettext("{count} seed: {seconds:.0f} s", "{count} seeds: {seconds:.0f} s", count)
    return said.format(count=count, seconds=seconds)


def measure_choice(key: str) -> Measure:
    """What to look at.

    Args:
        key: what the widget's key starts with.
    """
    measure: Measure = st.segmented_control(
        _("Look at"),
        list(MEASURES),
        default="accuracy",
        required=True,
        format_func=lambda measure: _(MEASURES[measure]),
        key=f"{key}_measure",
        persist_state="session",
    )
    return measure


def axis(measure: Measure) -> Axis:
    """The axis of what is looked at."""
    return Axis(_(MEASURES[measure]), percent=measure != "loss")


def score_text(measure: Measure, score: float) -> str:
    """A score with its unit, which stays in its line."""
    text = _("{loss} nats").format(loss=digits(score)) if measure == "loss" else per_cent(score)
    return text.replace(" ", "\N{NO-BREAK SPACE}")


def difference_text(section: Section, measure: Measure, difference: Difference) -> str:
    """A difference with its margin, and whether it is more than chance."""
    mean = _signed(measure, difference.mean)
    if difference.margin == float("inf"):
        return section.say("one_seed", mean=mean)
    margin = _size(measure, difference.margin)
    return section.say("clear" if difference.clear else "unclear", mean=mean, margin=margin)


def _signed(measure: Measure, value: float) -> str:
    return f"{'−' if value < 0 else '+'}{_size(measure, abs(value))}"


def _size(measure: Measure, value: float) -> str:
    if measure == "loss":
        return _("{loss} nats").format(loss=f"{value:.3f}")
    return _("{points} points").format(points=f"{100 * value:.1f}")
