"""Lesson: noise, Dropout and weight decay, with and without Batch Normalization."""

from bnviz.ui import regularisation
from bnviz.ui.frame import framed

framed()
regularisation.page()
