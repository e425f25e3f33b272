"""Sections of lessons: the form of their files, and that every file keeps it."""

from pathlib import Path

import pytest

import bnviz.lessons
from bnviz.lessons import section as module
from bnviz.lessons.section import section

TEXT = Path(bnviz.lessons.__file__).parent / "text"
LESSONS = sorted({file.parent.name for file in (TEXT / "en").glob("*/*.md")} - {"views"})
FILES = [file for lesson in LESSONS for file in sorted((TEXT / "en" / lesson).glob("*.md"))]

FILE = """# Two batches

#### Why two?

Because of **x**.

## predict
Which one,
do you think?

- [ ] The first
- [x] The second
  It is later.
  Much later.

## own part
μ is [[mean]], twice [[mean]], of [[count]] values.

## check
Sure?
- [x] Yes
  Good.
- [ ] No

## check
Quite sure?
- [ ] Yes
- [x] No

## sources
Seed 003
"""


@pytest.fixture
def text(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """The file that is read, which a test may change."""
    shown = {"file": FILE}
    monkeypatch.setattr(module, "prose", lambda name, spoken: shown["file"])
    return shown


def test_a_file_is_taken_apart(text: dict[str, str]) -> None:
    read = section("lesson", "name")
    assert (read.title, read.question) == ("Two batches", "#### Why two?\n\nBecause of **x**.")
    assert read.parts.keys() == {"own part", "sources"}
    assert read.prediction is not None
    assert read.prediction.text == "Which one,\ndo you think?"
    assert [(option.text, option.right) for option in read.prediction.options] == [
        ("The first", False),
        ("The second", True),
    ]
    assert [option.explanation for option in read.prediction.options] == ["", "It is later. Much later."]
    assert [check.text for check in read.checks] == ["Sure?", "Quite sure?"]


def test_numbers_stand_in_their_places(text: dict[str, str]) -> None:
    said = section("lesson", "name").say("own part", mean="2.5", count=4)
    assert said == "μ is 2.5, twice 2.5, of 4 values."


def test_a_number_that_is_missing_is_noticed(text: dict[str, str]) -> None:
    with pytest.raises(KeyError, match="count"):
        section("lesson", "name").say("own part", mean="2.5")


def test_an_experiment_alone_may_know_the_answer(text: dict[str, str]) -> None:
    text["file"] = FILE.replace("[x] The", "[ ] The")
    read = section("lesson", "name")
    assert read.prediction is not None
    assert not read.prediction.has_answer
    assert all(check.has_answer for check in read.checks)


@pytest.mark.parametrize(
    ("change", "complaint"),
    [(("# Two batches", "Two batches"), "a title"), (("- [ ] The first\n", ""), "1 options")],
)
def test_another_form_is_refused(text: dict[str, str], change: tuple[str, str], complaint: str) -> None:
    text["file"] = FILE.replace(*change)
    with pytest.raises(ValueError, match=complaint):
        section("lesson", "name")


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}-{file.stem}")
def test_every_section_has_all_that_a_lesson_needs(file: Path) -> None:
    read = section(file.parent.name, file.stem)
    assert read.question.startswith("#### ")
    assert read.prediction is not None
    assert {"see", "play", "sources"} <= read.parts.keys()
    assert "Seed" in read.parts["sources"] or "aper" in read.parts["sources"]
    for check in read.checks:
        assert sum(option.right for option in check.options) == 1
    for question in (read.prediction, *read.checks):
        assert all(option.explanation for option in question.options)


@pytest.mark.parametrize("lesson", LESSONS)
def test_every_lesson_has_questions_to_check_oneself_with(lesson: str) -> None:
    files = [file for file in FILES if file.parent.name == lesson]
    assert sum(len(section(lesson, file.stem).checks) for file in files) >= 2
