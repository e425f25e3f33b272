"""Taken home in another language, a run is the same but for the words that a person reads."""

from __future__ import annotations

import ast
import json
import re
from zipfile import ZipFile

import pytest

from bnviz.experiment import Experiment
from bnviz.export.archive import zipped
from bnviz.export.notebook import training_notebook
from bnviz.export.script import training_script
from bnviz.language import LANGUAGES, speaking
from bnviz.runs.run import Run
from bnviz.runs.store import Store

from .experiments import MATCHED
from .test_script import CHANCY, MOST_CHARACTERS, READ

TOLD = {"README.md", "figures.html", "train.py", "train.ipynb"}
"""The files with words."""


@pytest.fixture(scope="module")
def taken(store: Store, run: Run, tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, bytes]]:
    """The files of a run by their names, by language."""
    found = {}
    for code in LANGUAGES:
        file = tmp_path_factory.mktemp("taken") / f"{code}.zip"
        with speaking(code):
            file.write_bytes(zipped(store, run))
        with ZipFile(file) as archive:
            found[code] = {name.partition("/")[2]: archive.read(name) for name in archive.namelist()}
    return found


class _Wordless(ast.NodeTransformer):
    """A program without what it tells: its texts of several words, and where in them the values stand."""

    def visit_Constant(self, node: ast.Constant) -> ast.Constant:
        is_text = isinstance(node.value, str) and " " in node.value
        return ast.Constant("words") if is_text else node

    def visit_JoinedStr(self, node: ast.JoinedStr) -> ast.JoinedStr:
        values = [each for each in node.values if isinstance(each, ast.FormattedValue)]
        return ast.JoinedStr(sorted(values, key=ast.dump))


def wordless(program: str) -> str:
    return ast.dump(_Wordless().visit(ast.parse(program)))


@pytest.mark.parametrize("data_name", ["mnist", "mnist-sample"])
@pytest.mark.parametrize("code", LANGUAGES)
def test_it_is_the_same_program_in_every_language(code: str, data_name: str) -> None:
    for experiment in [*READ, CHANCY]:
        english = training_script(experiment, data_name)
        with speaking(code):
            told = training_script(experiment, data_name)
        assert wordless(told) == wordless(english)
        assert len(told.splitlines()) <= len(english.splitlines())
        assert max(map(len, told.splitlines())) <= MOST_CHARACTERS


@pytest.mark.parametrize("experiment", [MATCHED["ghosts"], MATCHED["decay"]], ids=["ghosts", "decay"])
def test_formulas_are_no_words(experiment: Experiment) -> None:
    with speaking("ko"):
        cells = json.loads(training_notebook(experiment, "mnist"))["cells"]
    words = "".join(cell["source"] for cell in cells if cell["cell_type"] == "markdown")
    assert words.count("$") % 2 == 0
    for formula in (r"\hat x_i = \frac{x_i - \mu}{\sqrt{\sigma^2 + \epsilon}}", r"w \leftarrow w - \eta g"):
        assert formula in words


def test_only_what_is_told_differs(taken: dict[str, dict[str, bytes]]) -> None:
    english, korean = taken["en"], taken["ko"]
    assert english.keys() == korean.keys()
    assert {name for name in english if english[name] != korean[name]} == TOLD


def test_a_page_of_figures_says_which_language_it_is_in(taken: dict[str, dict[str, bytes]]) -> None:
    pages = {code: files["figures.html"].decode() for code, files in taken.items()}
    assert all(f'<html lang="{code}">' in page for code, page in pages.items())
    names = {
        code: re.findall(r'id="([a-z-]+)" class="plotly-graph-div"', page) for code, page in pages.items()
    }
    assert names["en"]
    assert names["ko"] == names["en"]  # which a saved picture is called by


def test_what_a_person_reads_is_translated(taken: dict[str, dict[str, bytes]]) -> None:
    readme = taken["ko"]["README.md"].decode()
    assert readme.startswith("# 실행 ")
    assert "| 열 | 단위 |" in readme
    assert "| column | unit |" not in readme
    assert "코드" in readme
    assert "미니배치" in taken["ko"]["train.py"].decode()
    assert "## 손실" in taken["ko"]["train.ipynb"].decode()


def test_an_arm_is_called_what_its_files_are_called(taken: dict[str, dict[str, bytes]]) -> None:
    for files in taken.values():
        assert "no BN" in files["README.md"].decode()
        assert '"no BN' in files["train.py"].decode()
        assert b",no BN" in files["csv/curves.csv"]
