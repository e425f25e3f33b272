"""A bias before Batch Normalization has no effect and no gradient; and what parameters are left."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from bnviz.figures.lesson.hues import INPUT, NORMALISED, PLAIN
from bnviz.figures.lesson.rows import Row, rows_figure
from bnviz.language import N_, _
from bnviz.lessons.by_hand.bias import Shifted, shifted
from bnviz.lessons.by_hand.numbers import given, latex, neat, without_noise
from bnviz.lessons.by_hand.shapes import Parameter, count, parameters
from bnviz.lessons.by_hand.toy_batch import as_text
from bnviz.lessons.section import Section
from bnviz.ui.by_hand.batch import current_gradient, edit_batch
from bnviz.ui.live_panel import live_panel
from bnviz.ui.table import show_table

HEAD = ("i", "$x$", "$x + b$", N_(r"$\hat{x}$ of $x$"), N_(r"$\hat{x}$ of $x + b$"))
SHAPES_HEAD = (
    N_("layer"),
    N_("parameter"),
    N_("shape in the course"),
    N_("in PyTorch"),
    N_("shape in PyTorch"),
    N_("learned"),
)
PLAIN_ONE, KEPT, SPARED = N_("no BN"), N_("BN, bias kept"), N_("BN, no bias")
KINDS = ((PLAIN_ONE, True, False), (KEPT, True, True), (SPARED, False, True))
"""The networks that are compared: their name, whether there is a bias, whether Batch Normalization."""


def draw(section: Section) -> None:
    """Draw the bias and what becomes of it, then the parameters of a network."""
    x = edit_batch()
    bias = st.slider(_("Bias b"), -20.0, 20.0, 7.0, 0.5, **_kept("b"))
    gradient = current_gradient()
    found = shifted(x, bias, gradient)
    rows = (
        Row("x", x, INPUT),
        Row("x + b", found.after.x, PLAIN),
        Row(_("x̂ of x + b"), found.after.normalised, NORMALISED),
    )
    live_panel({"rows": rows_figure(rows, title=_("With a bias"))}, (("rows",),), key="by_hand_bias")
    table, words = st.columns(2, gap="medium")
    with table:
        show_table([*map(_, HEAD)], _rows(found))
    with words:
        st.markdown(section.say("gradient", gradients=as_text(gradient), **_numbers(found)))
    _network(section)


def _rows(found: Shifted) -> list[list[str]]:
    columns = (found.before.normalised, found.after.normalised)
    pairs = zip(found.before.x, found.after.x, *columns, strict=True)
    return [[str(i), given(row[0]), given(row[1]), *map(neat, row[2:])] for i, row in enumerate(pairs, 1)]


def _numbers(found: Shifted) -> dict[str, str]:
    size = len(found.before.x) * found.size
    return {
        "means": _("{first} and {second}").format(
            first=neat(found.before.mean), second=neat(found.after.mean)
        ),
        "difference": neat(found.difference),
        "bias": latex(neat(without_noise(found.to_bias, size))),
        "computed": neat(found.to_bias),
        "beta": latex(neat(found.to_beta)),
    }


def _kept(name: str) -> dict[str, Any]:
    return {"key": f"by_hand_bias_{name}", "persist_state": "session"}


def _network(section: Section) -> None:
    """The shapes of a network's parameters, and how many numbers they are."""
    st.markdown(section.say("shapes"))
    with st.container(horizontal=True, vertical_alignment="bottom", key="by_hand_bias_choices"):
        depth = st.number_input(_("Depth"), 1, 12, 3, **_kept("depth"), width=150)
        width = st.number_input(_("Width"), 4, 512, 100, **_kept("width"), width=150)
        names = [name for name, *others in KINDS]
        kind = st.segmented_control(
            _("Network"), names, default=SPARED, format_func=_, required=True, **_kept("network")
        )
    networks = {
        name: parameters(depth, width, bias=bias, batch_norm=batch_norm) for name, bias, batch_norm in KINDS
    }
    show_table([*map(_, SHAPES_HEAD)], _shapes(networks[kind], depth))
    counts = {name: count(network) for name, network in networks.items()}
    learned = [[_(name), f"{found:,}"] for name, found in counts.items()]
    show_table((_("network"), _("numbers learned")), learned)
    spared, added = counts[KEPT] - counts[SPARED], counts[SPARED] - counts[PLAIN_ONE]
    st.markdown(section.say("count", spared=f"{spared:,}", added=f"{added:,}"))


def _shapes(network: Sequence[Parameter], depth: int) -> list[list[str]]:
    """A row for each parameter; the hidden layers between the second and the last are like the second."""
    shown = [parameter for parameter in network if parameter.layer in (1, 2, depth + 1)]
    return [
        [
            _layer(parameter.layer, depth),
            parameter.letter,
            _written(parameter.shape),
            f"`{parameter.name}`",
            _written(parameter.torch_shape),
            _("yes") if parameter.learned else _("no, a buffer"),
        ]
        for parameter in shown
    ]


def _layer(layer: int, depth: int) -> str:
    if layer > depth:
        return _("output")
    return _("2 to {last}").format(last=depth) if layer == 2 < depth else str(layer)


def _written(shape: tuple[int, ...]) -> str:
    return f"({', '.join(map(str, shape))}{',' * (len(shape) == 1)})"
