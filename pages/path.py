"""The path through the lessons, and how far this visitor is on it."""

from bnviz.ui import path_page
from bnviz.ui.frame import framed

framed()
path_page.page()
