"""The pages' prose: Markdown files, one a section, in a folder for each language."""

from __future__ import annotations

from bnviz.language import TEXT, language


def prose(section: str, spoken: str | None = None) -> str:
    """The Markdown text of a section, in a language's code or else in the one that is spoken now."""
    return (TEXT / (spoken or language()) / f"{section}.md").read_text(encoding="utf-8")
