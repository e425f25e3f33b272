"""The fault campaign, on SQLite and on PostgreSQL: python -m benchmarks.faults [--kills 100].

A whole one, of a hundred faults or more, writes its table into docs/performance.md.
"""

from __future__ import annotations

import argparse
import sys
from collections import defaultdict

import numpy as np

from benchmarks.faults.campaign import Report
from benchmarks.faults.places import on_postgresql, on_sqlite
from benchmarks.report import PAGE, markdown, replace_block
from bnviz.data import available
from bnviz.training.devices import prepare_process

WHOLE = 100  # faults
SLOWEST = 20.0  # seconds that a recovery may take
PLACES = {"SQLite": on_sqlite, "PostgreSQL": on_postgresql}


def main() -> None:
    """Run a campaign; ends with status 1 if anything was lost, doubled, wrong or too slow."""
    description = "Strike at an app and its workers, and look at what becomes of their runs."
    parser = argparse.ArgumentParser(prog="python -m benchmarks.faults", description=description)
    parser.add_argument("--kills", type=int, default=WHOLE, help="how many faults")
    parser.add_argument("--seed", type=int, default=1, help="decides which and when")
    options = parser.parse_args()
    prepare_process(threads=1)
    reports = {
        name: _strike(name, options.kills // len(PLACES), options.seed + number)
        for number, name in enumerate(PLACES)
    }
    told = [table(reports), *(summary(name, report) for name, report in reports.items())]
    print(*told, sep="\n")
    wrong = [sentence for report in reports.values() for sentence in report.wrong]
    print(*wrong, sep="\n")
    if options.kills >= WHOLE:
        replace_block(PAGE, "faults", "\n\n".join(told))
    slowest = max(seconds for report in reports.values() for _, seconds in report.faults)
    sys.exit(bool(wrong) or slowest > SLOWEST)


def _strike(place: str, kills: int, seed: int) -> Report:
    with PLACES[place](available().dataset, seed) as campaign:
        return campaign.strike(kills, lambda line: print(f"{place:<12}{line}", flush=True))


def table(reports: dict[str, Report]) -> str:
    """A row for each kind of fault and database."""
    seconds: dict[tuple[str, str], list[float]] = defaultdict(list)
    for place, report in reports.items():
        for name, taken in report.faults:
            seconds[place, name].append(taken)
    rows = [
        (*key, str(len(taken)), f"{np.median(taken):.1f} s", f"{max(taken):.1f} s")
        for key, taken in seconds.items()
    ]
    return markdown(("store", "fault", "times", "median recovery", "slowest"), rows)


def summary(name: str, report: Report) -> str:
    """How the runs ended."""
    states = [run.state for run in report.runs]
    ends = ", ".join(f"{states.count(state)} {state}" for state in dict.fromkeys(states))
    steps = sum(run.step for run in report.runs)
    checked = f"{steps:,} recorded steps checked, {len(report.wrong)} complaints"
    return f"{name}: {len(states)} runs: {ends}; {checked}."


if __name__ == "__main__":
    main()
