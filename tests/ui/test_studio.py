"""What visitors share is made in one thread, and whoever asked for it hears how it went."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from bnviz.ui.studio import in_studio


def test_all_is_made_in_one_thread_that_is_nobodys_own() -> None:
    with ThreadPoolExecutor(4) as visitors:
        made = {visitors.submit(in_studio, threading.get_ident).result() for _ in range(8)}
        own = {visitors.submit(threading.get_ident).result() for _ in range(8)}
    assert len(made) == 1
    assert not made & own


def test_what_goes_wrong_goes_wrong_for_who_asked() -> None:
    with pytest.raises(ZeroDivisionError):
        in_studio(lambda: 1 // 0)
    assert in_studio(lambda: 1) == 1
