"""Figures of a run: plain tables in, plotly figures out. No computation beyond the layout."""

from bnviz.figures.accuracy import accuracy_figure
from bnviz.figures.layers import layers_figure
from bnviz.figures.loss import loss_figure
from bnviz.figures.shift import shift_figure
from bnviz.figures.style import ArmStyle, arm_styles

__all__ = ["ArmStyle", "accuracy_figure", "arm_styles", "layers_figure", "loss_figure", "shift_figure"]
