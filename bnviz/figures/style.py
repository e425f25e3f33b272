"""How an arm looks, in every figure: a hue tells its normalization, and so does its dash.

The colours are of the Okabe-Ito palette, which stays apart under the common colour deficiencies (Wong,
Nature Methods 8:441, 2011), with a second shade for arms that share a normalization. Each has a contrast
of at least 3:1 against the light and the dark background of `.streamlit/config.toml`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class ArmStyle:
    """The look of one arm.

    Attributes:
        name: what the arm is called, as in `Experiment.arm_names`.
        normalization: what the hue and the dash stand for.
        colour: "#RRGGBB".
        dash: plotly's name of the line's dash.
        marker: plotly's name of the symbol that tells arms of one normalization apart.
        alone: whether no other arm of the experiment has this normalization; then no marker is needed.
    """

    name: str
    normalization: str
    colour: str
    dash: str
    marker: str
    alone: bool

    @property
    def normalised(self) -> bool:
        """Whether the arm has a normalization, and with it γ and running statistics."""
        return self.normalization != "none"

    @property
    def dot(self) -> str:
        """The arm's symbol in its colour, in plotly's markup."""
        return f'<span style="color:{self.colour}">{_GLYPHS[self.marker]}</span>'

    @property
    def label(self) -> str:
        """The name after the arm's symbol: the text itself stays readable."""
        return f"{self.dot} {self.name}"

    def tint(self, opacity: float) -> str:
        """The colour at an opacity from 0 to 1, as a CSS colour."""
        red, green, blue = (int(self.colour[i : i + 2], 16) for i in (1, 3, 5))
        return f"rgba({red},{green},{blue},{opacity:g})"


_SHADES = {
    "batch": ("#0072B2", "#3291CF"),
    "none": ("#D55E00", "#B8500B"),
    "layer": ("#009E73", "#00875F"),
}
_DASHES = {"batch": "solid", "none": "6px,2px", "layer": "2px,2px"}
_GLYPHS = {"circle": "●", "diamond": "◆", "square": "■", "triangle-up": "▲", "star": "★"}


def arm_styles(names: Sequence[str], normalizations: Sequence[str]) -> tuple[ArmStyle, ...]:
    """One style for each arm.

    Args:
        names: the arms' names.
        normalizations: the arms' normalizations, in the same order.

    Raises:
        ValueError: if a normalization has no colour.
    """
    return tuple(
        _style(name, kind, normalizations[:arm].count(kind), normalizations.count(kind) == 1)
        for arm, (name, kind) in enumerate(zip(names, normalizations, strict=True))
    )


def _style(name: str, normalization: str, rank: int, alone: bool) -> ArmStyle:
    if normalization not in _SHADES:
        raise ValueError(f"normalization: {normalization!r} has no colour; known are {', '.join(_SHADES)}.")
    shades, markers = _SHADES[normalization], tuple(_GLYPHS)
    return ArmStyle(
        name=name,
        normalization=normalization,
        colour=shades[rank % len(shades)],
        dash=_DASHES[normalization],
        marker=markers[rank % len(markers)],
        alone=alone,
    )
