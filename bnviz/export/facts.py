"""What a run was, beside its numbers: run.json, which can be brought back, and a README for a person."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa

from bnviz.export.names import own_names
from bnviz.export.tables import NAME
from bnviz.language import N_, _
from bnviz.lessons.prose import prose
from bnviz.runs.adoption import Facts
from bnviz.runs.run import Run
from bnviz.runs.schema import State
from bnviz.runs.tables import SCHEMAS

STATES: Mapping[State, str] = {
    "done": N_("done"),
    "stopped": N_("stopped"),
    "failed": N_("failed"),
    "lost": N_("lost"),
}
"""In which states a run may end, in words."""


def write_facts(run: Run, folder: Path) -> None:
    """Write run.json and README.md."""
    (folder / "run.json").write_text(Facts.of(run).model_dump_json(indent=2) + "\n", encoding="utf-8")
    (folder / "README.md").write_text(readme(run), encoding="utf-8")


def readme(run: Run) -> str:
    """What each file holds, with the units of all columns, as Markdown."""
    names = zip(run.experiment.arm_names(), own_names(run.experiment), strict=True)
    arms = "\n".join(f"- {name}" if name == own else f"- {name} (`{own}`)" for name, own in names)
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
        arms=arms,
    )
    return f"{told}\n" + "\n".join(_columns(name, schema) for name, schema in SCHEMAS.items())


def _columns(table: str, schema: pa.Schema) -> str:
    """A table of a table's columns."""
    fields = [*schema]
    fields.insert(schema.get_field_index("arm") + 1, NAME)
    rows = [f"| {field.name} | {_(field.metadata[b'unit'].decode())} |" for field in fields]
    return "\n".join([f"\n### {table}\n", _("| column | unit |"), "| --- | --- |", *rows])
