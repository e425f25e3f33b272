"""What only a process of its own can show."""

import os
import re
import signal
import subprocess
import sys
import termios

from bnviz.runs.store import Store

from .conftest import TINY, now

BNVIZ = (sys.executable, "-m", "bnviz")


def test_ctrl_c_at_the_terminal_leaves_the_run_stopped(store: Store) -> None:
    settings = ("--set", *TINY, "steps=100000")
    person, program = os.openpty()
    termios.tcsetwinsize(program, (24, 80))
    with subprocess.Popen(
        [*BNVIZ, "run", "--preset", "quick-look", *settings, "--json"],
        stdout=subprocess.PIPE,
        stderr=program,
        text=True,
    ) as process:
        os.close(program)  # so that reading fails, and does not wait, once the process has ended
        shown = ""
        while not re.search(r"[1-9]\d*/100000 \[.* steps/s\]", shown):
            shown += os.read(person, 4096).decode()
        process.send_signal(signal.SIGINT)
        out, _ = process.communicate()
    os.close(person)
    assert process.returncode == 130
    (stopped,) = re.findall(r'"run": "(\w+)", "state": "stopped"', out)
    assert now(store, stopped).state == "stopped"
    assert 0 < now(store, stopped).step < 100_000


def test_help_and_presets_load_nothing_heavy() -> None:
    program = (
        "import sys; from bnviz.cli.main import main; main(['presets']);"
        "assert not {'torch', 'numpy', 'pandas', 'sqlalchemy'} & sys.modules.keys()"
    )
    subprocess.run([sys.executable, "-c", program], check=True, capture_output=True)
    helped = subprocess.run([*BNVIZ, "run", "--help"], check=True, capture_output=True, text=True)
    assert "--preset" in helped.stdout
