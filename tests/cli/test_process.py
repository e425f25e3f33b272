"""What only a process of its own can show."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator

import pytest

from bnviz.runs.store import Store

from .conftest import TINY, now

BNVIZ = (sys.executable, "-m", "bnviz")


@pytest.fixture
def terminal() -> Iterator[tuple[int, int]]:
    """Both ends of a terminal: where a person reads and where a program writes."""
    ends = os.openpty()
    yield ends
    for end in ends:
        os.close(end)


def test_ctrl_c_at_the_terminal_leaves_the_run_stopped(store: Store, terminal: tuple[int, int]) -> None:
    person, program = terminal
    settings = ("--set", *TINY, "steps=100000", "width=256")
    run = [*BNVIZ, "run", "--preset", "quick-look", *settings, "--json"]
    with subprocess.Popen(run, stdout=subprocess.PIPE, stderr=program, text=True) as process:
        shown = ""
        while not re.search(r"[1-9]\d*/100000 \[.* steps/s\]", shown):
            shown += os.read(person, 4096).decode()
        process.send_signal(signal.SIGINT)
        out, _ = process.communicate(timeout=60)
    assert process.returncode == 130
    (stopped,) = re.findall(r'"run": "(\w+)", "state": "stopped"', out)
    assert now(store, stopped).state == "stopped"
    assert 0 < now(store, stopped).step < 100_000


def test_help_and_presets_load_nothing_heavy() -> None:
    program = (
        "import sys; from bnviz.cli.main import main; main(['presets']);"
        "sys.exit(', '.join({'torch', 'numpy', 'pandas', 'sqlalchemy'} & sys.modules.keys()))"
    )
    subprocess.run([sys.executable, "-c", program], check=True, capture_output=True)
    helped = subprocess.run([*BNVIZ, "run", "--help"], check=True, capture_output=True, text=True)
    assert "--preset" in helped.stdout
