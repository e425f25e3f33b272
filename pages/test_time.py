"""Lesson: what Batch Normalization does at test time."""

from bnviz.ui import test_time
from bnviz.ui.frame import framed

framed()
test_time.page()
