"""One update after the other: what gradient descent makes of W, γ and β, by each optimizer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import plotly.graph_objects as go
import streamlit as st

from bnviz.figures.lesson.curves import Axis, Curve, curves_figure
from bnviz.figures.lesson.hues import GRADIENT, NORMALISED, OUTPUT, PLAIN
from bnviz.language import _
from bnviz.lessons.by_hand.numbers import given, neat
from bnviz.lessons.by_hand.update import PARAMETERS, START, UPDATES, Learned, Task, descent, task
from bnviz.lessons.by_hand.update_lines import OPTIMIZER_NAMES, Step, board, step_of
from bnviz.lessons.section import Section
from bnviz.ui.by_hand.batch import current_batch
from bnviz.ui.live_panel import live_panel
from bnviz.ui.table import show_table

RATES = (0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0)
HUES = {"sgd": PLAIN, "momentum": GRADIENT, "rmsprop": NORMALISED, "adam": OUTPUT}
COUNT = "by_hand_update_count"
NAMES = ("w₁", "w₂", "γ", "β")  # in the order of PARAMETERS: a button of nothing but LaTeX has no name
HEAD = ("", *(f"${name}$" for name in PARAMETERS))
LOWEST_LOSS = 0.001  # what is below is nothing to the eye, and two examples are learned without end


def draw(section: Section) -> None:
    """Draw the task, the choices, the loss curves, and the numbers of the update that is chosen."""
    given_task = task(current_batch())
    _show_task(section, given_task)
    optimizer, rate, count = _choose()
    ways = {name: descent(given_task, name, rate) for name in OPTIMIZER_NAMES}
    live_panel({"loss": _losses(ways, count)}, (("loss",),), key="by_hand_update")
    st.caption(section.say("axis", lowest=given(LOWEST_LOSS)))
    _show_update(section, optimizer, rate, count, ways[optimizer])
    st.markdown(section.say("betas"))


def _show_task(section: Section, shown: Task) -> None:
    st.markdown(section.say("task", m=len(shown.targets), gamma=given(START[2])))
    with st.expander(_("The mini-batch: inputs and targets")):
        rows = [
            [str(i), given(first), given(second), given(target)]
            for i, ((first, second), target) in enumerate(zip(*shown, strict=True), start=1)
        ]
        show_table(("i", "$x_i = u_{i1}$", "$u_{i2}$", _("target $t_i$")), rows)


def _choose() -> tuple[str, float, int]:
    """The optimizer, the learning rate, and how many updates were made."""
    with st.container(horizontal=True, vertical_alignment="bottom", key="by_hand_update_choices"):
        optimizer = st.segmented_control(
            _("Optimizer"),
            list(OPTIMIZER_NAMES),
            default="sgd",
            format_func=lambda name: _(OPTIMIZER_NAMES[name]),
            key="by_hand_update_optimizer",
            required=True,
            persist_state="session",
        )
        rate = st.select_slider(
            _("Learning rate η"),
            RATES,
            0.1,
            format_func=given,
            key="by_hand_update_rate",
            persist_state="session",
            width=260,
        )
    with st.container(horizontal=True, vertical_alignment="bottom", key="by_hand_update_steps"):
        count = st.slider(_("Updates made"), 0, UPDATES, 1, key=COUNT, persist_state="session", width=420)
        st.button(
            _("Next update"),
            icon=":material/skip_next:",
            on_click=_next,
            disabled=count == UPDATES,
            key="by_hand_update_next",
        )
    return optimizer, rate, count


def _next() -> None:
    st.session_state[COUNT] = min(st.session_state[COUNT] + 1, UPDATES)


def _losses(ways: Mapping[str, Sequence[Learned]], count: int) -> go.Figure:
    places = list(range(UPDATES + 1))
    curves = [
        Curve(_(OPTIMIZER_NAMES[name]), places, [each.loss for each in way], HUES[name])
        for name, way in ways.items()
    ]
    losses = [loss for curve in curves for loss in curve.y]
    return curves_figure(
        curves,
        title=_("The loss, update by update"),
        x=Axis(_("updates made"), (-0.4, UPDATES + 0.4)),
        y=Axis(_("loss ℓ"), (max(min(losses) / 1.3, LOWEST_LOSS), 1.3 * max(losses)), logarithmic=True),
        cursor=count,
    )


def _show_update(section: Section, optimizer: str, rate: float, count: int, way: Sequence[Learned]) -> None:
    """The last update that was made: all parameters in a table, one of them written out."""
    if count == 0:
        numbers = dict(zip(("first", "second", "gamma", "beta"), map(given, START), strict=True))
        st.info(section.say("before", loss=neat(way[0].loss), **numbers))
        return
    before, after = way[count - 1], way[count]
    st.markdown(
        section.say(
            "update",
            number=count,
            optimizer=_(OPTIMIZER_NAMES[optimizer]),
            before=neat(before.loss),
            after=neat(after.loss),
        )
    )
    steps = [step_of(before, after, place, rate) for place in range(len(PARAMETERS))]
    show_table(HEAD, _rows(optimizer, steps))
    place = st.segmented_control(
        _("Write out the update of"),
        range(len(PARAMETERS)),
        default=0,
        format_func=NAMES.__getitem__,
        key="by_hand_update_parameter",
        required=True,
        persist_state="session",
    )
    st.latex(board(optimizer, steps[place]))


def _rows(optimizer: str, steps: Sequence[Step]) -> list[list[str]]:
    """A column for each parameter; v and s only if the optimizer has them."""
    rows = [
        (_(r"$\theta$ before"), [step.value for step in steps]),
        (_("gradient $g$"), [s.gradient for s in steps]),
    ]
    if optimizer in ("momentum", "adam"):
        rows.append(("$v$", [step.first[1] for step in steps]))
    if optimizer in ("rmsprop", "adam"):
        rows.append(("$s$", [step.second[1] for step in steps]))
    rows.append((_(r"change $\Delta\theta$"), [step.after - step.value for step in steps]))
    rows.append((_(r"$\theta$ after"), [step.after for step in steps]))
    return [[name, *map(neat, values)] for name, values in rows]
