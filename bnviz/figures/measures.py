"""What is measured in a layer, one number a Snapshot: its names, its scale, its values."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
import pandas as pd

from bnviz.figures.limits import steady_limits
from bnviz.figures.series import Cells, by_arm_and_layer
from bnviz.language import N_, _


@dataclass(frozen=True)
class Measure:
    """One column of the table `layers` and how it is shown; its words are in English, to be translated.

    Attributes:
        column: its name in the table.
        title: a few words.
        subtitle: what exactly is measured; short, for a legend stands in the same row.
        unit: of the axis.
        what: for the alternative text, which adds the layer.
        log: whether the scale is logarithmic; zeros have no place on it and are left out.
        limits: the ends of the scale, if it has natural ones.
        factor: what the table's numbers are multiplied with.
    """

    column: str
    title: str
    subtitle: str
    unit: str
    what: str
    log: bool = False
    limits: tuple[float, float] | None = None
    factor: float = 1.0

    def curves(self, layers: pd.DataFrame, arms: int, depth: int) -> Cells:
        """The `step` and `value` (as shown) of each arm and layer, in the order of their steps.

        Args:
            layers: columns `step`, `arm`, `layer`, and the measure's.
            arms: how many arms there are.
            depth: the hidden layers.
        """
        frame = layers[layers[self.column] > 0] if self.log else layers
        cells = by_arm_and_layer(frame, [self.column], arms, depth)
        return {
            key: {"step": cell["step"], "value": cell[self.column] * np.float32(self.factor)}
            for key, cell in cells.items()
        }

    def within(self, layer: int) -> str:
        """What is measured, in a layer: for the alternative text."""
        return _("{what} in layer {layer}").format(what=_(self.what), layer=layer)

    def scale(self, curves: Cells, diverged: Collection[int]) -> tuple[float, float]:
        """The ends of a scale that holds all curves but diverged ones; powers of ten if it is logarithmic."""
        if self.limits:
            return self.limits
        values = [(arm, curve["value"]) for (arm, layer), curve in curves.items()]
        if self.log:
            return steady_limits([(arm, np.log10(value)) for arm, value in values], diverged, (-2.0, 0.0))
        low, high = steady_limits(values, diverged)
        return max(low, 0.0), high  # no measure without natural limits is ever below 0


_SHIFT = N_("Shift of each layer since step 0")
_RATE = N_("Speed of each layer’s shift")
_MEAN = N_("Wasserstein-1, mean over units")
_BEFORE = N_("since the Snapshot before")
_PER_CENT = (0.0, 100.0)

MEASURES: Mapping[str, Measure] = MappingProxyType(
    {
        measure.column: measure
        for measure in (
            Measure(
                "shift",
                _SHIFT,
                _MEAN,
                N_("initial std. dev."),
                N_("Shift of the input since step 0 (initial standard deviations)"),
            ),
            Measure(
                "shift_raw",
                _SHIFT,
                _MEAN,
                N_("input units"),
                N_("Shift of the input since step 0 (units of the input to the nonlinearity)"),
            ),
            Measure(
                "rate",
                _RATE,
                _BEFORE,
                N_("std. dev. a step"),
                N_("Speed of the input’s shift (initial standard deviations a step)"),
            ),
            Measure(
                "rate_raw",
                _RATE,
                _BEFORE,
                N_("units a step"),
                N_("Speed of the input’s shift (units of the input to the nonlinearity a step)"),
            ),
            Measure(
                "gradient_norm",
                N_("Size of each layer’s gradient"),
                N_("‖∂ℓ/∂W‖ of the mini-batch"),
                N_("norm"),
                N_("Norm of the gradient of the weights"),
                log=True,
            ),
            Measure(
                "gradient_change",
                N_("Gradient change by the layers below"),
                N_("‖G − G′‖, layers below updated"),
                N_("norm"),
                N_("Norm of the gradient’s change once the layers below have updated"),
                log=True,
            ),
            Measure(
                "gradient_change_relative",
                N_("Gradient change, in gradients"),
                N_("‖G − G′‖/‖G‖, layers below updated"),
                N_("of ‖G‖"),
                N_(
                    "Norm of the gradient’s change over the gradient’s own, "
                    "once the layers below have updated"
                ),
            ),
            Measure(
                "gradient_cosine",
                N_("Gradient turned by the layers below"),
                N_("cos(G, G′), layers below updated"),
                N_("cosine"),
                N_("Cosine between the gradient and the one once the layers below have updated"),
                limits=(-1.0, 1.0),
            ),
            Measure(
                "weight_norm",
                N_("Size of each layer’s weights"),
                "‖W‖",
                N_("norm"),
                N_("Norm of the weights"),
            ),
            Measure(
                "flat",
                N_("Inputs that the nonlinearity is flat at"),
                N_("slope below 1/10 of its steepest"),
                N_("% of inputs"),
                N_("Per cent of the inputs at which the nonlinearity is flat"),
                limits=_PER_CENT,
                factor=100,
            ),
            Measure(
                "dead",
                N_("Units that are always flat"),
                N_("for every probe image"),
                N_("% of units"),
                N_("Per cent of the units at which the nonlinearity is flat for every probe image"),
                limits=_PER_CENT,
                factor=100,
            ),
        )
    }
)
"""By the name of the column."""
