"""How long a lesson's page takes to answer a slider, with its networks trained."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NamedTuple
from unittest.mock import patch

import streamlit as st
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import SelectSlider
from threadpoolctl import threadpool_limits
from tqdm import tqdm

from benchmarks.figure import Figure
from benchmarks.setting import Setting, temporary_store
from bnviz.data import Dataset
from bnviz.data.library import Shelf
from bnviz.host import Host
from bnviz.runs.forecast.admission import Admission
from bnviz.runs.store import Store
from bnviz.runs.workers.execution import execute
from bnviz.ui.services import Services

PROJECT = Path(__file__).parents[1]
TEXT = PROJECT / "bnviz" / "lessons" / "text" / "en"
LESSONS = {"by_hand": "By hand", "test_time": "Test time", "covariate_shift": "Covariate shift"}
TARGET = 200  # milliseconds
_FORMAT = SelectSlider.format_func.fget  # type: ignore[attr-defined]
PATIENCE = 60  # seconds


class Answer(NamedTuple):
    """A move of a slider, and how long the page took over it."""

    milliseconds: float
    section: str
    slider: str


def measure(setting: Setting) -> list[Figure]:
    """The slowest answer of each lesson: every slider of every section, moved to both its ends."""
    with temporary_store() as store, _app(store, setting.dataset):
        return [_figure(lesson, title, store, setting.dataset) for lesson, title in LESSONS.items()]


def _figure(lesson: str, title: str, store: Store, dataset: Dataset) -> Figure:
    sections = [file.stem for file in sorted((TEXT / lesson).glob("*.md"))]
    answers = [
        answer
        for name in tqdm(sections, desc=lesson, leave=False)
        for answer in _answers(lesson, name, store, dataset)
    ]
    slowest = max(answers)
    return Figure(
        f"the lesson {title}: the slowest answer to a slider",
        slowest.milliseconds,
        TARGET,
        at_least=False,
        form="{:.0f} ms",
        behind=f"{slowest.slider} in {slowest.section}, of {len(answers)} moves",
    )


def _answers(lesson: str, section: str, store: Store, dataset: Dataset) -> Iterator[Answer]:
    app = _opened(lesson, section, store, dataset)
    for slider in [str(each.key) for each in _sliders(app)]:
        for end in (0, -1):
            yield Answer(_move(app, slider, end), section, slider)
            _train(app, store, dataset)  # another network may have been chosen


def _opened(lesson: str, section: str, store: Store, dataset: Dataset) -> AppTest:
    """The section, with all that it trains by default trained."""
    app = AppTest.from_file(str(PROJECT / "frame.py"), default_timeout=PATIENCE)
    app.session_state[f"section_{lesson}"] = section
    app.run()
    app.switch_page(f"pages/{lesson}.py").run()
    _train(app, store, dataset)
    return app


def _train(app: AppTest, store: Store, dataset: Dataset) -> None:
    """Press the buttons that train, and do their workers' work."""
    while waiting := [button for button in app.button if str(button.key).endswith("_train")]:
        waiting[0].click().run()
        while run := store.claim("benchmark"):
            execute(store, run, lambda name: dataset)
        app.run()
    assert not app.exception


def _sliders(app: AppTest) -> list[Any]:
    return [*app.slider, *app.select_slider]


def _move(app: AppTest, key: str, end: int) -> float:
    """Milliseconds of processor time; more than a visitor waits, for whom only the section is drawn anew."""
    slider = next(each for each in _sliders(app) if each.key == key)
    ends: tuple[Any, Any] = _ends(slider)
    slider.set_value(ends[end])
    before = time.process_time()
    app.run()
    spent = time.process_time() - before
    assert not app.exception
    return 1_000 * spent


def _ends(slider: Any) -> tuple[Any, Any]:
    """Its least and its greatest value; of a range, its first part and its last."""
    if getattr(slider, "options", None):
        first, last = slider.options[0], slider.options[-1]
    else:
        first, last = slider.min, slider.max
    if isinstance(slider.value, (list, tuple)):
        start, end = slider.value
        return (first, end), (start, last)
    return first, last


@contextmanager
def _app(store: Store, dataset: Dataset) -> Iterator[None]:
    """The app on this store and these data, without workers."""
    library = SimpleNamespace(shelf=Shelf(dataset.name, dataset.fingerprint, Path(), ()), retry=lambda: None)
    pool = SimpleNamespace(devices={"cpu": "CPU"}, wake=lambda: None)
    shared = Services(store, pool, library, Admission(store, Host()))  # type: ignore[arg-type]
    opened = patch("bnviz.ui.services._opened", lambda: shared)
    told = patch.object(SelectSlider, "format_func", property(_as_shown))
    loaded = patch("bnviz.ui.datasets.load", lambda name: dataset)
    stranger = patch("bnviz.ui.visitor._cookie", lambda: "")  # there is no browser
    _forget()
    with opened, told, loaded, stranger, threadpool_limits(1):  # as the app has it
        yield
    _forget()


def _forget() -> None:
    """Empty the app's caches: what they hold is of another store, and of other digits."""
    st.cache_data.clear()
    st.cache_resource.clear()


def _as_shown(slider: SelectSlider[Any]) -> Callable[[Any], Any]:
    """How an option is shown; one that is given as it is shown stays so, which AppTest forgets."""
    return lambda option: option if option in slider.options else _FORMAT(slider)(option)
