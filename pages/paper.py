"""Lesson: the experiments of Ioffe and Szegedy, and what our networks make of them."""

from bnviz.ui import paper
from bnviz.ui.frame import framed

framed()
paper.page()
