"""The language in which something is said now: that of a block, or else that of whoever reads."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

ENGLISH = "en"
"""What the code itself is written in, and what is spoken where nobody reads: by workers and in logs."""

_spoken: ContextVar[str | None] = ContextVar("spoken", default=None)
_readers: list[Callable[[], str]] = []


def language() -> str:
    """The code of the language to speak, such as "ko"."""
    return _spoken.get() or (_readers[-1]() if _readers else ENGLISH)


def ask(reader: Callable[[], str]) -> None:
    """Have `reader` tell, from now on, in which language to speak outside of `speaking`."""
    _readers[:] = [reader]


@contextmanager
def speaking(code: str) -> Iterator[None]:
    """Speak a language within the block: for what is made in another thread than its reader's."""
    before = _spoken.set(code)
    try:
        yield
    finally:
        _spoken.reset(before)
