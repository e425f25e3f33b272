"""Numbers for Prometheus that come from the store, read each time somebody asks."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.registry import Collector
from starlette.requests import Request
from starlette.responses import Response

from bnviz.edge.backstage import Backstage, Stage
from bnviz.edge.metrics import REGISTRY
from bnviz.runs.archive import MEGABYTE
from bnviz.runs.census import Census, census
from bnviz.runs.database import StoreError


class StoreCollector(Collector):
    """The store behind a stage; with nothing but `bnviz_store_up 0` while it does not answer."""

    def __init__(self, stage: Stage):
        """Count what is behind `stage`."""
        self.stage = stage

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """The numbers of now."""
        backstage = self.stage.backstage
        try:
            found = list(_numbers(backstage)) if backstage else []
        except StoreError:
            found = []
        yield GaugeMetricFamily("bnviz_store_up", "Whether the store answers", value=bool(found))
        yield from found


def _numbers(backstage: Backstage) -> Iterator[GaugeMetricFamily]:
    counted = census(backstage.store.engine)
    yield _runs(counted)
    together = "Steps per second of all runs in training together"
    yield GaugeMetricFamily("bnviz_steps_per_second", together, value=counted.steps_per_second)
    size = MEGABYTE * backstage.store.archive.megabytes()
    yield GaugeMetricFamily("bnviz_store_bytes", "Size of the store", value=size)
    yield GaugeMetricFamily("bnviz_workers", "Workers that are alive", value=backstage.workers_alive())


def _runs(counted: Census) -> GaugeMetricFamily:
    described = "Runs in the store by state; those that are queued are the queue"
    runs = GaugeMetricFamily("bnviz_runs", described, labels=["state"])
    for state, count in counted.runs.items():
        runs.add_metric([state], count)
    return runs


def metrics(stage: Stage) -> Callable[[Request], Response]:
    """The endpoint that tells all numbers in Prometheus's text format."""
    store = CollectorRegistry()
    store.register(StoreCollector(stage))

    def answer(_request: Request) -> Response:
        return Response(generate_latest(REGISTRY) + generate_latest(store), media_type=CONTENT_TYPE_LATEST)

    return answer
