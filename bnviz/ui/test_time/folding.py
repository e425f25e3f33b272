"""Folding: Batch Normalization becomes part of the weights, and the answers stay the same."""

from __future__ import annotations

import numpy as np
import streamlit as st

from bnviz.figures.lesson.curves import Axis, Curve, curves_figure
from bnviz.figures.lesson.statistics_looks import STATISTICS
from bnviz.language import _, language
from bnviz.lessons.formulas.digits import digits
from bnviz.lessons.section import Section
from bnviz.lessons.test_time.folding import (
    cost,
    factor,
    folding_tex,
    heaviest_input,
    largest_difference,
    one_digit_tex,
)
from bnviz.lessons.test_time.network import EXPERIMENT, MOST_MINI_BATCHES
from bnviz.lessons.test_time.population import answers_in_batches
from bnviz.ui.live_panel import live_panel
from bnviz.ui.test_time.networks import Subject, subject
from bnviz.ui.test_time.unit_choice import unit_choice

KEY = "test_time_folding"


def draw(section: Section) -> None:
    """Draw the formula, one unit's numbers, the check of the whole network, and why not in training."""
    st.markdown(section.say("formula"))
    found = subject()
    if found is None:
        return
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        layer, unit = unit_choice(KEY)
        count = len(found.labels)
        digit = st.number_input(
            _("Test digit"), 1, count, 1, key=f"{KEY}_digit", width=130, persist_state="session"
        )
    _one_unit(section, found, layer, unit, int(digit) - 1)
    with st.spinner(_("Folding …")):
        checked = _checked(found.run_id, language(), found)
    st.markdown(section.say("checked", **checked))
    st.markdown(section.say("training"))
    _in_training(section, found, layer, unit)


def _one_unit(section: Section, found: Subject, layer: int, unit: int, digit: int) -> None:
    network, running = found.normalised()
    old, new = network.hidden[layer - 1], network.folded(running).hidden[layer - 1]
    statistics, inputs = running[layer - 1], found.inputs[digit : digit + 1]
    passed = [inputs, *network.forward(inputs, running).outputs]
    st.markdown(section.say("unit", inputs=old.weight.shape[1], heaviest=heaviest_input(old, unit)))
    st.latex(folding_tex(old, new, statistics, unit))
    st.markdown(section.say("digit", label=found.labels[digit]))
    st.latex(one_digit_tex(old, new, statistics, unit, passed[layer - 1][0]))


@st.cache_data(show_spinner=False, max_entries=4)
def _checked(run_id: str, spoken: str, _found: Subject) -> dict[str, str]:
    """The numbers as text, in the language `spoken`: what is no number is a word."""
    network, running = _found.normalised()
    folded, inputs = network.folded(running), _found.inputs
    fixed, plain = network.forward(inputs, running).logits, folded.forward(inputs).logits
    training = answers_in_batches(network, inputs, EXPERIMENT.batch_size)
    costs, costs_folded = cost(network), cost(folded)
    return {
        "layers": str(len(network.hidden)),
        "units": str(sum(len(layer.shift) for layer in network.hidden)),
        "count": f"{len(inputs):,}",
        "difference": digits(largest_difference(network, folded, inputs, running)),
        "same": f"{np.sum(fixed.argmax(axis=1) == plain.argmax(axis=1)):,}",
        "apart": digits(float(np.abs(training - plain).max())),
        "numbers": f"{costs.numbers:,}",
        "numbers_folded": f"{costs_folded.numbers:,}",
        "operations": f"{costs.operations:,}",
        "operations_folded": f"{costs_folded.operations:,}",
        "saved": f"{costs.operations - costs_folded.operations:,}",
    }


def _in_training(section: Section, found: Subject, layer: int, unit: int) -> None:
    network, running = found.normalised()
    hidden, variances = network.hidden[layer - 1], found.mini_batches().layers[layer - 1].variance
    factors = factor(hidden, unit, variances[:, unit - 1])
    fixed = float(factor(hidden, unit, running[layer - 1].variance[unit - 1]))
    numbers = range(1, MOST_MINI_BATCHES + 1)
    figure = curves_figure(
        [
            Curve(_("batch statistics"), numbers, factors, STATISTICS["batch"]),
            Curve(
                _("fixed statistics"), numbers, [fixed] * len(numbers), STATISTICS["running"], mode="lines"
            ),
        ],
        title=_("The factor a of unit {unit} in layer {layer}").format(unit=unit, layer=layer),
        x=Axis(_("mini-batch"), (0, MOST_MINI_BATCHES + 1)),
        y=Axis(_("a = γ / √(variance + ε)")),
    )
    live_panel({"factor": figure}, (("factor",),), key=f"{KEY}_factor")
    low, high = digits(float(factors.min())), digits(float(factors.max()))
    st.markdown(section.say("spread", low=low, high=high, fixed=digits(fixed)))
