"""The cat story with digits: networks that know one look are asked about another."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go
import streamlit as st

from bnviz.data.dataset import Labels
from bnviz.experiment import LOOKS, Look
from bnviz.figures.lesson.confusion import confusion_figure
from bnviz.figures.lesson.curves import Axis, Curve, curves_figure
from bnviz.figures.lesson.two_histograms import two_histograms
from bnviz.language import N_, _
from bnviz.lessons.covariate_shift.answers import accuracy, commonest_mistake, confusion
from bnviz.lessons.covariate_shift.distances import Histogram
from bnviz.lessons.covariate_shift.plans import on_a_look
from bnviz.lessons.formulas.digits import per_cent
from bnviz.lessons.section import Section
from bnviz.ui.covariate_shift.arms import HUES, NAMES
from bnviz.ui.covariate_shift.asked import Shift, asked, shift
from bnviz.ui.covariate_shift.look_choice import described, strengths, tested_look, training_look
from bnviz.ui.covariate_shift.shown_digits import show_digits
from bnviz.ui.lesson_run import Trained, trained
from bnviz.ui.live_panel import live_panel

NOTCHES = 9  # strengths in the curve of accuracies
FARTHEST, POOLED = N_("the one that moved farthest"), N_("all of them pooled")
SIDES = (N_("training look"), N_("test look"))


def draw(section: Section) -> None:
    """Draw the choice of looks, the digits, and how the networks fare."""
    st.markdown(section.say("story"))
    left, right = st.columns(2)
    with left:
        train = training_look()
    with right:
        test = tested_look()
    if "0-4" in (train.subset, test.subset):
        st.info(section.say("labels"))
    result = trained(on_a_look(train), key="covariate_shift_looks")
    if result is None:
        show_digits(_("Train on"), train)
        show_digits(_("Test on"), test)
        return
    _scores(section, result, test)
    arm = _arm()
    labels, given = asked(result.run.id, test, result)
    show_digits(_("Train on"), train)
    show_digits(_("Test on"), test, given[arm].tolist(), _(NAMES[arm]))
    figures = {"strength": _over_strength(result, test)} if test.kind != "plain" else {}
    title = _("{name}: truth down, answer across").format(name=_(NAMES[arm]))
    figures["confusion"] = confusion_figure(confusion(labels, given[arm]), title=title)
    live_panel(figures, (tuple(figures),), key="covariate_shift_looks_scores")
    _moved(section, shift(result.run.id, test, result), arm)


def _arm() -> int:
    name: str = st.segmented_control(
        _("Look into"),
        NAMES,
        default=NAMES[0],
        required=True,
        format_func=_,
        key="covariate_shift_looks_arm",
        help=_("Whose answers and whose layers are shown below."),
        persist_state="session",
    )
    return NAMES.index(name)


def _scores(section: Section, result: Trained, test: Look) -> None:
    with st.container(horizontal=True, key="covariate_shift_scores"):
        for arm, name in enumerate(NAMES):
            home, away = (_accuracy(result, look, arm) for look in (result.run.experiment.look, test))
            st.metric(f"{_(name)}, {_(SIDES[0])}", per_cent(home), width=160)
            # With the sign that tells the arrow its way.
            points = _("{points} points").format(points=f"{100 * (away - home):+.1f}")
            st.metric(f"{_(name)}, {_(SIDES[1])}", per_cent(away), points, delta_color="off", width=160)
    labels, given = asked(result.run.id, test, result)
    values = {"look": described(test), "count": f"{len(labels):,}"}
    st.markdown(section.say("scores", mistakes=_mistakes(labels, given), **values))


def _accuracy(result: Trained, look: Look, arm: int) -> float:
    labels, given = asked(result.run.id, look, result)
    return accuracy(labels, given[arm])


def _mistakes(labels: Labels, given: tuple[Labels, ...]) -> str:
    """Each arm's commonest mistake in words."""
    found = [commonest_mistake(confusion(labels, each)) for each in given]
    return ", ".join(_mistake(_(name), mistake) for name, mistake in zip(NAMES, found, strict=True))


