"""What is measured in a layer, one number a Snapshot: its names, its scale, its values."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
import pandas as pd

from bnviz.figures.limits import steady_limits
from bnviz.figures.series import Cells, by_arm_and_layer


@dataclass(frozen=True)
class Measure:
    """One column of the table `layers` and how it is shown.

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

    def scale(self, curves: Cells, diverged: Collection[int]) -> tuple[float, float]:
        """The ends of a scale that holds all curves but diverged ones; powers of ten if it is logarithmic."""
        if self.limits:
            return self.limits
        values = [(arm, curve["value"]) for (arm, _), curve in curves.items()]
        if self.log:
            return steady_limits([(arm, np.log10(value)) for arm, value in values], diverged, (-2.0, 0.0))
        low, high = steady_limits(values, diverged)
        return max(low, 0.0), high  # no measure without natural limits is ever below 0


_SHIFT = "Shift of each layer since step 0"
_RATE = "Speed of each layer’s shift"
_MEAN = "Wasserstein-1, mean over units"
_BEFORE = "since the Snapshot before"
_BELOW = "layers below updated"
_PER_CENT = (0.0, 100.0)

MEASURES: Mapping[str, Measure] = MappingProxyType(
    {
        measure.column: measure
        for measure in (
            Measure(
                "shift",
                _SHIFT,
                _MEAN,
                "initial std. dev.",
                "Shift of the input since step 0 (initial standard deviations)",
            ),
            Measure(
                "shift_raw",
                _SHIFT,
                _MEAN,
                "input units",
                "Shift of the input since step 0 (units of the input to the nonlinearity)",
            ),
            Measure(
                "rate",
                _RATE,
                _BEFORE,
                "std. dev. a step",
                "Speed of the input’s shift (initial standard deviations a step)",
            ),
            Measure(
                "rate_raw",
                _RATE,
                _BEFORE,
                "units a step",
                "Speed of the input’s shift (units of the input to the nonlinearity a step)",
            ),
            Measure(
                "gradient_norm",
                "Size of each layer’s gradient",
                "‖∂ℓ/∂W‖ of the mini-batch",
                "norm",
                "Norm of the gradient of the weights",
                log=True,
            ),
            Measure(
                "gradient_change",
                "Gradient change by the layers below",
                f"‖G − G′‖, {_BELOW}",
                "norm",
                "Norm of the gradient’s change once the layers below have updated",
                log=True,
            ),
            Measure(
                "gradient_change_relative",
                "Gradient change, in gradients",
                f"‖G − G′‖/‖G‖, {_BELOW}",
                "of ‖G‖",
                "Norm of the gradient’s change over the gradient’s own, once the layers below have updated",
            ),
            Measure(
                "gradient_cosine",
                "Gradient turned by the layers below",
                f"cos(G, G′), {_BELOW}",
                "cosine",
                "Cosine between the gradient and the one once the layers below have updated",
                limits=(-1.0, 1.0),
            ),
            Measure(
                "weight_norm",
                "Size of each layer’s weights",
                "‖W‖",
                "norm",
                "Norm of the weights",
            ),
            Measure(
                "flat",
                "Inputs that the nonlinearity is flat at",
                "slope below 1/10 of its steepest",
                "% of inputs",
                "Per cent of the inputs at which the nonlinearity is flat",
                limits=_PER_CENT,
                factor=100,
            ),
            Measure(
                "dead",
                "Units that are always flat",
                "for every probe image",
                "% of units",
                "Per cent of the units at which the nonlinearity is flat for every probe image",
                limits=_PER_CENT,
                factor=100,
            ),
        )
    }
)
"""By the name of the column."""
