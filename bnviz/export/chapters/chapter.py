"""A chapter of a program: some of its code, and in words what that does."""

from __future__ import annotations

from string import Template
from typing import NamedTuple


class Chapter(NamedTuple):
    """Code that belongs together.

    Attributes:
        words: Markdown with formulas in LaTeX, for whoever reads the chapter beside its code.
        code: Python, with the same formulas as comments.
    """

    words: str
    code: str


def worded(code: str, **words: str) -> str:
    """Code with words in its places, `$name`: what its comments say, in the language that is spoken."""
    return Template(code).substitute(words)


def lines(*given: str) -> str:
    """Pieces of text one below the other; one that is empty is left out."""
    return "\n".join(filter(None, given))
