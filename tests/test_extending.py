"""docs/extending.md to the letter: its code goes into a copy of the project, and its commands are run."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

PROJECT = Path(__file__).parent.parent
PAGE = (PROJECT / "docs" / "extending.md").read_text("utf-8")
EXAMPLES = re.findall(r"^## (An? [^\n]+)\n(.*?)(?=^## An? |\Z)", PAGE, re.MULTILINE | re.DOTALL)
BLOCK = re.compile(r"^(?P<above>[^\n]+)\n\n```(?P<kind>\w+)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
LEFT_OUT = shutil.ignore_patterns(".git", ".venv", ".*_cache", ".hypothesis", "__pycache__", "build")


class Block(NamedTuple):
    """A block of the page: the line above it, what it is written in, and its text."""

    above: str
    kind: str
    text: str

    @property
    def file(self) -> str:
        """The file that was named last before it."""
        return re.findall(r"`([\w.]+/[\w./]+)`", self.above)[-1]


def blocks(example: str) -> list[Block]:
    return [Block(**found.groupdict()) for found in BLOCK.finditer(example)]


def write(root: Path, block: Block) -> Path:
    file = root / block.file
    if block.kind == "diff":
        text = file.read_text("utf-8")
        for change in block.text.split("@@\n"):
            text = changed(text, change)
    else:
        assert not file.exists(), f"{block.file} is there already"
        file.parent.mkdir(parents=True, exist_ok=True)
        text = block.text
    file.write_text(text, encoding="utf-8")
    return file


def changed(text: str, change: str) -> str:
    """A file's text with the one place that the change shows made new."""
    lines = change.splitlines(keepends=True)
    old, new = ("".join(line[1:] or "\n" for line in lines if line[0] != sign) for sign in "+-")
    assert text.count(old) == 1, f"this is there {text.count(old)} times:\n{old}"
    return text.replace(old, new)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(PROJECT, tmp_path / "bnviz", ignore=LEFT_OUT))


def shell(command: str, copy: Path) -> None:
    """Run a command as in an activated environment; without a network, on the bundled digits."""
    environment = {name: value for name, value in os.environ.items() if name != "BNVIZ_DATA_DIR"} | {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "BNVIZ_DATABASE_URL": f"sqlite:///{copy.parent}/runs.sqlite",
        "BNVIZ_MNIST_MIRRORS": "http://127.0.0.1:9/",
        "XDG_CACHE_HOME": str(copy.parent / "cache"),
        "NO_PROXY": "127.0.0.1",
    }
    done = subprocess.run(
        ["sh", "-euc", command], cwd=copy, env=environment, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"


@pytest.mark.parametrize(("title", "example"), EXAMPLES, ids=[title for title, _ in EXAMPLES])
def test_an_example_works_as_it_stands(title: str, example: str, copy: Path) -> None:
    steps = blocks(example)
    assert len(steps) == example.count("```") / 2  # none is overlooked
    files = [str(write(copy, step)) for step in steps if step.kind != "sh"]
    python = " ".join(file for file in files if file.endswith(".py"))
    shell(f"python -m ruff check -q {python}; python -m ruff format --check -q {python}", copy)
    commands = [step.text for step in steps if step.kind == "sh"]
    assert commands
    for command in commands:
        shell(command, copy)


def test_all_that_the_page_promises_is_tried() -> None:
    promised = re.findall(r"^- \[(.+)\]\(#", PAGE, re.MULTILINE)
    assert [title for title, _ in EXAMPLES] == promised
    assert len(promised) == 4


def test_a_change_that_fits_nowhere_or_twice_is_noticed() -> None:
    assert changed("a\nb\n", " a\n+c\n b\n") == "a\nc\nb\n"
    with pytest.raises(AssertionError, match="0 times"):
        changed("a\nb\n", " c\n")
    with pytest.raises(AssertionError, match="2 times"):
        changed("a\na\n", "-a\n")
