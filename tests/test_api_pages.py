"""The pages of the code can be made, and what its docstrings tell is on them."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pages of three rooms, the engine and its torch among them: without a network, without a warning."""
    folder = tmp_path_factory.mktemp("api")
    rooms = ("bnviz.maths", "bnviz.experiment", "bnviz.training")
    done = subprocess.run(
        [sys.executable, "-m", "docs.api", str(folder), *rooms],
        cwd=PROJECT,
        env={**os.environ, "http_proxy": "http://127.0.0.1:9/", "https_proxy": "http://127.0.0.1:9/"},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert (done.returncode, done.stderr) == (0, "")
    return folder


def text_of(pages: Path, module: str) -> str:
    """What a reader sees of a module's page."""
    page = pages.joinpath(*module.split(".")).with_suffix(".html").read_text("utf-8")
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


@pytest.mark.parametrize("room", ["maths", "experiment", "training"])
def test_every_module_has_a_page(pages: Path, room: str) -> None:
    modules = {file.stem for file in (PROJECT / "bnviz" / room).glob("*.py")} - {"__init__"}
    assert modules == {page.stem for page in (pages / "bnviz" / room).glob("*.html")}


def test_formulas_stand_as_they_were_written(pages: Path) -> None:
    assert "μᵢ = 1/H Σⱼ xᵢⱼ" in text_of(pages, "bnviz.maths.layer_norm")


def test_arguments_and_attributes_are_lists(pages: Path) -> None:
    page = (pages / "bnviz" / "maths" / "network.html").read_text("utf-8")
    assert re.search(r"<h6[^>]*>Attributes:</h6>\s*<ul>\s*<li><strong>weight:</strong>", page)
    assert re.search(r"<h6[^>]*>Arguments:</h6>\s*<ul>\s*<li><strong>inputs:</strong>", page)


def test_a_page_needs_nothing_from_elsewhere(pages: Path) -> None:
    page = (pages / "bnviz" / "training" / "layers.html").read_text("utf-8")
    assert re.findall(r'(?:src|<link[^>]+href)="(?:https?:)?//[^"]+', page) == []
