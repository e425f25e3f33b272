"""Learning rate × init: how large the first weights are."""

from __future__ import annotations

from bnviz.lessons.section import Section
from bnviz.ui.sweeps.board import board


def draw(section: Section) -> None:
    """Draw the sweep."""
    board(section, "init_std")
