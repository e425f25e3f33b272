"""Learning rate × depth: how many hidden layers there are."""

from __future__ import annotations

from bnviz.lessons.section import Section
from bnviz.ui.sweeps.board import board


def draw(section: Section) -> None:
    """Draw the sweep."""
    board(section, "depth")
