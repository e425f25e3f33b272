"""Learning rate × batch size: how many images a mini-batch has."""

from __future__ import annotations

from bnviz.lessons.section import Section
from bnviz.ui.sweeps.board import board


def draw(section: Section) -> None:
    """Draw the sweep."""
    board(section, "batch_size")
