"""Two mini-batches that share six of eight examples: numbers to change, and a digit in company."""

from __future__ import annotations

import streamlit as st

from bnviz.figures.lesson.company import Company, company_figure
from bnviz.figures.lesson.statistics_looks import BATCHES
from bnviz.language import _
from bnviz.lessons.formulas.digits import digits
from bnviz.lessons.section import Section
from bnviz.lessons.test_time.companions import SHARED, normalised, working
from bnviz.ui.lesson_section import may_tell
from bnviz.ui.live_panel import live_panel
from bnviz.ui.test_time.digit_in_company import digit_in_company

START = (2.0, 4.0, 5.0, 6.0, 7.0, 9.0, 3.0, 8.0, 14.0, 16.0)
"""x₁ … x₁₀."""
NAMES = ("B₁", "B₂")
_SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
_LARGEST = 1000.0


def draw(section: Section) -> None:
    """Draw the numbers, their arithmetic, and the same with digits: all of it answers the prediction."""
    if not may_tell(section):
        return
    st.markdown(section.say("numbers"))
    x, gamma, beta = _values()
    batches = (x[: SHARED + 2], x[:SHARED] + x[SHARED + 2 :])
    _figures(batches, gamma, beta)
    st.markdown(_result(section, batches, gamma, beta))
    for column, batch, values in zip(st.columns(2), (1, 2), batches, strict=True):
        column.markdown(_("**{name}**, written out").format(name=NAMES[batch - 1]))
        column.latex(working(batch, values, gamma, beta))
    digit_in_company(section)


def _values() -> tuple[list[float], float, float]:
    """x₁ … x₁₀, γ and β, as the visitor has set them."""
    with st.container(horizontal=True, gap="small"):
        shared = [_x(place) for place in range(SHARED)]
    with st.container(horizontal=True, gap="small"):
        rest = [_x(place, NAMES[0] if place < 8 else NAMES[1]) for place in range(SHARED, 10)]
        return shared + rest, _number("γ", "gamma", 1.0), _number("β", "beta", 0.0)


def _x(place: int, batch: str = "") -> float:
    """A value of both mini-batches, or of the one that is named."""
    name = f"x{place + 1}"
    label = _("{name} only in {batch}") if batch else "{name}"
    return _number(label.format(name=name.translate(_SUBSCRIPTS), batch=batch), name, START[place])


def _number(label: str, name: str, start: float) -> float:
    value: float | None = st.number_input(
        label,
        -_LARGEST,
        _LARGEST,
        start,
        0.5,
        "%g",
        key=f"test_time_two_batches_{name}",
        width=120,
        persist_state="session",
    )
    return start if value is None else value


def _figures(batches: tuple[list[float], list[float]], gamma: float, beta: float) -> None:
    results = [normalised(values, gamma, beta) for values in batches]
    rows = {
        "x": (_("Before: x"), "x", batches),
        "y": (
            _("After Batch Normalization: y = γ x̂ + β"),
            "y",
            [list(result.output) for result in results],
        ),
    }
    figures = {
        name: company_figure(
            [Company(*row) for row in zip(NAMES, values, BATCHES, strict=True)],
            title=title,
            axis=axis,
            followed=f"{axis}₁",
        )
        for name, (title, axis, values) in rows.items()
    }
    live_panel(figures, (tuple(figures),), key="test_time_two_batches_figures")


def _result(section: Section, batches: tuple[list[float], list[float]], gamma: float, beta: float) -> str:
    one, two = (normalised(values, gamma, beta) for values in batches)
    first, second = float(one.normalised[0]), float(two.normalised[0])
    return section.say(
        "arithmetic",
        first=digits(batches[0][0]),
        x_hat_1=digits(first),
        x_hat_2=digits(second),
        difference=digits(abs(first - second)),
        y_1=digits(float(one.output[0])),
        y_2=digits(float(two.output[0])),
    )
