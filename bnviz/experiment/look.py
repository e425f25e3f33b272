"""How the training images look: one change to all of them, and which of them there are."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, Literal, Self, get_args

from pydantic import Field, model_validator

from bnviz.experiment.settings import Control, Frozen
from bnviz.language import N_

LookKind = Literal[
    "plain", "thickness", "rotation", "shift", "brightness", "contrast", "inversion", "noise", "blur"
]
Subset = Literal["all", "thin", "thick", "upright", "slanted", "0-4"]

LOOK_KINDS: tuple[LookKind, ...] = get_args(LookKind)
SUBSETS: tuple[Subset, ...] = get_args(Subset)
ONE_SIDED: frozenset[LookKind] = frozenset({"inversion", "noise", "blur"})
"""What can be done to an image in one direction only."""

LOOKS: Mapping[LookKind, str] = MappingProxyType(
    {
        "plain": N_("as they are"),
        "thickness": N_("thicker or thinner"),
        "rotation": N_("turned"),
        "shift": N_("moved sideways"),
        "brightness": N_("inkier or paler"),
        "contrast": N_("of more or less contrast"),
        "inversion": N_("inverted"),
        "noise": N_("noisy"),
        "blur": N_("blurred"),
    }
)
"""What each kind is called on a page."""
STYLES: Mapping[Subset, str] = MappingProxyType(
    {
        "all": N_("all digits"),
        "thin": N_("the thin half"),
        "thick": N_("the thick half"),
        "upright": N_("the upright half"),
        "slanted": N_("the slanted half"),
        "0-4": N_("only 0 to 4"),
    }
)
"""What each subset is called on a page."""


class Look(Frozen):
    """A look of digits: what is done to every image, how strongly, and which images are taken at all.

    `bnviz.data.looks` carries it out.
    """

    kind: Annotated[
        LookKind,
        Field(title=N_("Look"), description=N_("What is done to every image; plain is nothing.")),
        Control("data", labels=LOOKS),
    ] = "plain"
    strength: Annotated[
        float,
        Field(
            ge=-1,
            le=1,
            title=N_("Strength"),
            description=N_(
                "How much of it: 0 is nothing, 1 the most, and below 0 the other way: "
                "thinner, turned to the right, paler."
            ),
        ),
        Control("data"),
    ] = 0.0
    subset: Annotated[
        Subset,
        Field(title=N_("Which digits"), description=N_("All digits, or those of one style only.")),
        Control("data", labels=STYLES),
    ] = "all"

    @model_validator(mode="after")
    def _in_a_direction_there_is(self) -> Self:
        if self.kind in ONE_SIDED and self.strength < 0:
            raise ValueError(f"strength: {self.strength:g} for {self.kind}; it must be from 0 to 1")
        return self
