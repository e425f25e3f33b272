"""A formula and a sheet of formulas, and how the symbols depend on each other."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from bnviz.lessons.formulas.notation import symbols
from bnviz.lessons.formulas.symbols import SYMBOLS, Symbol


@dataclass(frozen=True)
class Formula:
    """One line of an algorithm.

    Attributes:
        left: the symbol it gives a value.
        right: how the paper writes that value, a template.
        comment: what the line does.
        worked: a template for the numbers where they are worked out in another way than `right`; "" shows
            the result alone.
        has_numbers: whether the network at hand does what the line says, so that it has numbers.
    """

    left: Symbol
    right: str
    comment: str
    worked: str | None = None
    has_numbers: bool = True

    @property
    def arithmetic(self) -> str:
        """The template to be shown with numbers."""
        return self.right if self.worked is None else self.worked

    @property
    def uses(self) -> tuple[Symbol, ...]:
        """The symbols on the right, its own left side apart."""
        names = dict.fromkeys((*symbols(self.right), *symbols(self.arithmetic)))
        return tuple(SYMBOLS[name] for name in names if name != self.left.name)


@dataclass(frozen=True)
class Given:
    """What a sheet starts from: "Input: values of x over a mini-batch", and the symbols that say it."""

    title: str
    words: str
    symbols: tuple[Symbol, ...]


@dataclass(frozen=True)
class Sheet:
    """Formulas that belong together.

    Attributes:
        name: what the paper calls them.
        purpose: what they are for, in a word or two.
        caption: what they are, in a sentence.
        given: what they start from.
        formulas: in the order they are worked out.
        commented: whether the formulas' comments stand beside them, as the paper has it in its algorithms.
    """

    name: str
    purpose: str
    caption: str
    given: tuple[Given, ...]
    formulas: tuple[Formula, ...]
    commented: bool = True


def sources(symbol: Symbol, formulas: Iterable[Formula]) -> tuple[Symbol, ...]:
    """What a symbol is worked out from, constants apart."""
    found = [used for formula in formulas if formula.left == symbol for used in formula.uses]
    return tuple(dict.fromkeys(used for used in found if not used.constant))


def destinations(symbol: Symbol, formulas: Iterable[Formula]) -> tuple[Symbol, ...]:
    """What is worked out from a symbol."""
    return tuple(dict.fromkeys(formula.left for formula in formulas if symbol in formula.uses))
