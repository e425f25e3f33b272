"""The pages' prose: Markdown files, one a section, in a folder for each language."""

from __future__ import annotations

from bnviz.language import ENGLISH, TEXT, language


def prose(section: str, spoken: str | None = None) -> str:
    """The Markdown text of a section, in a language's code or else in the one that is spoken now.

    It is in English where nobody has translated it yet.
    """
    file = TEXT / (spoken or language()) / f"{section}.md"
    return (file if file.is_file() else TEXT / ENGLISH / f"{section}.md").read_text(encoding="utf-8")
