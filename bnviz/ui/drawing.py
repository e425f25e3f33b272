"""A picture's figures on their way to browsers: drawn once for all who look alike."""

from __future__ import annotations

from collections.abc import Callable, Hashable

from bnviz.language import language
from bnviz.ui.live_panel import Sheet, sheet
from bnviz.ui.studio import in_studio
from bnviz.views.picture import Picture
from bnviz.views.views import DEFAULT, Look, View


def drawn_once(picture: Picture, what: Hashable, draw: Callable[[], Sheet]) -> Sheet:
    """What `draw` makes, for the first who looks at it and for the next; `what` is its name."""
    return picture.drawn.once((language(), what), lambda: in_studio(draw))


def view_sheet(view: View, picture: Picture, look: Look = DEFAULT, *, picks: bool = False) -> Sheet:
    """A view's figures ready to be shown."""

    def draw() -> Sheet:
        return sheet(view.figures(picture, look), view.rows, picks=picks)

    return drawn_once(picture, (view.title, look, picks), draw)
