"""Reading the written-out arithmetic: whether both sides of an equals sign are the same number."""

from __future__ import annotations

import math
import re

from bnviz.lessons.test_time.tex import NEW_LINE

_REWRITTEN = (
    (r"\\t?frac\{([^{}]*(?:\{[^{}]*\}[^{}]*)*)\}\{((?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*)\}", r"((\1)/(\2))"),
    (r"\\tfrac1\{?(\d+)\}?", r"(1/\1)*"),
    (r"\\sqrt\{((?:[^{}]|\{[^{}]*\})*)\}", r"(\1)**0.5"),
    (r"10\^\{(-?\d+)\}", r"10.0**(\1)"),
    (r"\\cdot", "*"),
    (r"\\quad|\{\}|&", " "),
    (r"\)\s*\(", ")*("),
    (r"\*\s*\*(?!\*)(?=\s)", "*"),
)


def equations(text: str) -> list[list[float]]:
    """The numbers that are said to be equal, for each left side; symbols among them are left out."""
    inside = re.sub(r"\\(begin|end)\{aligned\}", "", text)
    joined = re.sub(re.escape(NEW_LINE) + r"&(?!=)\\quad", " ", inside)
    chains: list[str] = []
    for line in joined.split(NEW_LINE):
        if line.startswith("&="):
            chains[-1] += line[1:]
        else:
            chains.append(line)
    return [[value for part in _sides(chain) if (value := _number(part)) is not None] for chain in chains]


def agree(one: float, other: float) -> bool:
    """Whether two results of shown numbers are equal to what four digits can tell."""
    return math.isclose(one, other, rel_tol=2e-3, abs_tol=2e-3)


def _sides(chain: str) -> list[str]:
    return re.split(r"=|\\leftarrow", chain)


def _number(part: str) -> float | None:
    for pattern, new in _REWRITTEN:
        part = re.sub(pattern, new, part)
    if re.search(r"[^\d\s.+\-*/()e]", part) or not part.strip():
        return None
    return float(eval(part))  # digits and operators only
