"""Text from outside, shown as text."""

from __future__ import annotations

import re

# Addresses become links even without markup, unless something stands inside them.
_ADDRESS = re.compile(r"(?<=http)(?=s?://)|(?<=www)(?=\.)|(?=@[-\w]+\.)", re.IGNORECASE)
_WORD_JOINER = "\u2060"  # invisible, and without width
_MARKUP = re.compile(r"([\\`*_{}\[\]()#+\-.!|$:<>~&@/=])")


def plain(text: str) -> str:
    """Markdown that shows `text` as it is: no link, no formula, no HTML, whatever it holds."""
    return _MARKUP.sub(r"\\\1", _ADDRESS.sub(_WORD_JOINER, text))
