"""Lesson: Batch Normalization by hand."""

from bnviz.ui import by_hand
from bnviz.ui.frame import framed

framed()
by_hand.page()
