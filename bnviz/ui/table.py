"""A small table of numbers, whose heads may hold formulas."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st


def show_table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Show a table as Markdown: it reads well with a screen reader, and its formulas are set.

    Args:
        head: a cell for each column, as Markdown.
        rows: as many cells each, from above.
    """
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
    st.markdown("\n".join(f"| {' | '.join(line)} |" for line in lines))
