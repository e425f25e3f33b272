"""What this host has, does and allows."""

from bnviz.ui import host_page
from bnviz.ui.frame import framed

framed()
host_page.page()
