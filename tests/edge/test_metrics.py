from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest
from prometheus_client.parser import text_string_to_metric_families
from starlette.applications import Starlette

from bnviz.edge.metrics import TICKS, tick
from bnviz.experiment import Setup
from bnviz.runs.database import StoreError
from bnviz.runs.store import Store

from .asgi import Answer, ask, get, run
from .conftest import AppOf, Behind

Numbers = dict[tuple[str, str], float]


@pytest.fixture
def measured(app_of: AppOf, behind: Behind) -> Starlette:
    return app_of(lambda: behind, metrics=True)


def numbers(app: Starlette) -> Numbers:
    """All that /metrics tells once the store is open, by name and label."""

    async def look() -> Answer:
        async with app.router.lifespan_context(app):
            while "The app is starting" in (await ask(app, "/ready")).body:
                await asyncio.sleep(0.01)
            return await ask(app, "/metrics")

    answer = run(look())
    assert answer.status == 200
    return {
        (sample.name, "".join(sample.labels.values())): sample.value
        for family in text_string_to_metric_families(answer.body)
        for sample in family.samples
    }


def test_the_door_is_closed_unless_the_host_opens_it(app: Starlette) -> None:
    assert get(app, "/metrics").status == 404


def test_the_store_is_counted(measured: Starlette, store: Store) -> None:
    for seed in (1, 2):
        store.submit(Setup(seed=seed).experiment(), "mnist", "f" * 64, "1", "cpu")
    assert store.claim("worker") is not None
    told = numbers(measured)
    states = {label: value for (name, label), value in told.items() if name == "bnviz_runs"}
    assert (states["queued"], states["running"], states["done"]) == (1, 1, 0)
    assert told["bnviz_steps_per_second", ""] == 0
    assert told["bnviz_workers", ""] == 2
    assert told["bnviz_store_up", ""] == 1
    assert told["bnviz_store_bytes", ""] > 10_000
    assert told["process_resident_memory_bytes", ""] > 0


def test_a_store_that_does_not_answer_is_told(app_of: AppOf, behind: Behind) -> None:
    def fail() -> int:
        raise StoreError("gone")

    behind.workers_alive = fail  # type: ignore[method-assign]
    told = numbers(app_of(lambda: behind, metrics=True))
    assert told["bnviz_store_up", ""] == 0
    assert ("bnviz_workers", "") not in told


@pytest.fixture
def ticks() -> Iterator[None]:
    TICKS.clear()
    yield
    TICKS.clear()


@pytest.mark.usefixtures("ticks")
def test_a_tick_is_measured_even_if_it_breaks_off(measured: Starlette) -> None:
    @tick("lab")
    def broken() -> None:
        raise ValueError

    for _ in range(3):
        with pytest.raises(ValueError):  # noqa: PT011 - ours
            broken()
    told = numbers(measured)
    assert told["bnviz_tick_seconds_count", "lab"] == 3
    assert 0 < told["bnviz_tick_seconds_sum", "lab"] < 1
