"""What a process uses, against what this one knows of itself."""

import os
import resource
import time

import pytest

from benchmarks.process import usage


def test_time_and_memory_of_this_process() -> None:
    used = usage(os.getpid())
    assert used.seconds == pytest.approx(time.process_time(), abs=0.5)
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6
    assert 10 < used.megabytes <= most * 1.01
