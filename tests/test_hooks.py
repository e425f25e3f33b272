"""A commit is checked as scripts/test checks it."""

import re
from pathlib import Path

PROJECT = Path(__file__).parent.parent


def test_style_and_types_are_checked_by_the_same_commands() -> None:
    hooks = (PROJECT / ".pre-commit-config.yaml").read_text("utf-8")
    script = (PROJECT / "scripts" / "test").read_text("utf-8")
    commands = re.findall(r"^ +entry: \.venv/bin/(.+)$", hooks, re.MULTILINE)
    assert commands == re.findall(r"^(?:ruff|mypy).*$", script, re.MULTILINE)
