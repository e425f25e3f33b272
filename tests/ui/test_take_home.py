"""A run's zip, made by a process of its own."""

import io
from contextlib import closing
from pathlib import Path
from zipfile import ZipFile

import pytest
from views.recorded import noise

from bnviz.experiment import Experiment
from bnviz.runs.store import Store
from bnviz.runs.workers.execution import execute
from bnviz.training import ENGINE_VERSION
from bnviz.ui import take_home
from bnviz.ui.take_home import FAILED, ExportError, exported


def test_it_is_what_the_command_line_makes(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/runs.sqlite"
    with closing(Store(url)) as store:
        store.submit(
            Experiment(depth=1, width=4, batch_size=8, steps=5),
            noise().name,
            noise().fingerprint,
            ENGINE_VERSION,
            "cpu",
        )
        run = store.claim("me")
        assert run is not None
        execute(store, run, lambda name: noise())
    for spoken, title in (("en", "# Run "), ("ko", "# 실행 ")):
        with ZipFile(io.BytesIO(exported(url, run.id, spoken))) as made:
            assert made.testzip() is None
            assert f"bnviz-{run.id}/run.json" in made.namelist()
            assert made.read(f"bnviz-{run.id}/README.md").decode().startswith(title)


def test_a_failure_is_a_sentence_and_the_next_may_try(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = f"sqlite:///{tmp_path}/runs.sqlite"
    for seconds in (take_home.WITHIN, 0):  # there is no such run; no time
        monkeypatch.setattr("bnviz.ui.take_home.WITHIN", seconds)
        with pytest.raises(ExportError, match=FAILED):
            exported(url, "0123456789")
    assert not take_home._ONE_AT_A_TIME.locked()
