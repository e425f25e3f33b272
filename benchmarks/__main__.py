"""Measures the figures of docs/performance.md, prints them, and writes them into that page.

python -m benchmarks                     all figures
python -m benchmarks sessions visitors   a block of them: what a class meets
python -m benchmarks growth              a table of the page, in this case with its plots
python -m benchmarks tick                some of a block, printed only
python -m benchmarks --full              whole runs of 50,000 steps, where shorter ones stand in otherwise
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping
from itertools import chain

from benchmarks import (
    click,
    first_point,
    floor,
    gpu,
    growth,
    lessons,
    many_arms,
    memory,
    one_arm,
    sessions,
    start,
    sweep,
    tick,
    two_arms,
    two_workers,
    visitors,
)
from benchmarks.figure import HEADER, Figure
from benchmarks.report import PAGE, machine, markdown, replace_block
from benchmarks.setting import Setting
from benchmarks.step_parts import step_parts
from bnviz.data import available
from bnviz.training.devices import prepare_process

BLOCKS: Mapping[str, Mapping[str, Callable[[Setting], list[Figure]]]] = {
    "figures": {
        "two-arms": two_arms.measure,
        "one-arm": one_arm.measure,
        "many-arms": many_arms.measure,
        "sweep": sweep.measure,
        "two-workers": two_workers.measure,
        "gpu": gpu.measure,
        "start": start.measure,
        "first-point": first_point.measure,
        "click": click.measure,
        "memory": memory.measure,
        "tick": tick.measure,
        "lessons": lessons.measure,
    },
    "class": {"sessions": sessions.measure, "visitors": visitors.measure},
}
"""The page's tables of figures, and who measures them."""


def main() -> None:
    """Measure what the command line asks for, and write the blocks of which all was asked for."""
    options = _options()
    prepare_process(threads=1)
    dataset = available().dataset
    setting = Setting(dataset, options.rounds, options.full, options.minutes)
    texts = {"machine": machine(dataset.name)}
    for block, measures in BLOCKS.items():
        asked = [measures[name](setting) for name in measures if name in options.names]
        if rows := [figure.row() for figures in asked for figure in figures]:
            texts[block] = markdown(HEADER, rows)
    texts |= {name: table(setting) for name, table in TABLES.items() if name in options.names}
    print(*texts.values(), sep="\n\n")
    for block, text in texts.items():
        if {*BLOCKS.get(block, [block] if block in TABLES else _known())} <= {*options.names}:
            replace_block(PAGE, block, text)


def _known() -> list[str]:
    return [*chain.from_iterable(BLOCKS.values()), *TABLES]


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Measure docs/performance.md.")
    known = _known()
    parser.add_argument("names", nargs="*", default=known, metavar="NAME", help=f"of: {', '.join(known)}")
    parser.add_argument(
        "--rounds", type=int, default=Setting.rounds, help="how often the alternatives take turns"
    )
    parser.add_argument("--minutes", type=float, default=Setting.minutes, help="how long a class visits")
    parser.add_argument("--full", action="store_true", help="train whole runs of 50,000 steps")
    options = parser.parse_args()
    if unknown := [name for name in options.names if name not in known]:
        parser.error(f"NAME: {unknown[0]!r} is not measured; choose of {', '.join(known)}.")
    if options.rounds < 1:
        parser.error(f"--rounds: {options.rounds} is too few; it must be at least 1.")
    if not 1 <= options.minutes <= 600:
        parser.error(f"--minutes: {options.minutes:g} is not allowed; it must be from 1 to 600.")
    return options


def _parts_table(setting: Setting) -> str:
    parts = step_parts(setting)
    whole = sum(parts.values())
    rows = [
        (part, f"{microseconds:.0f} µs", f"{microseconds / whole:.0%}")
        for part, microseconds in sorted(parts.items(), key=lambda item: -item[1])
    ]
    return markdown(("part of a step", "time", "share"), [*rows, ("all", f"{whole:.0f} µs", "100%")])


def _floor_table(setting: Setting) -> str:
    return markdown(floor.HEADER, floor.rows(setting))


def _growth_table(setting: Setting) -> str:
    return markdown(growth.HEADER, growth.rows(setting))


TABLES: Mapping[str, Callable[[Setting], str]] = {
    "step-parts": _parts_table,
    "floor": _floor_table,
    "growth": _growth_table,
}
"""What else the page tells, a table each."""


if __name__ == "__main__":
    main()
