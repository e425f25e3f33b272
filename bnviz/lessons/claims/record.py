"""What was found on full MNIST, kept in a file: the pages and docs/claims.md tell it from there."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from itertools import groupby
from pathlib import Path
from typing import Any

from bnviz.language import N_, _
from bnviz.lessons.claims.verdict import Judged, Verdict

FILE = Path(__file__).with_name("recorded.json")
DOCUMENT = Path(__file__).parents[3] / "docs" / "claims.md"

DATA = {"mnist": N_("full MNIST"), "mnist-sample": N_("the 5,000-digit sample")}
"""What the data sets are called in a sentence."""

_HEAD = """# Claims

Every claim of a page or a preset is a check. `python -m bnviz verify --record` trained what each one
needs, once for each seed, measured, judged and wrote this table; `python -m bnviz verify NAME` does it
again for one of them. A claim holds if it does for every seed. Some are claims of others that these small
networks contradict: they stay, as *does not hold here*. "Five matched pairs" are the mean of five trainings
and its margin of 95 % confidence; there, a seed stands for five of them, with seeds of their own.
"""
_COLUMNS = ("claim", "source", "where", "measured", "data", "verdict")


def recorded(file: Path = FILE) -> list[Verdict]:
    """The recorded verdicts; none if there is no file yet."""
    if not file.exists():
        return []
    return [_verdict(entry) for entry in json.loads(file.read_text(encoding="utf-8"))]


def merged(old: Iterable[Verdict], new: Iterable[Verdict], order: Sequence[str]) -> list[Verdict]:
    """New verdicts in the place of old ones, by name, in an order; names that are not in it are left out."""
    by_name = {verdict.name: verdict for verdict in (*old, *new)}
    return [by_name[name] for name in order if name in by_name]


def write(verdicts: Sequence[Verdict], file: Path = FILE, document: Path = DOCUMENT) -> None:
    """Write the file and the document.

    Raises:
        OSError: if one of them cannot be written.
    """
    entries = [
        asdict(verdict) | {"seeds": [each._asdict() for each in verdict.seeds]} for verdict in verdicts
    ]
    file.write_text(json.dumps(entries, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    document.write_text(as_document(verdicts), encoding="utf-8")


def as_document(verdicts: Sequence[Verdict]) -> str:
    """The verdicts as docs/claims.md: a table for each page."""
    pages = groupby(verdicts, key=lambda verdict: verdict.name.partition("/")[0])
    return "\n".join([_HEAD, *(_page(name, list(of_page)) for name, of_page in pages)])


def seeds_in_words(verdict: Verdict) -> str:
    """For instance "seeds 1–3", or "seed 1"."""
    numbers = [each.seed for each in verdict.seeds]
    if len(numbers) == 1:
        return _("seed {seed}").format(seed=numbers[0])
    in_a_row = numbers == list(range(numbers[0], numbers[-1] + 1)) and len(numbers) > 2
    told = f"{numbers[0]}–{numbers[-1]}" if in_a_row else ", ".join(map(str, numbers))
    return _("seeds {seeds}").format(seeds=told)


def _page(name: str, verdicts: Sequence[Verdict]) -> str:
    lines = [_COLUMNS, ("---",) * len(_COLUMNS), *map(_row, verdicts)]
    return "\n".join([f"## {name}", "", *(f"| {' | '.join(line)} |" for line in lines), ""])


def _row(verdict: Verdict) -> tuple[str, ...]:
    cells = (
        f"`{verdict.name}` {verdict.says}",
        verdict.source,
        f"`{verdict.place}`",
        " / ".join(verdict.measured),
        f"{DATA[verdict.data]}, {seeds_in_words(verdict)}",
        f"**{verdict.words}**, {verdict.held} of {len(verdict.seeds)}",
    )
    return tuple(cell.replace("|", r"\|") for cell in cells)


def _verdict(entry: dict[str, Any]) -> Verdict:
    seeds = tuple(Judged(**each) for each in entry["seeds"])
    return Verdict(**entry | {"seeds": seeds})
