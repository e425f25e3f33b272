"""Which executor a host gets."""

import pytest

from bnviz.host import Host
from bnviz.runs.database import StoreError
from bnviz.runs.store import Store
from bnviz.runs.workers.executor import start_executor
from bnviz.runs.workers.pool import Pool
from tests.postgresql import PostgreSQL


def test_a_host_whose_workers_are_elsewhere_starts_none(store: Store) -> None:
    executor = start_executor(store, Host(executor="workers", workers=3))
    assert isinstance(executor, Pool)
    assert executor.process_ids() == []
    executor.wake()
    executor.close()


def test_ray_is_refused_where_its_tasks_could_not_reach_the_store(sqlite_url: str) -> None:
    store = Store(sqlite_url)
    with pytest.raises(StoreError, match=r'BNVIZ_EXECUTOR: "ray" needs a store on PostgreSQL'):
        start_executor(store, Host(executor="ray"))
    store.close()


@pytest.mark.postgresql
def test_ray_is_refused_where_it_is_not_installed(
    postgresql: PostgreSQL, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bnviz.runs.workers.executor.find_spec", lambda name: None)
    with postgresql.database() as url:
        store = Store(url)
        with pytest.raises(StoreError, match=r"install requirements-ray\.txt"):
            start_executor(store, Host(executor="ray"))
        store.close()
