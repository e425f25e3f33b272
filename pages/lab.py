"""The Training lab: pick, train, watch."""

from bnviz.ui import lab
from bnviz.ui.frame import framed

framed()
lab.page()
