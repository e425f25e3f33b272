"""All runs: find them, name them, lay some on the same axes."""

from bnviz.ui import runs_page
from bnviz.ui.frame import framed

framed()
runs_page.page()
