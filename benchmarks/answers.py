"""What one tab asks of the server, and how long each answer takes."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable
from itertools import chain
from typing import NamedTuple


class Request(NamedTuple):
    """Something asked: when, whether by a timer, and what is done once it is answered."""

    asked_at: float
    is_tick: bool
    answered: asyncio.Future[None]


class Answers:
    """Requests, and the runs of the page's script that answer them: each all that was asked before it.

    Attributes:
        ticks: seconds from each request of a timer to the end of its answer.
        pages: seconds from each other request to the end of its answer.
    """

    def __init__(self) -> None:
        self.ticks: list[float] = []
        self.pages: list[float] = []
        self._asked: list[Request] = []  # what no run has taken up
        self._taken: dict[str, list[Request]] = {}  # by the run that answers them

    @property
    def is_waited_for(self) -> bool:
        """Whether something was asked that no run has taken up."""
        return bool(self._asked)

    @property
    def is_under_way(self) -> bool:
        """Whether a run of the script has begun and not ended."""
        return bool(self._taken)

    def ask(self, *, is_tick: bool) -> asyncio.Future[None]:
        """Note a request that is sent now; what is returned is done when it is answered."""
        answered = asyncio.get_running_loop().create_future()
        self._asked.append(Request(time.perf_counter(), is_tick, answered))
        return answered

    def begin(self, run: str) -> None:
        """A run of the script begins."""
        # Of one that ends just when another request comes, Streamlit may forget to tell the end.
        for forgotten in list(self._taken):
            self._answer(self._taken.pop(forgotten))
        self._taken[run], self._asked = self._asked, []

    def end(self, run: str, *, early: bool) -> None:
        """A run of the script ends; if early, another one will answer."""
        requests = self._taken.pop(run, [])
        if early:
            self._asked = requests + self._asked
        else:
            self._answer(requests)

    def fail(self, sentence: str) -> None:
        """Nothing will be answered any more."""
        for request in chain(self._asked, *self._taken.values()):
            request.answered.cancel(sentence)

    def _answer(self, requests: Iterable[Request]) -> None:
        now = time.perf_counter()
        for request in requests:
            (self.ticks if request.is_tick else self.pages).append(now - request.asked_at)
            if not request.answered.done():  # whoever waited may have given up
                request.answered.set_result(None)
