"""In Korean, no page has a sentence left in English."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from english import english_in
from google.protobuf.message import Message
from lessons.test_time.trained import sample
from streamlit.testing.v1 import AppTest

from bnviz.experiment import Setup
from bnviz.language import speaking
from bnviz.lessons.presets import PRESETS
from bnviz.runs.store import Store
from bnviz.runs.workers.execution import execute
from bnviz.training import ENGINE_VERSION

from .conftest import PROJECT

TEXT = PROJECT / "bnviz" / "lessons" / "text" / "en"
SECTIONS = [
    (file.parent.name, file.stem)
    for file in sorted(TEXT.glob("*/*.md"))
    if (PROJECT / "pages" / f"{file.parent.name}.py").is_file()
]
LESSONS = {lesson for lesson, name in SECTIONS}
BOTH = "glossary"  # which has the English words beside the Korean ones
OTHERS = sorted({file.stem for file in PROJECT.glob("pages/*.py")} - LESSONS - {BOTH})
READ = {"body", "label", "help", "options", "placeholder", "caption", "value", "body_text", "text"}
"""The parts of an element that a visitor reads."""


@pytest.fixture(autouse=True)
def _in_korean() -> Iterator[None]:
    """As in the browser: what stands for it here asks for an option's words outside of the app's session."""
    with speaking("ko"):
        yield


def left_in_english(app: AppTest) -> list[str]:
    """All that a page says in English, of its elements and of the blocks they lie in."""
    return [words for text in shown(app._tree) for words in english_in(text)]


def shown(node: Any) -> Iterator[str]:
    if isinstance(getattr(node, "proto", None), Message):
        yield from texts(node.proto)
    for child in getattr(node, "children", {}).values():
        yield from shown(child)


def texts(message: Message) -> Iterator[str]:
    for field, value in message.ListFields():
        for each in value if field.is_repeated else [value]:
            if isinstance(each, Message):
                yield from texts(each)
            elif isinstance(each, str) and field.name in READ:
                yield each


def opened(app: AppTest, page: str, **query: str) -> AppTest:
    for name, value in {"language": "ko", **query}.items():
        app.query_params[name] = value
    app.run()
    for name, value in query.items():
        app.query_params[name] = value
    app.switch_page(f"pages/{page}.py").run()
    assert not app.exception
    return app


@pytest.mark.parametrize(("lesson", "name"), SECTIONS)
def test_a_section_is_all_in_korean(app: AppTest, lesson: str, name: str) -> None:
    assert left_in_english(opened(app, lesson, section=name, predicted="1")) == []


@pytest.mark.parametrize("other", OTHERS)
def test_another_page_is_all_in_korean(app: AppTest, other: str) -> None:
    assert left_in_english(opened(app, other)) == []


@pytest.mark.parametrize("preset", PRESETS)
def test_the_lab_is_all_in_korean_whatever_its_preset(app: AppTest, preset: str) -> None:
    assert left_in_english(opened(app, "lab", preset=preset)) == []


@pytest.mark.parametrize("view", ["distributions", "shift", "gradients", "scales", "images"])
def test_the_lab_is_all_in_korean_with_a_finished_run(app: AppTest, store: Store, view: str) -> None:
    experiment = Setup(width=8, steps=20).experiment()
    digits = sample()
    run = store.submit(experiment, digits.name, digits.fingerprint, ENGINE_VERSION, "cpu")
    claimed = store.claim(run_id=run.id)
    assert claimed is not None
    execute(store, claimed, lambda name: digits)
    assert left_in_english(opened(app, "lab", run=run.id, figures=view)) == []


def test_what_is_wrong_with_a_link_is_told_in_korean(app: AppTest) -> None:
    opened(app, "lab", depth="99", activation="cubic", batch_size="1", device="x", run="none", nonsense="1")
    assert app.warning or app.error
    assert left_in_english(app) == []


def test_english_is_noticed() -> None:
    assert english_in("배치 정규화 The networks learn to read 숫자") == ["The networks learn to read"]
    assert english_in("**Ioffe and Szegedy** $a b c d$ `no BN at all` (no BN at all)") == []
