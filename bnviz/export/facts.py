"""What a run was, beside its numbers: run.json, which can be brought back, and a README for a person."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa

from bnviz.export.names import own_names
from bnviz.export.tables import NAME, Tables
from bnviz.language import N_, _
from bnviz.lessons.plan_words import in_full
from bnviz.lessons.prose import prose
from bnviz.runs.adoption import Facts
from bnviz.runs.run import Run
from bnviz.runs.schema import State
from bnviz.runs.tables import SCHEMAS, TableName

STATES: Mapping[State, str] = {
    "done": N_("done"),
    "stopped": N_("stopped"),
    "failed": N_("failed"),
    "lost": N_("lost"),
}
"""In which states a run may end, in words."""


def write_facts(run: Run, tables: Tables, folder: Path) -> None:
    """Write run.json and README.md, with a section for each table that has rows."""
    (folder / "run.json").write_text(Facts.of(run).model_dump_json(indent=2) + "\n", encoding="utf-8")
    there = [name for name, frame in tables.items() if len(frame)]
    (folder / "README.md").write_text(readme(run, there), encoding="utf-8")


def readme(run: Run, there: Iterable[TableName]) -> str:
    """What was trained, what came out, and what each file and column holds, as Markdown."""
    began = datetime.fromtimestamp(run.started_at or run.created_at, UTC)
    told = prose("export").format(
        id=run.id,
        state=_(STATES.get(run.state, run.state)),
        step=f"{run.step:,}",
        steps=f"{run.steps:,}",
        data=run.data_name,
        device=run.device,
        engine=run.engine_version,
        began=f"{began:%Y-%m-%d %H:%M} UTC",
        plan=in_full(run.experiment),
        arms="\n".join(_arms(run)),
    )
    return f"{told}\n" + "\n".join(_columns(name, SCHEMAS[name]) for name in there)


def _arms(run: Run) -> Iterator[str]:
    """A line for each arm: its name, what it is called in files, and what came of it."""
    plan = run.experiment
    results = run.result["arms"] if run.result else [{}] * len(plan.arms)
    for name, own, result in zip(plan.arm_names(), own_names(plan), results, strict=True):
        called = name if name == own else f"{name} (`{own}`)"
        yield f"- {called}{_came_out(result)}"


def _came_out(result: Mapping[str, Any]) -> str:
    if (step := result.get("diverged_at")) is not None:
        return _(": diverged at step {step:,}").format(step=step)
    if (accuracy := result.get("test_accuracy")) is None:
        return ""
    return _(": {percent:.1f} % of all test images right").format(percent=100 * accuracy)


def _columns(table: str, schema: pa.Schema) -> str:
    """A table of a table's columns."""
    fields = [*schema]
    fields.insert(schema.get_field_index("arm") + 1, NAME)
    rows = [f"| {field.name} | {_(field.metadata[b'unit'].decode())} |" for field in fields]
    return "\n".join([f"\n### {table}\n", _("| column | unit |"), "| --- | --- |", *rows])
