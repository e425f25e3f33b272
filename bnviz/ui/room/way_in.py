"""The way into a room: its code, its link, and the link as a picture for a telephone's camera."""

from __future__ import annotations

from html import escape
from urllib.parse import urlsplit

import segno
import streamlit as st

from bnviz.language import N_, _
from bnviz.ui.address import ROOM

ONE_COMPUTER = ("localhost", "127.0.0.1", "::1")
ONLY_HERE = N_(
    ":orange[Only this computer can open this link. For others, open the app under this computer's "
    "address in your network.]"
)


def way_in(code: str, *, large: bool = False) -> None:
    """Draw it.

    Args:
        code: of the room.
        large: whether it is to be read from the last row.
    """
    app = (st.context.url or "").rstrip("/")  # as the visitor's browser has it, so right behind any proxy
    link = f"{app}/?{ROOM}={code}"
    st.html(picture(code, link, "min(28rem, 80vw, 42vh)" if large else "min(15rem, 60vw, 30vh)"))
    st.code(link, language=None, wrap_lines=True)
    if urlsplit(app).hostname in ONE_COMPUTER:
        st.caption(_(ONLY_HERE))


def picture(code: str, link: str, width: str) -> str:
    """HTML with a room's code in large letters above its link's QR code, which is so wide."""
    drawn = segno.make(link, error="m", micro=False).svg_data_uri(scale=4, border=4, light="white")
    words = escape(_("QR code of {link}").format(link=link))
    return (
        '<div style="text-align: center">'
        f'<div style="font: 700 3.5rem/1.2 monospace; letter-spacing: 0.1em">{escape(code)}</div>'
        f'<img src="{drawn}" alt="{words}" style="width: {width}"></div>'
    )
