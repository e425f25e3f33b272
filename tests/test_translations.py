"""Every translation is whole and new: a sentence that is missing, stale or bent out of shape is named here.

`scripts/translations` brings the catalogues up to date, and notes which prose is; see docs/translating.md.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir, extract_from_file
from babel.messages.pofile import read_po

from bnviz.language import ENGLISH, LANGUAGES

PROJECT = Path(__file__).parent.parent
TEXT = PROJECT / "bnviz" / "lessons" / "text"
PROSE = sorted(file.relative_to(TEXT / ENGLISH).as_posix() for file in (TEXT / ENGLISH).glob("**/*.md"))
OTHERS = [code for code in LANGUAGES if code != ENGLISH]
SHOWN_WHOLE = ("glossary.md", "measured.md", "host.md", "export.md")  # whose headings are for the reader

FORMULA = re.compile(r"\$\$.+?\$\$|\$[^$\n]+?\$", re.DOTALL)
PLACE = re.compile(r"(?<![\\\w^{])\{[a-z_]\w*(?:[:!][^{}]*)?\}(?!\})")
"""A place for a value; LaTeX has braces too, after a command or a sign."""
UNCLOSED = re.compile(r"[^\w\s*}]\*\*(?=[가-힣])")
"""What Markdown does not take for the end of bold text: a mark, the asterisks and at once a letter."""

every_language = pytest.mark.parametrize("code", OTHERS)
every_prose = pytest.mark.parametrize("name", PROSE)


def said() -> set[str | tuple[str, ...]]:
    """All sentences that the code marks."""
    found = [*extract_from_dir(str(PROJECT / "bnviz")), *extract_from_dir(str(PROJECT / "pages"))]
    alone = extract_from_file("python", str(PROJECT / "frame.py"))
    return {message for _, _, message, *_ in found} | {message for _, message, *_ in alone}


def catalogue(code: str) -> Catalog:
    with (TEXT / code / "interface.po").open("rb") as file:
        return read_po(file, locale=code)


def messages(code: str) -> Iterator[Message]:
    return (message for message in catalogue(code) if message.id)


def forms(message: Message) -> list[str]:
    return [message.string] if isinstance(message.string, str) else list(message.string)


def original(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[-1]


def places(text: str) -> Counter[str]:
    """The places for values, with how these are written."""
    return Counter(PLACE.findall(text))


@every_language
def test_all_that_the_code_says_is_translated_and_nothing_else(code: str) -> None:
    known = {message.id if isinstance(message.id, str) else tuple(message.id) for message in messages(code)}
    assert sorted(map(str, said() - known)) == []
    assert sorted(map(str, known - said())) == []
    assert [message.id for message in messages(code) if message.fuzzy or not all(forms(message))] == []
    assert not catalogue(code).obsolete


@every_language
def test_a_translation_has_the_places_formulas_and_signs_of_its_original(code: str) -> None:
    for message in messages(code):
        for form in forms(message):
            assert places(form) == places(original(message)), form
            assert form.count("$") == original(message).count("$"), form
            assert form.count("**") % 2 == 0, form
            assert re.findall(r":material/\w+:", form) == re.findall(r":material/\w+:", original(message))
            assert not UNCLOSED.search(form), form


def test_a_sentence_without_its_translation_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("test_translations.said", lambda: {"Only this sentence."})
    with pytest.raises(AssertionError, match=r"Only this sentence\."):
        test_all_that_the_code_says_is_translated_and_nothing_else(OTHERS[0])


@every_language
def test_all_prose_is_translated_and_nothing_else(code: str) -> None:
    assert sorted(file.relative_to(TEXT / code).as_posix() for file in (TEXT / code).glob("**/*.md")) == PROSE


@every_language
@every_prose
def test_prose_was_translated_from_what_it_says_now(code: str, name: str) -> None:
    lines = (TEXT / code / "translated.sha256").read_text(encoding="utf-8").splitlines()
    noted = {file: digest for digest, file in (line.split() for line in lines)}
    assert noted[name] == hashlib.sha256((TEXT / ENGLISH / name).read_bytes()).hexdigest()


@every_language
@every_prose
def test_prose_has_the_form_of_its_original(code: str, name: str) -> None:
    here, there = (parts((TEXT / each / name).read_text(encoding="utf-8")) for each in (code, ENGLISH))
    if name not in SHOWN_WHOLE:
        assert names(here) == names(there)
    assert [*map(form_of, here)] == [*map(form_of, there)]
    assert not UNCLOSED.search("".join(here))


def parts(text: str) -> list[str]:
    """What stands before the first level-2 heading, and what follows each."""
    return re.split(r"^## ", text, flags=re.MULTILINE)


def names(text: list[str]) -> list[str]:
    """The headings, which are the program's names for what follows."""
    return [part.partition("\n")[0] for part in text[1:]]


def form_of(part: str) -> dict[str, object]:
    """What a translation keeps as it is."""
    formulas = [" ".join(each.split()) for each in FORMULA.findall(part)]
    return {
        "options": re.findall(r"^- \[[ x]\]", part, re.MULTILINE),
        "slots": Counter(re.findall(r"\[\[\w+\]\]", part)) + places(FORMULA.sub("", part)),
        "formulas": Counter(each for each in formulas if r"\text" not in each),
        "links": Counter(re.findall(r"\]\(([^)]+)\)", part)),
        "headings": len(re.findall(r"^#+ ", part, re.MULTILINE)),
        "table rows": part.count("\n|"),
    }
