"""What is said in a language: from its folder's catalogue, at the moment it is said."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from bnviz.language import LANGUAGES, N_, _, ask, catalogue, language, nearest, ngettext, own_name, speaking
from bnviz.language.catalogue import translations

CATALOGUE = """
msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

msgid "step {step:,}"
msgstr "Schritt {step:,}"

msgid "{count} run"
msgid_plural "{count} runs"
msgstr[0] "{count} Lauf"
msgstr[1] "{count} Läufe"
"""


@pytest.fixture
def german(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A third language, which is one folder."""
    (tmp_path / "de").mkdir()
    (tmp_path / "de" / "interface.po").write_text(CATALOGUE, encoding="utf-8")
    monkeypatch.setattr(catalogue, "TEXT", tmp_path)
    translations.cache_clear()
    yield
    translations.cache_clear()


@pytest.mark.usefixtures("german")
def test_a_sentence_is_translated_where_it_is_said() -> None:
    marked = N_("step {step:,}")
    assert marked == _(marked) == "step {step:,}"
    with speaking("de"):
        assert _(marked).format(step=1000) == "Schritt 1,000"
        assert [ngettext("{count} run", "{count} runs", count) for count in (1, 2)] == [
            "{count} Lauf",
            "{count} Läufe",
        ]
        with speaking("en"):
            assert (_(marked), ngettext("run", "runs", 2)) == (marked, "runs")
        assert language() == "de"
    assert language() == "en"


@pytest.mark.usefixtures("german")
def test_what_the_catalogue_does_not_have_is_said_in_english() -> None:
    with speaking("de"):
        assert _("nothing of the kind") == "nothing of the kind"
        assert _("") == ""  # and not the catalogue's header


def test_outside_of_a_block_it_is_the_readers_language(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bnviz.language.spoken._readers", [])
    ask(lambda: "ko")
    assert language() == "ko"
    with speaking("en"):
        assert language() == "en"


def test_another_thread_speaks_for_itself() -> None:
    with speaking("ko"), ThreadPoolExecutor(1) as others:
        assert others.submit(language).result() == "en"


@pytest.mark.parametrize(
    ("wish", "found"),
    [("ko-KR", "ko"), ("ko", "ko"), ("en-GB", "en"), ("tlh", "en"), ("", "en"), (None, "en")],
)
def test_a_browser_gets_the_language_nearest_to_its_wish(wish: str | None, found: str) -> None:
    assert nearest(wish) == found


def test_each_language_says_its_own_name() -> None:
    assert {code: own_name(code) for code in LANGUAGES} == {"en": "English", "ko": "한국어"}
