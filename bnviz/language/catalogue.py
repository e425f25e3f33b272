"""The sentences of each language, whose folder in `bnviz/lessons/text` has its catalogue and its prose."""

from __future__ import annotations

from functools import cache
from gettext import GNUTranslations, NullTranslations
from importlib.resources import files
from io import BytesIO

from bnviz.language.spoken import ENGLISH, language

TEXT = files("bnviz") / "lessons" / "text"
CATALOGUE = "interface.po"


def N_(message: str) -> str:  # noqa: N802 - its name in every program with catalogues
    """The sentence itself, which is thereby known to the catalogues; `_` translates it where it is shown."""
    return message


def _(message: str) -> str:
    """The sentence in the language that is spoken now; the empty one stays empty."""
    spoken = language()
    return message if spoken == ENGLISH or not message else translations(spoken).gettext(message)


def ngettext(one: str, many: str, count: int) -> str:
    """One of two sentences, by the number of things they tell of, in the language that is spoken now."""
    return translations(language()).ngettext(one, many, count)


@cache
def translations(code: str) -> NullTranslations:
    """The catalogue of a language; English has none, as the code speaks it."""
    if code == ENGLISH:
        return NullTranslations()
    # Only now: English needs none of it.
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    compiled = BytesIO()
    write_mo(compiled, read_po(BytesIO((TEXT / code / CATALOGUE).read_bytes()), locale=code))
    compiled.seek(0)
    return GNUTranslations(compiled)


def own_name(code: str) -> str:
    """What a language calls itself: "한국어"."""
    from babel import Locale

    name: str = Locale.parse(code).get_display_name() or code
    return name[:1].upper() + name[1:]


def nearest(wish: str | None) -> str:
    """The language that suits a browser's wish best, such as "ko-KR"; English if none does."""
    from babel import negotiate_locale

    return negotiate_locale([wish or ENGLISH], LANGUAGES, sep="-") or ENGLISH


LANGUAGES = (ENGLISH, *sorted(folder.name for folder in TEXT.iterdir() if (folder / CATALOGUE).is_file()))
"""The codes of all languages, English first."""
