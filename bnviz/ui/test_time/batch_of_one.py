"""Batches of one: test digits in mini-batches of any size, with their own statistics and with fixed ones."""

from __future__ import annotations

import numpy as np
import streamlit as st

from bnviz.figures.lesson.curves import Axis, Curve, curves_figure
from bnviz.figures.lesson.statistics_looks import STATISTICS
from bnviz.language import _
from bnviz.lessons.formulas.digits import per_cent
from bnviz.lessons.section import Section
from bnviz.ui.digits import SIDE, strip
from bnviz.ui.live_panel import live_panel
from bnviz.ui.test_time.left_in_training import left_in_training
from bnviz.ui.test_time.measured import Classes, answers_of, fixed_answers
from bnviz.ui.test_time.networks import Subject, subject

KEY = "test_time_batch_of_one"
SIZES = (1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128, 192, 256)
LABELLED = (1, 2, 4, 8, 16, 32, 64, 128, 256)
HANDFUL = 16


def draw(section: Section) -> None:
    """Draw the accuracy against the batch size, some digits, and a network left in training mode."""
    found = subject()
    if found is None:
        return
    st.markdown(section.say("size"))
    size: int = st.select_slider(
        _("Digits in a test batch"), SIZES, 64, key=f"{KEY}_size", persist_state="session"
    )
    with st.spinner(_("Asking the network …")):
        by_size = {each: answers_of(found, each) for each in SIZES}
    fixed = fixed_answers(found)
    _numbers(found, size, by_size[size], fixed)
    _curve(found, size, by_size, fixed)
    st.markdown(_in_words(section, size, by_size[size], fixed))
    st.markdown(section.say("handful", size=size))
    told = _("Digits and answers with batches of {size}: {answers}.")
    _handful(found, by_size[size], told, size)
    st.markdown(section.say("handful_fixed"))
    _handful(found, fixed, _("Digits and answers with fixed statistics: {answers}."))
    left_in_training(section, found)


def _right(found: Subject, answers: Classes) -> float:
    return float((answers == found.labels).mean())


def _numbers(found: Subject, size: int, batch: Classes, fixed: Classes) -> None:
    columns, count = st.columns(2), f"{len(found.labels):,}"
    of_batches = _("Right of {count} with batch statistics, batches of {size}").format(count=count, size=size)
    columns[0].metric(of_batches, per_cent(_right(found, batch)))
    of_fixed = _("Right of {count} with fixed statistics").format(count=count)
    columns[1].metric(of_fixed, per_cent(_right(found, fixed)))


def _curve(found: Subject, size: int, by_size: dict[int, Classes], fixed: Classes) -> None:
    measured = [_right(found, answers) for answers in by_size.values()]
    figure = curves_figure(
        [
            Curve(_("batch statistics"), SIZES, measured, STATISTICS["batch"]),
            Curve(
                _("fixed statistics"),
                SIZES,
                [_right(found, fixed)] * len(SIZES),
                STATISTICS["running"],
                mode="lines",
            ),
        ],
        title=_("Accuracy against the size of the test batches"),
        x=Axis(_("digits in a test batch (logarithmic)"), (0.9, 290), LABELLED, logarithmic=True),
        y=Axis(_("accuracy"), (0, 1), percent=True),
        cursor=size,
    )
    live_panel({"accuracy": figure}, (("accuracy",),), key=f"{KEY}_accuracy")


def _in_words(section: Section, size: int, batch: Classes, fixed: Classes) -> str:
    if size == 1:
        return section.say("same", count=f"{len(batch):,}", answer=batch[0])
    return section.say("not_same", size=size, changed=np.sum(batch != fixed), count=f"{len(batch):,}")


def _handful(found: Subject, answers: Classes, told: str, size: int = 0) -> None:
    """Draw a few digits with their answers; `told` is what that is, for who cannot see it."""
    captions = [
        f"{truth} → {answer}{'' if truth == answer else ' ✗'}"
        for truth, answer in zip(found.labels[:HANDFUL], answers[:HANDFUL], strict=True)
    ]
    images = found.images[:HANDFUL].reshape(-1, SIDE, SIDE)
    st.html(strip(images, captions, alt=told.format(size=size, answers=", ".join(captions))))
