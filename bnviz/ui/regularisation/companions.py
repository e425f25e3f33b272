"""One image in a hundred mini-batches: how much its companions make the network's answer waver."""

from __future__ import annotations

from collections import Counter

import numpy as np
import plotly.graph_objects as go
import streamlit as st

from bnviz.figures.lesson.curves import Axis, Curve, curves_figure
from bnviz.figures.lesson.hues import INPUT, OUTPUT
from bnviz.figures.lesson.repeats import Repeats, repeats_figure
from bnviz.figures.lesson.statistics_looks import STATISTICS
from bnviz.language import _
from bnviz.lessons.formulas.digits import digits
from bnviz.lessons.regularisation.companions import (
    DRAWS,
    SIZES,
    above_the_images,
    doubtful,
    logits_in_company,
)
from bnviz.lessons.section import Section
from bnviz.maths import Array
from bnviz.maths.network import Network
from bnviz.ui.digits import SIDE, strip
from bnviz.ui.live_panel import live_panel
from bnviz.ui.test_time.networks import Subject, subject

KEY = "regularisation_companions"


def draw(section: Section) -> None:
    """Draw the choice of an image and of m, the answers in company, and their spread against m."""
    found = subject()
    if found is None:
        return
    fixed = _fixed(found.run_id, found)
    start = doubtful(fixed, found.labels)
    st.markdown(section.say("image", draws=DRAWS, count=f"{len(found.labels):,}", start=start + 1))
    place, size = _choose(len(fixed), start)
    label = int(found.labels[place])
    alt = _("The image: a {label}.").format(label=label)
    st.html(strip(found.images[place].reshape(1, SIDE, SIDE), [str(label)], alt=alt))
    by_size = {each: _logits(found.run_id, place, each, found) for each in SIZES}
    figures = {
        "answers": _answers(by_size[size], fixed[place], size),
        "spread": _spread(by_size, label, size),
    }
    live_panel(figures, (tuple(figures),), key=f"{KEY}_figures")
    st.markdown(_in_words(section, by_size[size], fixed[place], label, size))


def _choose(count: int, start: int) -> tuple[int, int]:
    """The image's place, and m."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        image = st.number_input(
            _("Image"), 1, count, start + 1, key=f"{KEY}_image", width=130, persist_state="session"
        )
        size: int = st.select_slider(
            _("m, images in a mini-batch"), SIZES, 8, key=f"{KEY}_size", width=320, persist_state="session"
        )
    return int(image) - 1, size


@st.cache_resource(show_spinner=False, max_entries=2)
def _fixed(run_id: str, _found: Subject) -> Array:
    """The logits of all images with fixed statistics, (n, classes)."""
    network, running = _found.normalised()
    return network.forward(_found.inputs, running).logits


@st.cache_resource(show_spinner=False, max_entries=2)
def _above_the_images(run_id: str, _found: Subject) -> tuple[Network, Array]:
    """The network above the first layer's Wu, and Wu of all images."""
    network = _found.normalised().network
    return above_the_images(network), _found.inputs @ network.hidden[0].weight.T


@st.cache_data(show_spinner=False, max_entries=512)
def _logits(run_id: str, place: int, size: int, _found: Subject) -> Array:
    return logits_in_company(*_above_the_images(run_id, _found), place, size)


def _answers(in_company: Array, fixed: Array, size: int) -> go.Figure:
    classes = range(len(fixed))
    return repeats_figure(
        [
            Repeats(_("in company"), classes, in_company.T, OUTPUT, joined=False),
            Repeats(_("fixed statistics"), classes, fixed[:, None], STATISTICS["running"], joined=False),
        ],
        title=_("Answers in mini-batches of {size}").format(size=size),
        x=Axis(_("class"), (-0.6, len(fixed) - 0.4), classes),
        y=Axis(_("logit")),
        height=320,
        each=_("mini-batch"),
    )


def _spread(by_size: dict[int, Array], label: int, size: int) -> go.Figure:
    """The standard deviation of the right class's logit over the companions, against m."""
    measured = [float(logits[:, label].std()) for logits in by_size.values()]
    middle = len(SIZES) // 2
    rule = measured[middle] * np.sqrt(SIZES[middle] / np.array(SIZES))
    return curves_figure(
        [
            Curve(_("as 1/√m"), SIZES, rule, INPUT, mode="lines"),
            Curve(_("measured"), SIZES, measured, OUTPUT),
        ],
        title=_("Spread of the logit of class {label}").format(label=label),
        x=Axis(_("m (logarithmic)"), (1.8, 72), SIZES, logarithmic=True),
        y=Axis(_("standard deviation (logarithmic)"), ticks=(0.1, 0.2, 0.5, 1, 2, 5), logarithmic=True),
        cursor=size,
        height=320,
    )


def _in_words(section: Section, in_company: Array, fixed: Array, label: int, size: int) -> str:
    tally = Counter(in_company.argmax(axis=1).tolist()).most_common()
    return section.say(
        "said",
        size=size,
        label=label,
        spread=digits(float(in_company[:, label].std())),
        low=digits(float(in_company[:, label].min())),
        high=digits(float(in_company[:, label].max())),
        fixed=digits(float(fixed[label])),
        answer=int(fixed.argmax()),
        tally=", ".join(_("{said} in {times}").format(said=said, times=times) for said, times in tally),
    )
