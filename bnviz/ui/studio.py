"""Where what all visitors share is made: one thread reads the runs and draws the figures.

Every rerun of a page has a thread of its own, and what a thread has let go of, the C library keeps at hand
for it. Figures drawn now in one and now in another leave memory behind in many, and the server grows twice as
much in a class's visit. As Python runs one thread at a time, nobody waits longer.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from bnviz.language import language, speaking

Made = TypeVar("Made")

_THREAD = ThreadPoolExecutor(1, "studio")


def in_studio(make: Callable[[], Made]) -> Made:
    """What `make` makes, or raises, in the language of whoever asks.

    It must not ask for the studio itself, nor wait for one who does.
    """
    return _THREAD.submit(_made, make, language()).result()


def _made(make: Callable[[], Made], spoken: str) -> Made:
    with speaking(spoken):
        return make()
