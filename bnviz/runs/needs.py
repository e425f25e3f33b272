"""What a run needs of the machine that trains it."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple


class Needs(NamedTuple):
    """What a run cannot be trained without.

    Attributes:
        kind: the kind of its device: "cpu", "cuda" or "mps".
        data_name: its data set.
        data_fingerprint: the contents of that.
    """

    kind: str
    data_name: str
    data_fingerprint: str

    @classmethod
    def of(cls, device: str, data_name: str, data_fingerprint: str) -> Needs:
        """The needs of a run for a device such as "cuda:1", of which the kind is enough."""
        return cls(kind_of(device), data_name, data_fingerprint)


Fits = Callable[[Needs], bool]


def kind_of(device: str) -> str:
    """The kind of a device: "cuda" of "cuda:1"."""
    return device.partition(":")[0]
