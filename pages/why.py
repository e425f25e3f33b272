"""Lesson: what later work found, as experiments."""

from bnviz.ui import why
from bnviz.ui.frame import framed

framed()
why.page()
