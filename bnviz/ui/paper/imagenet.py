"""The paper's experiment on ImageNet: its published numbers, to compare with each other."""

from __future__ import annotations

import streamlit as st

from bnviz.figures.lesson.hues import GRADIENT, OUTPUT, PLAIN, Hue
from bnviz.figures.lesson.steps_to_target import Point, steps_to_target_figure
from bnviz.language import N_, _
from bnviz.lessons.formulas.digits import per_cent
from bnviz.lessons.paper.imagenet import BY_NAME, SYSTEMS, TARGET, System, points_better, times_fewer
from bnviz.lessons.section import Section
from bnviz.ui.live_panel import live_panel
from bnviz.ui.table import show_table

KEY = "paper_imagenet"
HEAD = (N_("system"), N_("first learning rate"), N_("steps to 72.2 %"), N_("best accuracy"))


def draw(section: Section) -> None:
    """Draw the table, the comparison of two systems, and the ensemble."""
    st.markdown(section.say("theirs"))
    show_table(list(map(_, HEAD)), [_row(each) for each in SYSTEMS])
    one, other = _pair()
    figure = steps_to_target_figure(
        [Point(each.name, each.steps, each.best, _hue(each)) for each in SYSTEMS],
        (one.name, other.name),
        title=_("The table of the paper’s Figure 3, as points"),
        target=TARGET,
        target_name=_("Inception’s best"),
    )
    live_panel({"published": figure}, (("published",),), key=f"{KEY}_figure")
    st.markdown(_compared(section, one, other))
    st.markdown(section.say("ensemble"))


def _pair() -> tuple[System, System]:
    left, right = st.columns(2)
    names = list(BY_NAME)
    one: str = left.selectbox(_("Compare this system"), names, key=f"{KEY}_one", persist_state="session")
    others = [name for name in names if name != one]
    other: str = right.selectbox(_("with this one"), others, 1, key=f"{KEY}_other", persist_state="session")
    return BY_NAME[one], BY_NAME[other]


def _row(system: System) -> tuple[str, ...]:
    steps = _("never") if system.steps is None else _("{count:.1f} million").format(count=system.steps)
    return system.name, f"{system.rate:g}", steps, per_cent(system.best)


def _hue(system: System) -> Hue:
    if system.nonlinearity == "sigmoid":
        return GRADIENT
    return OUTPUT if "BN" in system.name else PLAIN


def _compared(section: Section, one: System, other: System) -> str:
    names = {"one": one.name, "other": other.name}
    ratio, points = times_fewer(one, other), points_better(one, other)
    best = section.say("best", points=f"{points:+.1f}".replace("-", "−"), **names)
    if ratio is None:
        never = [each.name for each in (one, other) if each.steps is None]
        return f"{section.say('never', never=', '.join(never))} {best}"
    slower, faster = (one, other) if ratio >= 1 else (other, one)
    steps = section.say(
        "ratio",
        slower=slower.name,
        faster=faster.name,
        many=f"{slower.steps:.1f}",
        few=f"{faster.steps:.1f}",
        ratio=f"{max(ratio, 1 / ratio):.1f}",
    )
    claimed = section.say("fourteen") if {one.name, other.name} == {"Inception", "BN-x5"} else ""
    return f"{steps} {best} {claimed}"
