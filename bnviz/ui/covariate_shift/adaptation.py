"""Batch Normalization on another look: with the statistics of training, and with those of the test batch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import plotly.graph_objects as go
import streamlit as st

from bnviz.experiment import LOOK_KINDS, LOOKS, Look, LookKind
from bnviz.figures.lesson.curves import Axis, Curve, curves_figure
from bnviz.figures.lesson.dots import dots_figure
from bnviz.figures.lesson.hues import NORMALISED, OUTPUT, PLAIN, Hue
from bnviz.language import N_, _
from bnviz.lessons.covariate_shift.plans import on_a_look
from bnviz.lessons.formulas.digits import per_cent
from bnviz.lessons.section import Section
from bnviz.ui.covariate_shift.asked import FEWER, Ways, adapted
from bnviz.ui.covariate_shift.look_choice import described, direction, strengths, training_look
from bnviz.ui.covariate_shift.shown_digits import show_digits
from bnviz.ui.lesson_run import Trained, trained
from bnviz.ui.live_panel import live_panel

SIZES = (2, 5, 10, 20, 50, 100, 250, FEWER)  # each divides the images asked about
KINDS = LOOK_KINDS[1:]  # all but plain, which has no strength
NOTCHES = 9
NEAR_CHANCE, FAR_BELOW_CHANCE = 0.2, 0.05  # of ten digits, guessing gets 0.1
WAYS: Mapping[str, tuple[str, Hue]] = {
    "training": (N_("BN, training statistics"), OUTPUT),
    "batch": (N_("BN, batch statistics"), NORMALISED),
    "plain": (N_("no BN"), PLAIN),
}
"""By the name in `Ways` what a way is called, and its look."""


def draw(section: Section) -> None:
    """Draw the choice of a test batch, and the accuracies in three ways."""
    st.markdown(section.say("formula"))
    learned = training_look()
    result = trained(on_a_look(learned), key="covariate_shift_adaptation")
    if result is None and learned != Look():
        st.info(section.say("other_training", look=described(learned)))
    kind, strength, size, one_class = _choice()
    if one_class:
        st.warning(section.say("one_class"))
    if kind == "inversion":
        st.markdown(section.say("inversion"))
    show_digits(_("Test on"), _look(kind, strength))
    if result is None:
        return
    at_strength = {each: _ways(result, each, strength, size, one_class) for each in KINDS}
    said = _measured(section, at_strength[kind], _look(kind, strength), size)
    st.markdown(f"{said}\n\n{_comparison(section, at_strength, strength)}")
    against = _against()
    figures = {
        "kinds": _kinds_figure(at_strength, strength),
        "curve": AGAINST[against](result, kind, strength, size, one_class),
    }
    live_panel(figures, (tuple(figures),), key="covariate_shift_adaptation_figures")
    st.markdown(section.say("price"))


def _choice() -> tuple[LookKind, float, int, bool]:
    left, middle, right = st.columns(3)
    kind: LookKind = left.selectbox(
        _("Test on digits that are"),
        KINDS,
        KINDS.index("brightness"),
        format_func=lambda kind: _(LOOKS[kind]),
        key="covariate_shift_adaptation_kind",
        persist_state="session",
    )
    strength: float = middle.slider(
        _("Strength of every look"),
        -1.0,
        1.0,
        0.5,
        0.1,
        help=_("Noise, blur and inversion have no other way to go: below 0 they are as strong as above."),
        key="covariate_shift_adaptation_strength",
        persist_state="session",
    )
    size: int = right.select_slider(
        _("Images in a test batch"),
        SIZES,
        100,
        key="covariate_shift_adaptation_size",
        persist_state="session",
    )
    one_class: bool = st.toggle(
        _("Each test batch holds one digit only"),
        key="covariate_shift_adaptation_one_class",
        persist_state="session",
    )
    return kind, round(strength, 2), size, one_class


def _against() -> str:
    chosen: str = st.segmented_control(
        _("The second figure is over the"),
        list(AGAINST),
        default="strength",
        required=True,
        format_func=_,
        key="covariate_shift_adaptation_against",
        persist_state="session",
    )
    return chosen


def _look(kind: LookKind, strength: float) -> Look:
    """A look; one that has one direction only is taken in that."""
    return Look(kind=kind, strength=max(strength, -strength) if strengths(kind)[0] == 0 else strength)


def _ways(result: Trained, kind: LookKind, strength: float, size: int, one_class: bool) -> Ways:
    return adapted(result.run.id, _look(kind, strength), size, one_class, result)


def _kinds_figure(at_strength: Mapping[LookKind, Ways], strength: float) -> go.Figure:
    shares = {
        _(label): ([getattr(each, way) for each in at_strength.values()], hue)
        for way, (label, hue) in WAYS.items()
    }
    title = _("All looks at strength {strength:.1f}")
    if strength < 0:
        title = _("All looks at strength {strength:.1f}; one-sided ones at {other:.1f}")
    title = title.format(strength=strength, other=-strength).replace("-0", "−0").replace("-1", "−1")
    kinds = [_(LOOKS[kind]) for kind in at_strength]
    return dots_figure(kinds, shares, title=title, axis=_("test images right"))


def _strength_figure(
    result: Trained, kind: LookKind, strength: float, size: int, one_class: bool
) -> go.Figure:
    least, largest = strengths(kind)
    x = np.linspace(least, largest, NOTCHES).round(3).tolist()
    return _curves(
        [_ways(result, kind, each, size, one_class) for each in x],
        x,
        Axis(_("strength"), (least - 0.05, largest + 0.05)),
        _("Digits that are {look}").format(look=_(LOOKS[kind])),
        _look(kind, strength).strength,
    )


def _sizes_figure(result: Trained, kind: LookKind, strength: float, size: int, one_class: bool) -> go.Figure:
    return _curves(
        [_ways(result, kind, strength, each, one_class) for each in SIZES],
        SIZES,
        Axis(_("images in a test batch"), (1.7, 600), ticks=SIZES, logarithmic=True),
        _("{look}: how large a batch?").format(look=_(LOOKS[kind]).capitalize()),
        size,
    )


def _curves(results: Sequence[Ways], x: Sequence[float], axis: Axis, title: str, cursor: float) -> go.Figure:
    return curves_figure(
        [
            Curve(_(label), x, [getattr(each, way) for each in results], hue)
            for way, (label, hue) in WAYS.items()
        ],
        title=title,
        x=axis,
        y=Axis(_("test images right"), (0, 1.02), percent=True),
        cursor=cursor,
        height=296,
    )


def _measured(section: Section, chosen: Ways, look: Look, size: int) -> str:
    """What came out for the chosen look, in words."""
    said = section.say(
        "measured",
        look=described(look),
        size=f"{size:,}",
        training=per_cent(chosen.training),
        batch=per_cent(chosen.batch),
        plain=per_cent(chosen.plain),
    )
    is_negative = look.kind == "inversion" and look.strength**2 > 0.5
    worse = is_negative and chosen.batch < FAR_BELOW_CHANCE
    return f"{said} {section.say('worse_than_guessing')}" if worse else said


def _comparison(section: Section, results: Mapping[LookKind, Ways], strength: float) -> str:
    """Where the test batch's own statistics help most and least, if they help at all."""
    if strength == 0:
        return ""  # then all looks are the same
    gains = {kind: each.batch - each.training for kind, each in results.items()}
    most, least = max(gains, key=gains.__getitem__), min(gains, key=gains.__getitem__)
    best = max(each.batch for each in results.values())
    if best < NEAR_CHANCE:
        return section.say("near_chance", best=per_cent(best))
    if gains[most] <= 0:
        return section.say("helps_none")
    return section.say(
        "compared",
        most=direction(_look(most, strength)),
        most_change=_change(results[most]),
        least=direction(_look(least, strength)),
        least_change=_change(results[least]),
    )


def _change(ways: Ways) -> str:
    return f"{per_cent(ways.training)} → {per_cent(ways.batch)}"


AGAINST = {N_("strength"): _strength_figure, N_("batch’s size"): _sizes_figure}
"""What the second figure varies, and how it is drawn."""
