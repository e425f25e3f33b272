"""What all visitors share: one queue and one feed a run."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import cast
from unittest.mock import DEFAULT, MagicMock

import pytest
import streamlit as st

from bnviz.data.library import Library
from bnviz.experiment import Experiment
from bnviz.host import Host
from bnviz.runs.forecast.admission import Admission, LimitError
from bnviz.runs.roster import Serving
from bnviz.runs.store import Store
from bnviz.runs.workers.pool import Pool
from bnviz.training import ENGINE_VERSION
from bnviz.ui.rhythm import INTERVALS
from bnviz.ui.services import FEEDS, TEMPI, Services, _opened
from bnviz.ui.services import services as shared_services

from .runs import a_run
from .stand_ins import FixedLibrary, IdlePool


@pytest.fixture
def pool() -> IdlePool:
    return IdlePool()


@pytest.fixture
def library() -> FixedLibrary:
    return FixedLibrary()


@pytest.fixture
def services(tmp_path: Path, pool: IdlePool, library: FixedLibrary) -> Iterator[Services]:
    store = Store(f"sqlite:///{tmp_path}/runs.sqlite")
    yield Services(store, cast(Pool, pool), cast(Library, library), Admission(store, Host()))
    store.close()


def test_an_experiment_is_queued_on_the_data_at_hand_and_the_workers_are_woken(
    services: Services, pool: IdlePool
) -> None:
    services.store.sign_in(Serving("a worker", "a machine", {"cuda": "GPU"}))
    run = services.submit(Experiment(), "cuda")
    assert services.store.get(run.id) == run
    assert (run.state, run.data_name, run.engine_version) == ("queued", "mnist", ENGINE_VERSION)
    assert (run.data_fingerprint, run.device) == ("fingerprint", "cuda")
    assert pool.woken == 1


def test_a_device_that_no_worker_has_is_refused(services: Services) -> None:
    with pytest.raises(LimitError, match='device: "cuda%" is not allowed; choose one of cpu'):
        services.submit(Experiment(), "cuda%")
    assert services.store.recent() == []


def test_there_is_one_of_each_whatever_visitors_clear(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[Services] = []
    monkeypatch.setattr(
        "bnviz.ui.services.Store", lambda: made.append(cast(Services, None)) or cast(Store, None)
    )
    for name in ("start_executor", "Keeper", "Admission", "Library"):
        monkeypatch.setattr(f"bnviz.ui.services.{name}", MagicMock())
    _opened.cache_clear()
    first = shared_services()
    st.cache_resource.clear()
    assert shared_services() is first
    assert len(made) == 1
    _opened.cache_clear()


def test_workers_start_once_the_data_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    opened = []

    def opens(name: str) -> MagicMock:
        return MagicMock(side_effect=lambda *_: opened.append(name) or DEFAULT)

    for name in ("Store", "Library", "start_executor", "Keeper", "Admission"):
        monkeypatch.setattr(f"bnviz.ui.services.{name}", opens(name))
    _opened.cache_clear()
    shared_services()
    _opened.cache_clear()
    assert opened.index("Store") < opened.index("Library") < opened.index("start_executor")


def test_each_session_looks_in_a_tempo_of_its_own_and_keeps_it(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    def intervals() -> list[float]:
        monkeypatch.setattr(st, "session_state", {})
        return [services.interval() for _ in range(3)]

    told = [intervals() for _ in range(20)]
    assert all(len(set(of_session)) == 1 for of_session in told)
    assert len({of_session[0] for of_session in told}) == 20
    least, largest = (INTERVALS[0] * tempo for tempo in TEMPI)
    assert all(least <= of_session[0] <= largest for of_session in told)


def test_better_data_are_a_reason_for_a_new_run(services: Services, library: FixedLibrary) -> None:
    before = services.submit(Experiment(), "cpu")
    library.shelf = replace(library.shelf, fingerprint="another")
    assert services.submit(Experiment(), "cpu").id != before.id


def test_all_who_watch_a_run_share_one_feed(services: Services) -> None:
    feed = services.feed(a_run(state="queued"))
    assert services.feed(a_run(state="running", step=7)) is feed
    assert services.feed(a_run(id="another")) is not feed


def test_a_run_that_was_cleared_and_is_trained_again_has_a_feed_of_its_own(services: Services) -> None:
    feed = services.feed(a_run(created_at=1.0))
    assert services.feed(a_run(created_at=2.0)) is not feed


def test_that_somebody_looks_is_noted(services: Services) -> None:
    run = services.submit(Experiment(), "cpu")
    assert run.watched_at is None
    services.feed(run)
    noted = services.store.get(run.id)
    assert noted is not None
    assert noted.watched_at is not None


def test_what_is_over_a_limit_is_refused_unless_it_is_there_already(services: Services) -> None:
    host = Host(queued_per_visitor=1)
    strict = replace(services, admission=Admission(services.store, host))
    run = strict.submit(Experiment(), "cpu")
    assert strict.submit(Experiment(), "cpu").id == run.id
    assert strict.refusal([Experiment()], "cpu") is None
    with pytest.raises(LimitError, match="a visitor may have 1 wait here: 0 would fit"):
        strict.submit(Experiment(seed=2), "cpu")
    assert len(services.store.recent()) == 1


def test_the_feed_that_was_watched_least_recently_makes_room(services: Services) -> None:
    first, second, *others = [a_run(id=str(number)) for number in range(FEEDS + 1)]
    kept, forgotten = services.feed(first), services.feed(second)
    for run in others[:-1]:
        services.feed(run)
    assert services.feed(first) is kept
    services.feed(others[-1])
    assert services.feed(first) is kept
    assert services.feed(second) is not forgotten
    assert len(services.feeds) == FEEDS
