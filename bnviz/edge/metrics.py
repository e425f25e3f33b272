"""Numbers for Prometheus that this process counts itself: its ticks, its sessions and what it refused.

No label says anything about a visitor.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector

from bnviz.host.log import tell

SLOW = 1.0  # seconds; a tick that takes longer is told to the log

REGISTRY = CollectorRegistry()
ProcessCollector(registry=REGISTRY)
TICKS = Histogram(
    "bnviz_tick_seconds",
    "Time that a look of a page at its runs takes the server",
    ["page"],
    registry=REGISTRY,
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5),
)
SESSIONS = Gauge("bnviz_sessions", "Browser tabs that are connected", registry=REGISTRY)
REFUSED = Counter("bnviz_refused_requests", "Requests that were refused", ["status"], registry=REGISTRY)


@contextmanager
def tick(page: str) -> Iterator[None]:
    """Measure a tick of a page: a decorator of its fragment's function."""
    start = time.perf_counter()
    try:
        yield
    finally:
        seconds = time.perf_counter() - start
        TICKS.labels(page).observe(seconds)
        if seconds > SLOW:
            tell("slow tick", page=page, seconds=round(seconds, 2))
