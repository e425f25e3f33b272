"""How a run is looked at, as a room tells it: text from outside, checked before anything is drawn."""

from __future__ import annotations

from collections.abc import Collection
from typing import Annotated

import streamlit as st
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from bnviz.ui.address import AWAY, LOOK, ROOM
from bnviz.ui.observatory import PLACES
from bnviz.ui.screen import VIEW
from bnviz.views.views import VIEWS

ELSEWHERE = (ROOM, AWAY, VIEW, *LOOK)
"""Parts of a link that belong to the session, or that a selection says by itself."""
MOST_PARTS = 64


def _one_of(names: Collection[str]) -> AfterValidator:
    def known(name: str) -> str:
        if name not in names:
            raise ValueError(f"choose one of {', '.join(names)}")
        return name

    return AfterValidator(known)


Number = Annotated[int, Field(ge=0, le=100_000)]


class Selection(BaseModel):
    """All that a page of the lab is drawn from, but for the run's step.

    The names, but for `query`, are those of the session's widgets; None leaves one as it is.

    Attributes:
        query: the page's link, as a visitor's own link is read: whatever is odd in it is refused there.
    """

    model_config = ConfigDict(frozen=True)

    query: Annotated[
        dict[Annotated[str, Field(max_length=64)], Annotated[str, Field(max_length=256)]],
        Field(max_length=MOST_PARTS),
    ] = {}
    view: Annotated[str, _one_of(VIEWS)] | None = None
    place: Annotated[str, _one_of(PLACES)] | None = None
    unit: Number | None = None
    raw_shift: bool | None = None
    formula_arm: Number | None = None
    formula_layer: Number | None = None
    formula_unit: Number | None = None
    formula_example: Number | None = None
    guesses_hidden: bool | None = None

    @classmethod
    def of_session(cls) -> Selection:
        """What this session's page shows now."""
        query = {name: text for name, text in st.query_params.items() if name not in ELSEWHERE}
        chosen = {name: st.session_state.get(name) for name in cls.model_fields if name != "query"}
        return cls.model_validate({"query": query, **chosen})

    @classmethod
    def read(cls, text: str) -> Selection:
        """What a room's text says; what every page shows at first if the text is not a selection."""
        try:
            return cls.model_validate_json(text)
        except ValidationError:
            return cls()

    def choose(self) -> None:
        """Set this session's widgets so, before they are drawn."""
        chosen = self.model_dump(exclude={"query"}, exclude_none=True)
        st.session_state.update(chosen)
