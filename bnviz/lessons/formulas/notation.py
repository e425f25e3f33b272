"""Mathematics as templates, each of which becomes MathML twice: as the paper writes it, and with numbers.

A template is MathML in which a symbol stands as a field, `{mu}`; the functions below put it together.
Written, a field becomes the symbol's glyph. With numbers it becomes a *slot*, an element that waits for the
text of its number: the slot `mu`, or `(mu)` behind an operator, where a negative number needs brackets.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

WAITING = "…"
"""What stands in a slot before there is a number."""
BREAK = "\n"
"""Where a long formula may go on in the next line; inside of an element it has no effect."""
NUMBERS_BREAK = "{break}"
"""The same for the numbers alone, which need more room than letters."""
INDEX = "{i}"
"""The i of a symbol's glyph; with numbers, which image it is."""


def operator(sign: str) -> str:
    """A sign between two things, with the same room on both sides even at the start of a line."""
    return f'<mo form="infix">{sign}</mo>'


PLUS, MINUS, EQUALS, BECOMES, ABOUT = map(operator, "+−=←≈")
DOT, TIMES = "{dot}", "{times}"
"""A product written with a dot and one written without; numbers, which have dots of their own, get a ×."""


def letter(text: str) -> str:
    """A letter, or a word of letters."""
    return f"<mi>{text}</mi>"


def number(text: str) -> str:
    """A number that belongs to the formula."""
    return f"<mn>{text}</mn>"


def fraction(numerator: str, denominator: str) -> str:
    """One over the other."""
    return f"<mfrac><mrow>{numerator}</mrow><mrow>{denominator}</mrow></mfrac>"


def root(inside: str) -> str:
    """A square root."""
    return f"<msqrt>{inside}</msqrt>"


def power(base: str, exponent: str) -> str:
    """A base with its exponent."""
    return f"<msup><mrow>{base}</mrow><mrow>{exponent}</mrow></msup>"


def brackets(inside: str) -> str:
    """Round brackets that grow with what they hold."""
    return f'<mrow><mo form="prefix">(</mo>{inside}<mo form="postfix">)</mo></mrow>'


def long_brackets(*parts: str) -> str:
    """Brackets around what may go on in the next line after each part."""
    return f'<mo form="prefix">(</mo>{BREAK.join(parts)}<mo form="postfix">)</mo>'


def total(term: str) -> str:
    """The sum of a term over the mini-batch; with numbers, the term of image i among the others."""
    return f"{{sum}}{term}{{others}}"


def factored_total(factor: str, term: str) -> str:
    """A factor times the sum of a term, which the paper writes without brackets around the sum."""
    return f"{factor}{{times}}{{open}}{total(term)}{{close}}"


_OTHERS = number("⋯")
_WRITTEN = {
    "break": "",
    "dot": operator("·"),
    "times": "",
    "sum": "<munderover><mo>∑</mo><mrow><mi>i</mi><mo>=</mo><mn>1</mn></mrow><mi>m</mi></munderover>",
    "others": "",
    "open": "",
    "close": "",
}
_IN_NUMBERS = {
    "break": BREAK,
    "dot": operator("×"),
    "times": operator("×"),
    "sum": f"{_OTHERS}{PLUS}{BREAK}",
    "others": f"{BREAK}{PLUS}{_OTHERS}",
    "open": '<mo form="prefix">(</mo>',
    "close": '<mo form="postfix">)</mo>',
}
_FIELD = re.compile(r"\{(\w+)\}")
_BEHIND = r'(?P<operator><mo form="infix">.</mo>\n?)'
_SLOT = re.compile(_BEHIND + r"?\{(?P<name>\w+)\}")
_NEGATIVE = re.compile(_BEHIND + r"<mn>(?P<number>−.+?)</mn>")


def symbols(template: str) -> tuple[str, ...]:
    """The names of the symbols in a template, each once, in the order they are met."""
    return tuple(dict.fromkeys(name for name in _FIELD.findall(template) if name not in _WRITTEN))


def written(template: str, glyphs: Mapping[str, str]) -> str:
    """The template as MathML, with `glyphs` for its symbols."""
    return _FIELD.sub(lambda field: (_WRITTEN | {**glyphs})[field[1]], template)


def in_numbers(template: str) -> str:
    """The template as MathML, with slots for its symbols."""
    mathml = _FIELD.sub(lambda field: _IN_NUMBERS.get(field[1], field[0]), template)
    mathml = _NEGATIVE.sub(r"\g<operator><mn>(\g<number>)</mn>", mathml)
    return _SLOT.sub(lambda found: _slot(found["operator"] or "", found["name"]), mathml)


def pieces(mathml: str) -> list[str]:
    """MathML in the pieces that must each stay on one line."""
    found = [""]
    for part in mathml.split(BREAK):
        if _is_whole(found[-1]):
            found.append(part)
        else:
            found[-1] += part
    return found[1:]


def _is_whole(mathml: str) -> bool:
    return len(re.findall("<[^/]", mathml)) == mathml.count("</")


def _slot(before: str, name: str) -> str:
    return f"{before}{slot(name, f'({name})' if before else name)}"


def slot(name: str, key: str) -> str:
    """A place for a number of the symbol `name`; `key` is the text it waits for."""
    return f'<mn data-symbol="{name}" data-slot="{key}">{WAITING}</mn>'
