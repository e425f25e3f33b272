"""The page about the host tells what it allows and does, and nothing of where things lie."""

import re
from collections.abc import Iterator

import pytest
from streamlit.testing.v1 import AppTest

from bnviz.experiment import Setup
from bnviz.host import Host
from bnviz.lessons.prose import prose
from bnviz.runs.database import StoreError
from bnviz.runs.forecast.admission import Admission
from bnviz.runs.roster import Serving
from bnviz.runs.store import Store
from bnviz.training import ENGINE_VERSION
from bnviz.ui import host_page

PRIVATE = {  # where things lie, how they are reached, and what only who runs the app needs to know
    "data_dir",
    "mnist_mirrors",
    "database_url",
    "executor",
    "workers",
    "ray_address",
    "ray_gpus",
    "allowed_hosts",
    "embed_from",
    "log",
    "metrics",
}
TOLD = re.compile(r"{(\w+)")


@pytest.fixture
def settings() -> Host:
    """A host all of whose limits are numbers of their own, and that has secrets."""
    return Host(
        run_minutes=7,
        run_megabytes=1_234,
        workers=5,
        running_per_visitor=3,
        queued_per_visitor=11,
        queued=222,
        turn_seconds=6.5,
        unwatched="stop",
        unwatched_seconds=81,
        keep_days=45,
        store_megabytes=9_876,
        database_url="postgresql://user:secret@database.example.org/runs",
        mnist_mirrors="https://mirror.example.org/",
    )


@pytest.fixture(autouse=True)
def _nothing_remembered() -> Iterator[None]:
    yield
    host_page._read.clear()


@pytest.fixture
def page(app: AppTest) -> AppTest:
    app.run()
    app.switch_page("pages/host.py").run()
    assert not app.exception
    assert not app.error
    return app


def texts(app: AppTest) -> str:
    return "\n".join(element.value.replace("\\", "") for element in (*app.markdown, *app.caption))


def numbers(app: AppTest) -> dict[str, str]:
    return {metric.label: metric.value for metric in app.metric}


def test_every_setting_of_a_host_is_told_or_kept_back_on_purpose() -> None:
    assert set(TOLD.findall(prose("host"))) == Host.model_fields.keys() - PRIVATE


@pytest.mark.parametrize(
    "words",
    [
        "7 minutes",
        "1,234 MB",
        "| 3 |",
        "| 11 |",
        "| 222 |",
        "6.5 seconds",
        "81 seconds",
        "is stopped",
        "45 days",
        "9,876 MB",
    ],
)
def test_every_limit_is_told_with_its_number(page: AppTest, words: str) -> None:
    assert words in texts(page)


@pytest.mark.parametrize(
    ("executor", "workers", "told"), [("pool", 2, 2), ("pool", 9, 3), ("workers", 2, 3), ("ray", 2, 3)]
)
def test_no_more_runs_train_at_once_than_the_pool_has_workers(executor: str, workers: int, told: int) -> None:
    settings = Host(running_per_visitor=3, executor=executor, workers=workers)  # type: ignore[arg-type]
    assert host_page.limits(settings)["running_per_visitor"] == told


def test_the_speed_is_told_in_plain_words(page: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Admission, "slowness", lambda *_: 5.04)
    host_page._read.clear()
    assert "Trainings here take about 5 times as long as" in texts(page.run())


def test_nothing_is_told_of_where_things_lie(page: AppTest, store: Store) -> None:
    shown = texts(page) + str(numbers(page))
    assert not re.search(r"secret|example\.org|sqlite|postgresql|runs\.sqlite", shown)
    assert store.url not in shown


def test_what_the_host_does_is_counted(page: AppTest, store: Store) -> None:
    for seed in (1, 2, 3):
        store.submit(Setup(seed=seed).experiment(), "mnist", "fingerprint", ENGINE_VERSION, "cpu")
    held = store.claim("worker")
    assert held is not None
    store.append(held, {}, 500, 2.0)
    host_page._read.clear()
    page.run()
    shown = numbers(page)
    assert (shown["Runs in training"], shown["Runs that wait"]) == ("1", "2")
    assert shown["Steps per second"] == "250"
    assert "3 runs are kept" in texts(page)


def test_the_workers_of_all_machines_are_counted(page: AppTest, store: Store) -> None:
    assert numbers(page)["Workers"] == "1"
    store.sign_in(Serving("another", "another machine", {"cpu": "CPU"}))
    host_page._read.clear()
    page.run()
    assert numbers(page)["Workers"] == "2"
    assert "on 2 machines: CPU, a GPU." in texts(page)


def test_a_host_without_workers_says_so(page: AppTest, store: Store) -> None:
    store.sign_out("worker")
    host_page._read.clear()
    assert "No worker serves the queue" in texts(page.run())


def test_the_digits_and_the_engine_are_named(page: AppTest) -> None:
    assert "full MNIST, 60,000 digits" in texts(page)
    assert f"Engine version {ENGINE_VERSION}." in texts(page)


def test_a_store_that_fails_is_told_and_the_page_stays(
    page: AppTest, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> list[Serving]:
        raise StoreError("The run store did not answer (disk error): try again.")

    host_page._read.clear()
    monkeypatch.setattr(store, "workers", fail)
    page.run()
    assert not page.exception
    assert "did not answer" in page.error[0].value
    assert "7 minutes" in texts(page)
