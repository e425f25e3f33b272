"""The pages' prose: Markdown files, one a section, in a folder for each language."""

from __future__ import annotations

from importlib.resources import files

TEXT = files("bnviz.lessons") / "text"


def prose(section: str, language: str = "en") -> str:
    """The Markdown text of a section."""
    return (TEXT / language / f"{section}.md").read_text(encoding="utf-8")
