"""Measures the figures of docs/performance.md, prints them, and writes them into that page.

python -m benchmarks            all figures
python -m benchmarks tick       some figures, printed only
python -m benchmarks --full     whole runs of 50,000 steps, where shorter ones stand in otherwise
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping
from pathlib import Path

from benchmarks import first_point, lessons, many_arms, sweep, tick, two_arms
from benchmarks.figure import HEADER, Figure
from benchmarks.report import machine, markdown, replace_block
from benchmarks.setting import Setting
from benchmarks.step_parts import step_parts
from bnviz.data import available
from bnviz.training.devices import prepare_process

PAGE = Path(__file__).parents[1] / "docs" / "performance.md"

MEASURES: Mapping[str, Callable[[Setting], list[Figure]]] = {
    "two-arms": two_arms.measure,
    "many-arms": many_arms.measure,
    "sweep": sweep.measure,
    "first-point": first_point.measure,
    "tick": tick.measure,
    "lessons": lessons.measure,
}
PARTS = "step-parts"


def main() -> None:
    """Measure what the command line asks for."""
    options = _options()
    prepare_process(threads=1)
    dataset = available().dataset
    setting = Setting(dataset, options.rounds, options.full)
    rows = [figure.row() for name in options.names if name in MEASURES for figure in MEASURES[name](setting)]
    blocks = {"machine": machine(dataset.name), "figures": markdown(HEADER, rows)}
    if PARTS in options.names:
        blocks[PARTS] = _parts_table(step_parts(setting))
    print(*blocks.values(), sep="\n\n")
    if options.names == [*MEASURES, PARTS]:
        for name, text in blocks.items():
            replace_block(PAGE, name, text)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Measure docs/performance.md.")
    known = [*MEASURES, PARTS]
    parser.add_argument("names", nargs="*", default=known, metavar="NAME", help=f"of: {', '.join(known)}")
    parser.add_argument(
        "--rounds", type=int, default=Setting.rounds, help="how often the alternatives take turns"
    )
    parser.add_argument("--full", action="store_true", help="train whole runs of 50,000 steps")
    options = parser.parse_args()
    if unknown := [name for name in options.names if name not in known]:
        parser.error(f"NAME: {unknown[0]!r} is not measured; choose of {', '.join(known)}.")
    if options.rounds < 1:
        parser.error(f"--rounds: {options.rounds} is too few; it must be at least 1.")
    return options


def _parts_table(parts: Mapping[str, float]) -> str:
    whole = sum(parts.values())
    rows = [
        (part, f"{microseconds:.0f} µs", f"{microseconds / whole:.0%}")
        for part, microseconds in sorted(parts.items(), key=lambda item: -item[1])
    ]
    return markdown(("part of a step", "time", "share"), [*rows, ("all", f"{whole:.0f} µs", "100%")])


if __name__ == "__main__":
    main()
