"""What a process uses, against what this one knows of itself."""

import os
import resource
import subprocess
import sys
import time

import pytest

from benchmarks.process import children, usage


def test_time_and_memory_of_this_process() -> None:
    used = usage(os.getpid())
    assert used.seconds == pytest.approx(time.process_time(), abs=0.5)
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6
    assert 10 < used.megabytes <= most * 1.01


def test_the_children_of_this_process_while_they_live() -> None:
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as child:
        assert child.pid in children(os.getpid())
        child.communicate()
    assert child.pid not in children(os.getpid())
