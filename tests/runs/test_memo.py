import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from bnviz.runs.memo import Memo

from .small_runs import Clock


def test_what_was_made_is_given_again() -> None:
    memo = Memo(2)
    first = memo.once("a", object)
    assert memo.once("a", object) is first
    assert memo.once("b", object) is not first


def test_what_was_asked_for_least_recently_makes_room() -> None:
    memo = Memo(2)
    made = {name: memo.once(name, object) for name in "ab"}
    memo.once("a", object)
    memo.once("c", object)
    assert memo.once("a", object) is made["a"]
    assert memo.once("b", object) is not made["b"]


def test_what_nobody_asked_for_of_late_is_let_go_of() -> None:
    clock = Clock()
    memo = Memo(9, seconds=10, watch=clock)
    old, kept = memo.once("old", object), memo.once("kept", object)
    clock.now += 9
    assert memo.once("kept", object) is kept
    clock.now += 2
    memo.once("another", object)
    assert len(memo) == 2
    assert memo.once("kept", object) is kept
    assert memo.once("old", object) is not old


def test_of_many_who_come_at_once_one_makes_it() -> None:
    memo, gate, made = Memo(2), threading.Barrier(8), []

    def make() -> str:
        made.append(threading.get_ident())
        threading.Event().wait(0.05)  # long enough for all others to come
        return "made"

    def ask(_: int) -> str:
        gate.wait()
        return memo.once("a", make)

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(ask, range(8))) == ["made"] * 8
    assert len(made) == 1


def test_what_fails_is_made_when_it_is_next_asked_for() -> None:
    memo = Memo(2)
    with pytest.raises(ZeroDivisionError):
        memo.once("a", lambda: 1 // 0)
    assert memo.once("a", lambda: 3) == 3
