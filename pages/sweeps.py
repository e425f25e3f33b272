"""Lesson: which learning rates, first weights, depths and batch sizes a network survives."""

from bnviz.ui import sweeps
from bnviz.ui.frame import framed

framed()
sweeps.page()
