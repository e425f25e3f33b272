"""One digit in two mini-batches of eight, six of which are the same: what a trained network makes of it."""

from __future__ import annotations

from collections import Counter

import numpy as np
import streamlit as st

from bnviz.figures.lesson.probabilities import Bars, probabilities_figure
from bnviz.figures.lesson.statistics_looks import BATCHES, STATISTICS
from bnviz.language import _
from bnviz.lessons.formulas.digits import digits, per_cent
from bnviz.lessons.section import Section
from bnviz.lessons.test_time.companions import (
    SHARED,
    Answers,
    answers,
    classes_in_company,
    draw_companions,
    most_swayed,
    two_mini_batches,
)
from bnviz.ui.digits import SIDE, strip
from bnviz.ui.live_panel import live_panel
from bnviz.ui.test_time.networks import Subject, subject
from bnviz.ui.test_time.unit_choice import unit_choice

KEY = "test_time_two_batches"
DRAWS = 100


def digit_in_company(section: Section) -> None:
    """Draw the digits, what one unit makes of the first, and the network's answers."""
    st.markdown(section.say("digits"))
    found = subject()
    if found is None:
        return
    with st.spinner(_("Looking for an image …")):
        count, start = len(found.labels), _most_swayed(found.run_id, found)
    st.markdown(section.say("trained", count=f"{count:,}", start=start + 1))
    first, layer, unit = _choose(count, start)
    places = draw_companions(len(found.labels), first, st.session_state.get(f"{KEY}_draw", 1))
    _digits(section, found, places)
    _answers(section, found, places, layer, unit)


def _choose(count: int, start: int) -> tuple[int, int, int]:
    """The place of x₁, which is `start` to begin with, the layer and the unit."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        image = st.number_input(
            _("Image x₁"), 1, count, start + 1, key=f"{KEY}_image", width=130, persist_state="session"
        )
        layer, unit = unit_choice(KEY)
        other = _("Other companions")
        st.button(other, icon=":material/shuffle:", key=f"{KEY}_other", on_click=_draw_again)
    return int(image) - 1, layer, unit


def _draw_again() -> None:
    st.session_state[f"{KEY}_draw"] = st.session_state.get(f"{KEY}_draw", 1) + 1


def _digits(section: Section, found: Subject, places: list[int]) -> None:
    rest = [
        (_("Only in B₁:"), places[SHARED : SHARED + 2], 7),
        (_("Only in B₂:"), places[SHARED + 2 :], 9),
    ]
    shared, *others = st.columns([6, 2.4, 2.4])
    for column, (words, those, number) in zip(
        (shared, *others), ((section.say("shared"), places[:SHARED], 1), *rest), strict=True
    ):
        captions = [f"x{number + place}: {found.labels[each]}" for place, each in enumerate(those)]
        images = found.images[those].reshape(-1, SIDE, SIDE)
        column.markdown(words)
        column.html(strip(images, captions, alt=f"{words} {', '.join(captions)}"))


def _answers(section: Section, found: Subject, places: list[int], layer: int, unit: int) -> None:
    network, running = found.normalised()
    batches = two_mini_batches(places)
    in_company = [answers(network.forward(found.inputs[batch]), layer, unit) for batch in batches]
    alone = answers(network.forward(found.inputs[places[:1]], running), layer, unit)
    _figure(in_company, alone)
    st.markdown(
        section.say(
            "said",
            unit=unit,
            layer=layer,
            before_1=digits(in_company[0].before),
            before_2=digits(in_company[1].before),
            after_1=digits(in_company[0].after),
            after_2=digits(in_company[1].after),
            after_fixed=digits(alone.after),
            label=found.labels[places[0]],
            **_said("1", in_company[0]),
            **_said("2", in_company[1]),
            tally=_tally(found, places[0]),
        )
    )
    in_plain = [answers(found.plain().forward(found.inputs[batch]), layer, unit) for batch in batches]
    st.markdown(_of_plain(section, found, _difference(*in_plain)))


def _figure(in_company: list[Answers], alone: Answers) -> None:
    looks = (*BATCHES, STATISTICS["batch"])
    names = (_("in B₁"), _("in B₂"), _("fixed statistics"))
    given = [answer.probabilities for answer in (*in_company, alone)]
    figure = probabilities_figure(
        [Bars(*each) for each in zip(names, given, looks, strict=True)],
        title=_("What the network says of x₁"),
    )
    live_panel({"said": figure}, (("said",),), key=f"{KEY}_said")


def _said(batch: str, answer: Answers) -> dict[str, str]:
    said = int(answer.probabilities.argmax())
    return {f"answer_{batch}": str(said), f"sure_{batch}": per_cent(answer.probabilities[said])}


def _of_plain(section: Section, found: Subject, difference: float) -> str:
    said = section.say("plain", difference=digits(difference))
    if not found.plain_at_chance():
        return said
    right, count = per_cent(found.plain_accuracy()), f"{len(found.labels):,}"
    return f"{said} {section.say('plain_at_chance', right=right, count=count)}"


def _difference(one: Answers, other: Answers) -> float:
    return float(np.abs(one.probabilities - other.probabilities).max())


def _tally(found: Subject, first: int) -> str:
    counted = Counter(_classes(found.run_id, first, found)).most_common()
    return ", ".join(_("{said} in {times}").format(said=said, times=times) for said, times in counted)


@st.cache_data(show_spinner=False, max_entries=256)
def _classes(run_id: str, first: int, _found: Subject) -> list[int]:
    return classes_in_company(_found.normalised().network, _found.inputs, first, DRAWS)


@st.cache_data(show_spinner=False, max_entries=4)
def _most_swayed(run_id: str, _found: Subject) -> int:
    return most_swayed(_found.normalised(), _found.inputs, _found.labels, DRAWS)
