"""What the tour points at, and what it says there."""

from __future__ import annotations

from typing import Literal, NamedTuple

from bnviz.language import N_, _

Side = Literal["above", "below", "left", "right"]


class Step(NamedTuple):
    """A step of the tour.

    Attributes:
        title: a few words.
        places: CSS selectors of what it may point at, with what is said there; the first that is seen counts.
        side: where the card stands, if there is room.
        pressed: whether to press what it points at is going on.
    """

    title: str
    places: tuple[tuple[str, str], ...]
    side: Side = "below"
    pressed: bool = False


def steps() -> tuple[Step, ...]:
    """All of them, in order."""
    return (
        Step(_("First a question"), ((".st-key-question", _(_QUESTION)),)),
        Step(
            _("Then the settings"),
            (("[data-testid=stSidebar]", _(_SETTINGS)), ("[data-testid=stExpandSidebarButton]", _(_CLOSED))),
            side="right",
        ),
        Step(_("Train"), ((".st-key-train", _(_TRAIN)),), pressed=True),
        Step(_("What the figures show"), ((".st-key-progress", _(_FIGURES)),)),
        Step(_("And why"), ((".st-key-formula_choice", _(_FORMULAS)),), side="left"),
    )


_QUESTION = N_(
    "Two networks, alike but for Batch Normalization, learn to read digits. Each preset asks what will come "
    "of it. Make a guess before you look: what surprises you is what you learn."
)
_SETTINGS = N_(
    "Choose another preset, or change what you like: depth, learning rate, first weights. Change one thing "
    "at a time, and you know what made the difference."
)
_CLOSED = N_(
    "Presets and settings are behind this button: depth, learning rate, first weights. Change one thing at "
    "a time, and you know what made the difference."
)
_TRAIN = N_(
    "Press it now. Both networks start from the same weights and see the same images in the same order: "
    "where they part, it is Batch Normalization's doing."
)
_FIGURES = N_(
    "Loss: how wrong each network still is. Accuracy: how many digits it reads right. Further down, the "
    "values that each layer is given: see whether they hold still or wander."
)
_FORMULAS = N_(
    "The paper's formulas with your network's own numbers, of the layer and unit that you choose here. The "
    "learning path begins with these very lines, by hand."
)
