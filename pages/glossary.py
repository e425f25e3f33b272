"""Every sign and every word of its own that the pages use, with its Korean name."""

from bnviz.ui.frame import framed
from bnviz.ui.glossary_page import page

framed()
page()
