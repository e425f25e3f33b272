"""The Training lab: pick, train, watch."""

from bnviz.ui import lab

lab.page()
