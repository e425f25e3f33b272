"""At which steps a run is looked at closely."""

from __future__ import annotations

import numpy as np

POINTS = 500


def snapshot_steps(steps: int) -> list[int]:
    """The steps to take Snapshots at: 0, then every step at first, then geometrically, and the last.

    At most about 400 for any run length. By step and never by clock, so a run can be reproduced; the early
    steps, where the most happens, are all there (every one to 20 at least, for runs of up to 100,000).
    """
    return [0, *np.unique(np.geomspace(1, steps, POINTS).round().astype(int)).tolist()]
