"""An arm's fan over the steps: the band from the 15th to the 85th percentile, with the median in it."""

from __future__ import annotations

import numpy as np

from bnviz.figures.layout import Part, arm_line
from bnviz.figures.series import Series
from bnviz.figures.style import ArmStyle

PERCENTILES = {"p15": 0.15, "p50": 0.50, "p85": 0.85}


def fan(style: ArmStyle, curves: Series) -> tuple[Part, Part]:
    """The band and the median.

    Args:
        style: the look of the arm.
        curves: `step`, `p15`, `p50` and `p85`, each (n,) and finite.
    """
    return _band(style, curves), _median(style, curves)


def _band(style: ArmStyle, curves: Series) -> Part:
    """One closed outline: two lines with a fill between them would be one more trace of the same size."""
    return {
        "type": "scatter",
        "x": np.concatenate([curves["step"], curves["step"][::-1]]),
        "y": np.concatenate([curves["p15"], curves["p85"][::-1]]),
        "mode": "lines",
        "line": {"color": style.tint(0.7), "width": 0.75},
        "fill": "toself",
        "fillcolor": style.tint(0.16),
        "hoverinfo": "skip",
    }


def _median(style: ArmStyle, curves: Series) -> Part:
    return arm_line(
        style,
        curves["step"],
        curves["p50"],
        customdata=np.stack([curves["p15"], curves["p85"]], axis=1),
        hovertemplate="%{y:.2f} (%{customdata[0]:.2f} … %{customdata[1]:.2f})",
    )
