"""A figure: something measured, and the target it is held to."""

from __future__ import annotations

from dataclasses import dataclass

ANSWERS = {True: "yes", False: "no", None: ""}
HEADER = ("figure", "measured", "target", "met", "behind it")


@dataclass(frozen=True)
class Figure:
    """One line of the table.

    Attributes:
        what: what was measured.
        value: the result; None for what this machine cannot measure.
        target: the bound it is held to; None for what is told for comparison only.
        at_least: whether the value must be at least the target, or else at most.
        form: how both are written, a format string.
        behind: the absolute numbers behind it.
    """

    what: str
    value: float | None
    target: float | None
    at_least: bool
    form: str
    behind: str

    @property
    def met(self) -> bool | None:
        """Whether the value keeps to the target, if there are both."""
        if self.target is None or self.value is None:
            return None
        return self.value >= self.target if self.at_least else self.value <= self.target

    def row(self) -> tuple[str, ...]:
        """The columns of HEADER, as text."""
        bound = "≥ " if self.at_least else "≤ "
        target = "" if self.target is None else bound + self.form.format(self.target)
        measured = "not measured here" if self.value is None else self.form.format(self.value)
        return self.what, measured, target, ANSWERS[self.met], self.behind
