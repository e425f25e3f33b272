"""A run to take home: one zip, made when it is asked for."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import streamlit as st

from bnviz.host.log import tell
from bnviz.language import ENGLISH, N_, _, language
from bnviz.runs.run import Run
from bnviz.ui.services import Services
from bnviz.ui.status import is_active

WITHIN = 300  # seconds for one export, of the longest run
ABOUT = N_(
    "Everything about this run in one zip: its figures as a page that works without a network, curves and "
    "histograms as CSV and Parquet, TensorBoard files, the trained weights, and **a plain PyTorch script** "
    "and a notebook that train the same networks again."
)
NOT_YET = N_("Once it has ended, a run can be taken home: figures, numbers, weights and code in one zip.")
FAILED = N_("The files could not be made. Try again in a moment.")

_ONE_AT_A_TIME = threading.Lock()


class ExportError(Exception):
    """An export that failed; the message is a sentence for the visitor."""


def take_home(services: Services, run: Run | None) -> None:
    """A popover with all of it, beside a page's link."""
    with st.popover(_("Export"), icon=":material/download:", key="take_home"):
        if run is None or is_active(run):
            st.markdown(_(NOT_YET))
            return
        st.markdown(_(ABOUT))
        st.download_button(
            _("Download"),
            partial(exported, services.store.url, run.id, language()),
            file_name=f"bnviz-{run.id}.zip",
            mime="application/zip",
            icon=":material/folder_zip:",
            type="primary",
            key="download_run",
            on_click="ignore",
        )


def exported(database: str, run_id: str, spoken: str = ENGLISH) -> bytes:
    """The zip of a run, made by the command line in a process of its own: it takes a core for seconds.

    Raises:
        ExportError: if it cannot be made.
    """
    with _ONE_AT_A_TIME, TemporaryDirectory() as folder:
        file = Path(folder, "run.zip")
        command = [sys.executable, "-m", "bnviz", "export", run_id, "--out", str(file), "--language", spoken]
        try:
            subprocess.run(  # noqa: S603 - our own program, and the id of a run that is in the store
                command,
                env=os.environ | {"BNVIZ_DATABASE_URL": database},
                check=True,
                capture_output=True,
                timeout=WITHIN,
            )
        except (subprocess.SubprocessError, OSError) as error:
            tell("export failed", run=run_id, error=type(error).__name__)
            raise ExportError(_(FAILED)) from error
        return file.read_bytes()
