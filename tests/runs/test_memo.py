import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from bnviz.runs.memo import Memo


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