def _mistake(name: str, mistake: tuple[int, int, int] | None) -> str:
    if not mistake:
        return _("{name} makes no mistake").format(name=name)
    truth, answer, times = mistake
    said = _("{name} reads {truth} as {answer} ({times}×)")
    return said.format(name=name, truth=truth, answer=answer, times=times)


def _moved(section: Section, moved: Shift, arm: int) -> None:
    st.markdown(section.say("moved", pixels=_pixels_in_words(section, moved)))
    pooled = _units() == POOLED
    pairs = (moved.pooled if pooled else moved.farthest)[arm]
    said = _("{name}, layer {layer}") if pooled else _("{name}, layer {layer}, unit {unit}")
    layers = {
        f"layer_{layer}": _layer(pair, said.format(name=_(NAMES[arm]), layer=layer, unit=unit), arm)
        for layer, (pair, unit) in enumerate(zip(pairs, moved.units[arm], strict=True), start=1)
    }
    pixels = {"pixels": _pixels(moved.pixels, arm), "distances": _distances(moved)}
    live_panel(pixels | layers, (tuple(pixels), tuple(layers)), key="covariate_shift_looks_moved")


def _pixels_in_words(section: Section, moved: Shift) -> str:
    pixel, pooled = moved.pixel_distance, moved.pooled_pixel_distance
    if pixel == 0:
        return section.say("pixels_alike")
    part = "pixels_elsewhere" if pooled < pixel / 2 else "pixels_changed"
    return section.say(part, pixel=f"{pixel:.3f}", pooled=f"{pooled:.3f}")


def _units() -> str:
    chosen: str = st.segmented_control(
        _("Units of each layer"),
        (FARTHEST, POOLED),
        default=FARTHEST,
        required=True,
        format_func=_,
        key="covariate_shift_looks_units",
        help=_(
            "All units together may look as before, while each of them has moved: shifts cancel in a pool."
        ),
        persist_state="session",
    )
    return chosen


def _over_strength(result: Trained, test: Look) -> go.Figure:
    least, largest = strengths(test.kind)
    x = np.linspace(least, largest, NOTCHES).round(3).tolist()
    looks = [test.model_copy(update={"strength": strength}) for strength in x]
    return curves_figure(
        [
            Curve(_(name), x, [_accuracy(result, look, arm) for look in looks], HUES[arm])
            for arm, name in enumerate(NAMES)
        ],
        title=_("Accuracy by strength"),
        x=Axis(
            _("strength; digits that are {look}").format(look=_(LOOKS[test.kind])),
            (least - 0.05, largest + 0.05),
        ),
        y=Axis(_("test images right"), (0, 1.02), percent=True),
        cursor=test.strength,
        height=330,
    )


def _distances(moved: Shift) -> go.Figure:
    layers = list(range(1, len(moved.pooled[0]) + 1))
    return curves_figure(
        [
            Curve(_(name), layers, moved.distances[arm].normalised.tolist(), HUES[arm])
            for arm, name in enumerate(NAMES)
        ],
        title=_("Shift by layer"),
        x=Axis(_("layer"), (0.8, len(layers) + 0.2), ticks=layers),
        y=Axis(_("W₁ in σ"), (0, 1.1 * max(1.0, *(d.normalised.max() for d in moved.distances)))),
        height=250,
    )


def _pixels(pair: Histogram, arm: int) -> go.Figure:
    return two_histograms(
        *pair,
        names=_sides(),
        hue=HUES[arm],
        title=_("Grey values of all pixels"),
        axis=_("0 paper, 1 ink"),
        logarithmic=True,
    )


def _layer(pair: Histogram, title: str, arm: int) -> go.Figure:
    axis = _("input to the nonlinearity")
    return two_histograms(*pair, names=_sides(), hue=HUES[arm], title=title, axis=axis)


def _sides() -> tuple[str, str]:
    training, test = SIDES
    return _(training), _(test)
