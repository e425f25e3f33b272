"""The mini-batch that a visitor makes: read from text, and checked."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from types import MappingProxyType

from bnviz.fields import harmless
from bnviz.language import N_, _, ngettext
from bnviz.lessons.by_hand.numbers import GIVEN_DIGITS, given

LEAST, MOST = 2, 12
LARGEST = 1e6

EXAMPLES: Mapping[str, tuple[float, ...]] = MappingProxyType(
    {
        N_("Four values"): (2.0, 4.0, 6.0, 9.0),
        N_("All the same"): (5.0, 5.0, 5.0, 5.0),
        N_("Two values"): (3.0, 10.0),
        N_("One outlier"): (1.0, 2.0, 3.0, 2.0, 1.0, 60.0),
    }
)
"""Ready-made mini-batches, the first of which is there at the start."""

_GRADIENTS = (1.0, -2.0, 0.5, 3.0, -1.0, 0.25, 2.0, -0.5, 1.5, -3.0, 0.75, -1.25)
_BETWEEN = re.compile(r"[\s,;]+")


def values_of(text: str, field: str) -> tuple[float, ...]:
    """The numbers in a text, apart by commas, semicolons, spaces, tabs or lines; six digits of each.

    Args:
        text: from outside.
        field: what is read, for the complaint, in the reader's words.

    Raises:
        ValueError: if a word is no number, or one is too large, or there are too few or too many: a sentence
            that names the field, the value and what is allowed.
    """
    values = _numbers(text, field)
    if not LEAST <= len(values) <= MOST:
        told = _("{field}: {count}; a mini-batch has {least} to {most} here.")
        raise ValueError(told.format(field=field, count=_count(values), least=LEAST, most=MOST))
    return values


def gradients_of(text: str, field: str, count: int) -> tuple[float, ...]:
    """Likewise the gradients that come back to so many examples.

    Raises:
        ValueError: likewise, or if there are more or fewer.
    """
    values = _numbers(text, field)
    if len(values) != count:
        told = _("{field}: {count}; the mini-batch has {wanted}, and each needs one.")
        raise ValueError(told.format(field=field, count=_count(values), wanted=count))
    return values


def some_gradients(count: int) -> tuple[float, ...]:
    """Gradients to start with, one for each of 2 to 12 examples."""
    return _GRADIENTS[:count]


def as_text(values: Iterable[float]) -> str:
    """Values as a visitor would type them."""
    return ", ".join(map(given, map(rounded, values)))


def rounded(value: float) -> float:
    """A number with six significant digits, so that all of it can be written out."""
    return float(f"{value:.{GIVEN_DIGITS}g}") + 0.0  # −0 becomes 0


def _numbers(text: str, field: str) -> tuple[float, ...]:
    return tuple(_number(word, field) for word in _BETWEEN.split(text.strip()) if word)


def _count(values: tuple[float, ...]) -> str:
    return ngettext("{count} value", "{count} values", len(values)).format(count=len(values))


def _number(word: str, field: str) -> float:
    try:
        value = float(_typed(word))
    except ValueError:
        value = math.nan
    if "_" in word or not math.isfinite(value):
        told = _('{field}: "{word}" is no number; write for instance 2, −0.5 or 1e-3.')
        raise ValueError(told.format(field=field, word=harmless(word)))
    if abs(value) > LARGEST:
        told = _("{field}: {value} is too large; from {least} to {most} is allowed.")
        raise ValueError(
            told.format(field=field, value=given(value), least=given(-LARGEST), most=given(LARGEST))
        )
    return rounded(value)


_POWERS = str.maketrans("−⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "--0123456789")


def _typed(word: str) -> str:
    """A number as programs write it: this app's own way of writing is read too."""
    return word.replace("·10", "e").translate(_POWERS)
