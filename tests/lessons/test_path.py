"""The path has every section of every lesson once, says why, and leads from each lesson to the next."""

from __future__ import annotations

import pytest

from bnviz.lessons.path import ORDER, TRYING, WORDS_A_MINUTE, about, after, lesson, minutes, path, sections
from bnviz.lessons.prose import prose
from bnviz.lessons.section import section

from .test_section import FILES


def test_every_section_is_on_the_path_once() -> None:
    places = [section.place for section in sections()]
    assert sorted(places) == sorted(f"{file.parent.name}/{file.stem}" for file in FILES)
    assert len(set(places)) == len(places)


def test_every_lesson_is_told_with_its_title_its_question_and_why_it_has_its_place() -> None:
    for each in path():
        assert each.title
        assert each.question.endswith("?")
        assert each.why.endswith(".")


def test_what_is_told_is_told_of_lessons_on_the_path_alone() -> None:
    assert prose("path").count("\n## ") == len(ORDER)


def test_one_lesson_leads_to_the_next() -> None:
    names = [next(iter(ORDER))]
    while following := after(names[-1]):
        names.append(following.name)
    assert names == list(ORDER)


def test_a_lesson_that_is_not_on_the_path_is_no_lesson() -> None:
    with pytest.raises(KeyError):
        lesson("views")


def test_minutes_are_those_that_the_page_explains() -> None:
    shown = section("why", "shift")
    words = len(prose("why/shift").split())
    assert shown.words == words
    assert (
        (minutes(shown) - TRYING - 1) * WORDS_A_MINUTE < words <= (minutes(shown) - TRYING) * WORDS_A_MINUTE
    )
    assert f"at {WORDS_A_MINUTE} a minute, and {TRYING} minutes" in about()
