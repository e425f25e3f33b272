"""Tables: for the terminal, and as Markdown in the documentation."""

from __future__ import annotations

import os
import platform
import re
from collections.abc import Sequence
from pathlib import Path

import torch

PAGE = Path(__file__).parents[1] / "docs" / "performance.md"

Row = Sequence[str]


def markdown(header: Row, rows: Sequence[Row]) -> str:
    """A table whose columns line up in plain text too."""
    widths = [max(map(len, column)) for column in zip(header, *rows, strict=True)]
    rule = ["-" * width for width in widths]
    return "\n".join(
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |"
        for row in (header, rule, *rows)
    )


def machine(dataset_name: str) -> str:
    """What the figures were measured on, in general words."""
    kind = f"{platform.machine()} with {torch.backends.cpu.get_cpu_capability()}"
    version = torch.__version__.partition("+")[0]
    return (
        f"{os.cpu_count()} cores ({kind}), one thread each; {platform.system()}, "
        f"Python {platform.python_version()}, PyTorch {version}; data set {dataset_name}."
    )


def replace_block(page: Path, name: str, text: str) -> None:
    """Write `text` between the comments `<!-- NAME -->` and `<!-- /NAME -->` of a Markdown page."""
    begin, end = f"<!-- {name} -->", f"<!-- /{name} -->"
    block = re.compile(f"{re.escape(begin)}.*?{re.escape(end)}", re.DOTALL)
    new, count = block.subn(lambda _: f"{begin}\n\n{text}\n\n{end}", page.read_text(encoding="utf-8"))
    if count != 1:
        raise ValueError(f"{page.name} must hold {begin} … {end} once; it holds it {count} times.")
    page.write_text(new, encoding="utf-8")
