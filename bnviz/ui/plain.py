"""Text from outside, shown as text."""

from __future__ import annotations

import re

_MARKUP = re.compile(r"([\\`*_{}\[\]()#+\-.!|$:<>~&@/])")


def plain(text: str) -> str:
    """Markdown that shows `text` as it is: no link, no formula, no HTML, whatever it holds."""
    return _MARKUP.sub(r"\\\1", text)
