"""`app.py` itself, as a server loads it."""

import os
import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).parents[2]


def test_a_bad_setting_ends_the_server_with_one_sentence() -> None:
    ended = subprocess.run(
        [sys.executable, "-c", "import app"],
        cwd=PROJECT,
        env=os.environ | {"BNVIZ_METRICS": "perhaps"},
        capture_output=True,
        text=True,
    )
    assert ended.returncode == 1
    assert ended.stderr.strip().splitlines()[-1].startswith('BNVIZ_METRICS: "perhaps" is not allowed: ')
    assert "Traceback" not in ended.stderr
