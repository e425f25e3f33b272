"""What is left in English in a text that should be in another language."""

from __future__ import annotations

import re

# Code, formulas, addresses, icons, markup, quotations and what stands in brackets beside its translation.
_NOT_PROSE = re.compile(
    r"<style>.*?</style>|\w+ et al|```.*?```|`[^`]*`|\$\$.*?\$\$|\$[^$]*\$|https?://\S+|:material/\w+:|<[^>]*>|\"[^\"]*\"|“[^”]*”|\([^()]*\)"
    r"|\bSeed \d+[^;\n]*|arXiv \S+",
    re.DOTALL,
)
_WORDS = re.compile(r"(?:\b[A-Za-z][A-Za-z']+\b[ ,:]+){2,}\b[A-Za-z][A-Za-z']+\b")
_PLAIN = re.compile(r"\b[a-z][a-z']+\b")


def english_in(text: str) -> list[str]:
    """The rows of three or more English words in a text of which two are not names."""
    found = _WORDS.findall(_NOT_PROSE.sub(" … ", text))
    return [words for words in found if len(_PLAIN.findall(words)) >= 2]
