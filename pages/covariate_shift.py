"""Lesson: covariate shift, without and within."""

from bnviz.ui import covariate_shift
from bnviz.ui.frame import framed

framed()
covariate_shift.page()
