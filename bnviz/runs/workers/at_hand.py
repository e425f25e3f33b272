"""What a worker has at hand: the devices and the data sets of its machine."""

from __future__ import annotations

import time
from collections.abc import Collection
from contextlib import suppress

from bnviz.data import DataError, Dataset, load
from bnviz.runs.needs import Needs, kind_of

LOOK_AGAIN = 5.0  # seconds until missing data are looked for again: they may be downloaded meanwhile


class AtHand:
    """Devices, and data sets, each of which is read once and kept."""

    def __init__(self, devices: Collection[str]):
        """Begin with the devices' torch names, and no data."""
        self._kinds = {kind_of(device) for device in devices}
        self._sets: dict[str, Dataset] = {}
        self._look_at: dict[str, float] = {}

    def fits(self, needs: Needs) -> bool:
        """Whether a run can be trained here."""
        return needs.kind in self._kinds and self._has(needs.data_name, needs.data_fingerprint)

    def load(self, name: str) -> Dataset:
        """The data set of a name.

        Raises:
            DataError: it is not on this machine.
        """
        if name not in self._sets:
            self._sets[name] = load(name)
        return self._sets[name]

    def _has(self, name: str, fingerprint: str) -> bool:
        if not self._holds(name, fingerprint) and time.monotonic() >= self._look_at.get(name, 0.0):
            self._look_at[name] = time.monotonic() + LOOK_AGAIN
            self._sets.pop(name, None)
            with suppress(DataError):  # it is not on this machine
                self.load(name)
        return self._holds(name, fingerprint)

    def _holds(self, name: str, fingerprint: str) -> bool:
        return name in self._sets and self._sets[name].fingerprint == fingerprint
