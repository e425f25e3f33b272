"""What the command line says besides what it was asked for: one sentence at a time, on stderr."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager


class Failure(Exception):  # noqa: N818 - it ends a command, not the program
    """Ends a command that could not do what was asked; its text is one sentence for whoever asked."""

    status = 1


class Refusal(Failure):
    """Ends a command before it did anything: what was asked for is not understood or not possible."""

    status = 2


def refusal(where: str, value: str, advice: str) -> Refusal:
    """The sentence on a value that cannot be used, in the words that settings are refused with."""
    return Refusal(f"{where}: {json.dumps(value, ensure_ascii=False)} is not allowed; choose {advice}.")


@contextmanager
def ending(end: type[Failure], *errors: type[Exception]) -> Iterator[None]:
    """Lets errors whose text is already a sentence for a person end the command."""
    try:
        yield
    except errors as error:
        raise end(str(error)) from error


def say(sentence: str) -> None:
    """Tell the person something; stdout is kept for what was asked for."""
    print(sentence, file=sys.stderr, flush=True)
