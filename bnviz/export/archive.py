"""A run as one zip: everything about it, for any tool, and for bnviz to take back."""

from __future__ import annotations

import io
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from bnviz.export.event_files import write_event_files
from bnviz.export.facts import write_facts
from bnviz.export.notebook import training_notebook
from bnviz.export.page import write_page
from bnviz.export.script import training_script
from bnviz.export.tables import read_tables, write_csv, write_parquet
from bnviz.export.weights import write_weights
from bnviz.runs.feed import Feed
from bnviz.runs.run import Run
from bnviz.runs.store import Store
from bnviz.views.picture import picture

BEGINNING = (1980, 1, 1, 0, 0, 0)  # the first moment that a zip knows
READABLE = 0o644 << 16

FOLDERS = {"tables": write_parquet, "csv": write_csv, "weights": write_weights}
"""Where the files of a kind lie, and what writes them."""


def write_run(store: Store, run: Run, folder: Path) -> None:
    """Write all files of a run that has ended into an empty folder."""
    tables = read_tables(store, run.id)
    _, curves = Feed(store, run.id, len(run.experiment.arms)).refresh()
    write_facts(run, tables, folder)
    write_page(run, picture((run.experiment, curves)), folder)
    for name, written in (("train.py", training_script), ("train.ipynb", training_notebook)):
        (folder / name).write_text(written(run.experiment, run.data_name), encoding="utf-8")
    for name, write in FOLDERS.items():
        (folder / name).mkdir()
        write(tables, run.experiment, folder / name)
    write_event_files(
        tables,
        run.experiment,
        folder / "tensorboard",
        started_at=run.started_at or run.created_at,
        seconds_per_step=run.seconds / max(run.step, 1),
    )


def zipped(store: Store, run: Run) -> bytes:
    """The same files as a zip of one folder, `bnviz-RUN`; the same run makes the same bytes."""
    made = io.BytesIO()
    with TemporaryDirectory() as place, ZipFile(made, "w", ZIP_DEFLATED) as archive:
        write_run(store, run, Path(place))
        for file in sorted(Path(place).rglob("*")):
            if file.is_file():
                entry = ZipInfo(f"bnviz-{run.id}/{file.relative_to(place).as_posix()}", BEGINNING)
                entry.compress_type, entry.external_attr = ZIP_DEFLATED, READABLE
                archive.writestr(entry, file.read_bytes())
    return made.getvalue()
