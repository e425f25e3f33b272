"""The formulas beside the plots, with the numbers of one unit of a network that is training."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd
import streamlit as st

from bnviz.experiment import Experiment
from bnviz.experiment.maps import sides
from bnviz.language import N_, _
from bnviz.lessons.formulas import UnitBatch, coefficients, constants, notes, pages, texts
from bnviz.maths.batch_norm import Statistics
from bnviz.ui.formula_board import formula_board
from bnviz.ui.room.seat import follows

MOST_UNITS = 8  # of each layer that a run looks at one by one
NO_ARM = N_("This run has no arm with Batch Normalization: the formulas stay without numbers.")
MAPS = N_(
    "In a convolution a unit is a feature map, normalised over all images and positions (paper §3.2). "
    "In layer {layer} its mini-batch has m · p · q = {images} · {side} · {side} = {size} values: too many to "
    "keep. So single values stay without numbers."
)
UNIT_HELP = N_("A run keeps the mini-batches of each layer's first units.")
IMAGE_HELP = N_("i: which image of the mini-batch xᵢ, yᵢ and their gradients are of.")
HINT = N_(
    "Point at a symbol, or reach it with Tab and the arrow keys: here you read what it is, "
    "where it comes <b>from</b> and what it <b>goes to</b>."
)


class Choice(NamedTuple):
    """What the numbers are of: an arm by its index, all else counted from 1."""

    arm: int
    layer: int
    unit: int
    image: int

    def row(self, table: pd.DataFrame) -> pd.Series | None:
        """The unit's row in a table of one step, if it is there."""
        # Columns as arrays: pandas' own selection takes a tenth of a visitor's tick.
        of_arm, of_layer, of_unit = (table[name].to_numpy() for name in ("arm", "layer", "unit"))
        found = np.flatnonzero((of_arm == self.arm) & (of_layer == self.layer) & (of_unit == self.unit))
        return table.iloc[found[0]] if found.size else None


def formula_panel(experiment: Experiment, units: pd.DataFrame, batches: pd.DataFrame) -> None:
    """Draw the formulas, with the numbers of the unit and the image that the visitor chooses.

    The choices are in the session as "formula_arm", "formula_layer", "formula_unit" and "formula_example".
    What is put there before this is called is chosen, unless the run does not have it.

    Args:
        experiment: the plan of the run.
        units: the rows of that table of the step that is looked at; empty before there are any.
        batches: likewise; empty before the first mini-batch.
    """
    told = _("##### Batch Normalization :small[:gray[at step {step:,}]]")
    untold = _("##### Batch Normalization")
    st.markdown(untold if batches.empty else told.format(step=batches["step"].iloc[0]))
    worth = _of_maps if experiment.architecture == "convolutional" else _of_a_unit
    formula_board(pages(), notes(), texts(worth(experiment, units, batches)), hint=_(HINT), key="formulas")


def _of_a_unit(experiment: Experiment, units: pd.DataFrame, batches: pd.DataFrame) -> dict[str, float]:
    """The numbers of what the visitor chooses."""
    choice = _choose(experiment, units)
    if choice is None:
        st.caption(_(NO_ARM))
        return {}
    return _values(choice, experiment.batch_size, units, batches)


def _of_maps(experiment: Experiment, units: pd.DataFrame, batches: pd.DataFrame) -> dict[str, float]:
    """The numbers of the feature map that the visitor chooses, but for those of single values."""
    choice = _choose(experiment, units, of_images=False)
    if choice is None:
        st.caption(_(NO_ARM))
        return {}
    side, images = sides(experiment.depth)[choice.layer], experiment.batch_size
    size = images * side * side
    st.caption(_(MAPS).format(layer=choice.layer, images=images, side=side, size=f"{size:,}"))
    row = choice.row(units)
    return constants(choice.image, size) | ({} if row is None else _coefficients(row))


def _coefficients(unit: pd.Series) -> dict[str, float]:
    mini_batch, running = (
        Statistics(np.array([unit[f"{kind}_mean"]]), np.array([unit[f"{kind}_var"]]))
        for kind in ("batch", "running")
    )
    return coefficients(float(unit["gamma"]), float(unit["beta"]), mini_batch, running)


def _values(choice: Choice, batch_size: int, units: pd.DataFrame, batches: pd.DataFrame) -> dict[str, float]:
    """What the symbols are worth, of those that are known."""
    batch = _unit_batch(choice.row(units), choice.row(batches))
    return batch.values(choice.image) if batch else constants(choice.image, batch_size)


def _choose(experiment: Experiment, units: pd.DataFrame, *, of_images: bool = True) -> Choice | None:
    """Let the visitor choose, an image too if there are values `of_images`; None if the run has no arm."""
    arms = [i for i, arm in enumerate(experiment.arms) if arm.normalization == "batch"]
    if not arms:
        return None
    recorded = sorted(map(int, units["unit"].unique())) or range(1, min(MOST_UNITS, experiment.units) + 1)
    with st.container(horizontal=True, gap="small", key="formula_choice"):
        return Choice(
            _arm(arms, experiment.arm_names()),
            _number(_("Layer"), "formula_layer", range(1, experiment.depth + 1)),
            _number(_("Unit"), "formula_unit", recorded, _(UNIT_HELP)),
            _image(experiment.batch_size) if of_images else 1,
        )


def _arm(arms: Sequence[int], names: Sequence[str]) -> int:
    """The arm, which is a choice only where several have Batch Normalization."""
    if len(arms) == 1:
        return arms[0]
    _keep_within("formula_arm", arms)
    arm: int = st.selectbox(
        _("Arm"),
        arms,
        format_func=names.__getitem__,
        key="formula_arm",
        disabled=follows(),
        persist_state="session",
    )
    return arm


def _number(title: str, key: str, options: Sequence[int], words: str | None = None) -> int:
    _keep_within(key, options)
    number: int = st.selectbox(
        title, options, key=key, help=words, disabled=follows(), persist_state="session"
    )
    return number


def _image(batch_size: int) -> int:
    _keep_within("formula_example", range(1, batch_size + 1))
    image: int = st.number_input(
        _("Image i"),
        1,
        batch_size,
        key="formula_example",
        help=_(IMAGE_HELP),
        disabled=follows(),
        persist_state="session",
    )
    return image


def _keep_within(key: str, options: Sequence[int]) -> None:
    """Forget a choice that another run had and this one does not."""
    if st.session_state.get(key, options[0]) not in options:
        st.session_state[key] = options[0]


def _unit_batch(unit: pd.Series | None, batch: pd.Series | None) -> UnitBatch | None:
    if unit is None or batch is None:
        return None
    return UnitBatch(
        x=tuple(map(float, batch["x"])),
        gradient=tuple(map(float, batch["gradient"])),
        gamma=float(unit["gamma"]),
        beta=float(unit["beta"]),
        running_mean=float(unit["running_mean"]),
        running_variance=float(unit["running_var"]),
    )
