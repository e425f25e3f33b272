"""The formulas of the optimizers with the numbers of one update of one parameter, as LaTeX."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import NamedTuple

from bnviz.language import N_
from bnviz.lessons.by_hand.numbers import equals, given, in_brackets, latex, neat
from bnviz.lessons.by_hand.update import PARAMETERS, Learned
from bnviz.maths.optimizers import ADAM_DECAYS, MOMENTUM, RMSPROP_DECAY

OPTIMIZER_NAMES: Mapping[str, str] = MappingProxyType(
    {"sgd": "SGD", "momentum": N_("Momentum"), "rmsprop": "RMSprop", "adam": "Adam"}
)
_BETA_1, _BETA_2 = ADAM_DECAYS
_TINY = r"10^{-8}"


class Line(NamedTuple):
    """One line of a rule: what is computed, the rule, the rule with numbers, and the result."""

    name: str
    rule: str
    numbers: str
    result: float

    @property
    def latex(self) -> str:
        """For instance "v ← 0.9 v + g", and below it "= 0.9 · 0 + 0.25 = 0.25": a phone has room for each."""
        arithmetic = f"{self.numbers} {equals(self.result)} {_n(self.result)}"
        return rf"{self.name} &\leftarrow {self.rule} \\ &= {arithmetic}"


class Step(NamedTuple):
    """One update of one parameter: θ, g, v and s before it, v and s after it, θ after it; η, and t."""

    theta: str
    value: float
    gradient: float
    first: tuple[float, float]
    second: tuple[float, float]
    after: float
    rate: float
    number: int


def step_of(before: Learned, after: Learned, parameter: int, rate: float) -> Step:
    """The numbers of the update from one moment to the next, of a place in `PARAMETERS`."""
    return Step(
        PARAMETERS[parameter],
        float(before.parameters[parameter]),
        float(before.gradient[parameter]),
        (float(before.moments.first[parameter]), float(after.moments.first[parameter])),
        (float(before.moments.second[parameter]), float(after.moments.second[parameter])),
        float(after.parameters[parameter]),
        rate,
        after.moments.step,
    )


def lines(optimizer: str, step: Step) -> list[Line]:
    """The lines of an optimizer's rule, the last of which gives the parameter's new value."""
    return _LINES[optimizer](step)


def board(optimizer: str, step: Step) -> str:
    """These lines below each other, aligned; as LaTeX."""
    rows = r" \\[4pt] ".join(line.latex for line in lines(optimizer, step))
    return rf"\begin{{aligned}} {rows} \end{{aligned}}"


def _sgd(step: Step) -> list[Line]:
    return [_move(step, "g", _n(step.gradient))]


def _momentum(step: Step) -> list[Line]:
    before, after = step.first
    decay = f"{MOMENTUM:g}"
    velocity = Line("v", f"{decay}\\,v + g", f"{_product(decay, before)} + {_b(step.gradient)}", after)
    return [velocity, _move(step, "v", _n(after))]


def _rmsprop(step: Step) -> list[Line]:
    square = _second(step, RMSPROP_DECAY, f"{RMSPROP_DECAY:g}", f"{1 - RMSPROP_DECAY:.2g}")
    rule = rf"\frac{{g}}{{\sqrt{{s}} + {_TINY}}}"
    numbers = rf"\frac{{{_n(step.gradient)}}}{{\sqrt{{{_n(step.second[1])}}} + {_TINY}}}"
    return [square, _move(step, rule, numbers)]


def _adam(step: Step) -> list[Line]:
    before, after = step.first
    first = Line(
        "v",
        r"\beta_1 v + (1 - \beta_1)\,g",
        f"{_product(f'{_BETA_1:g}', before)} + {_product(f'{1 - _BETA_1:.2g}', step.gradient)}",
        after,
    )
    square = _second(step, _BETA_2, r"\beta_2", r"(1 - \beta_2)")
    v = _corrected("v", r"\beta_1", _BETA_1, after, step.number)
    s = _corrected("s", r"\beta_2", _BETA_2, step.second[1], step.number)
    rule = rf"\frac{{\hat{{v}}}}{{\sqrt{{\hat{{s}}}} + {_TINY}}}"
    numbers = rf"\frac{{{_n(v.result)}}}{{\sqrt{{{_n(s.result)}}} + {_TINY}}}"
    return [first, square, v, s, _move(step, rule, numbers)]


_LINES: Mapping[str, Callable[[Step], list[Line]]] = MappingProxyType(
    {"sgd": _sgd, "momentum": _momentum, "rmsprop": _rmsprop, "adam": _adam}
)


def _second(step: Step, decay: float, kept: str, new: str) -> Line:
    """s, the mean of the squared gradients so far."""
    before, after = step.second
    squared = rf"{1 - decay:.3g} \cdot ({_n(step.gradient)})^2"
    return Line("s", rf"{kept}\,s + {new}\,g^2", f"{_product(f'{decay:g}', before)} + {squared}", after)


def _corrected(name: str, letter: str, decay: float, value: float, number: int) -> Line:
    """What the start from 0 took away is given back."""
    rule = rf"\frac{{{name}}}{{1 - {letter}^t}}"
    numbers = rf"\frac{{{_n(value)}}}{{1 - {decay:g}^{{{number}}}}}"
    return Line(rf"\hat{{{name}}}", rule, numbers, value / (1 - decay**number))


def _move(step: Step, rule: str, numbers: str) -> Line:
    rate = latex(given(step.rate))
    factor = in_brackets(numbers)
    return Line(
        step.theta, rf"{step.theta} - \eta\,{rule}", rf"{_n(step.value)} - {rate} \cdot {factor}", step.after
    )


def _product(factor: str, value: float) -> str:
    return rf"{factor} \cdot {_b(value)}"


def _n(value: float) -> str:
    return latex(neat(value))


def _b(value: float) -> str:
    return in_brackets(_n(value))
