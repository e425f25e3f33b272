"""Figures of a run: plain tables in, plotly figures out. No computation beyond the layout."""

from bnviz.figures.accuracy import accuracy_figure
from bnviz.figures.bands import bands_figure
from bnviz.figures.layers import layers_figure
from bnviz.figures.loss import loss_figure
from bnviz.figures.marks import marked
from bnviz.figures.measure import measure_figure
from bnviz.figures.measures import MEASURES, Measure
from bnviz.figures.moments import statistics_figure
from bnviz.figures.nonlinearity import nonlinearity_figure
from bnviz.figures.strip import strip_figure
from bnviz.figures.style import ArmStyle, arm_styles

__all__ = [
    "MEASURES",
    "ArmStyle",
    "Measure",
    "accuracy_figure",
    "arm_styles",
    "bands_figure",
    "layers_figure",
    "loss_figure",
    "marked",
    "measure_figure",
    "nonlinearity_figure",
    "statistics_figure",
    "strip_figure",
]
