"""One colour, and one symbol beside it, for each thing that the lessons draw again and again.

As in `bnviz.figures.style`: hues of the Okabe-Ito palette, with a contrast of at least 3:1 against the light
and the dark page, and never the only cue.
"""

from __future__ import annotations

from typing import NamedTuple


class Hue(NamedTuple):
    """How something is drawn: "#RRGGBB", and plotly's names of its marker and its dash."""

    colour: str
    marker: str
    dash: str


INPUT = Hue("#808080", "circle-open", "dot")
"""x, before Batch Normalization."""
NORMALISED = Hue("#00916A", "diamond", "dashdot")
"""x̂, with mean 0 and variance 1."""
OUTPUT = Hue("#0072B2", "circle", "solid")
"""y = γ x̂ + β, and whatever has Batch Normalization."""
PLAIN = Hue("#D55E00", "square", "6px,2px")
"""Whatever has none."""
GRADIENT = Hue("#AF5B93", "triangle-up", "dash")
"""A gradient."""
