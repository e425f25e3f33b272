"""Reads LaTeX arithmetic back, so that what is shown can be done again."""

import math
import re


def number(latex: str) -> float:
    """The number that a piece of LaTeX without a letter stands for."""
    value = eval(_python(latex), {"__builtins__": {}, "sqrt": math.sqrt})
    return float(value)


def _python(latex: str) -> str:
    text = latex.replace(r"\big", "").replace(r"\quad", "").replace("&", "").replace(r"\\", "")
    text = re.sub(r"\\tfrac\{1\}\{(\d+)\}", r"1/\1*", text)
    text = re.sub(r"\\sqrt\{([^{}]*(?:\{[^{}]*\}[^{}]*)*)\}", r"sqrt(\1)", text)
    text = re.sub(r"\\frac\{(.*?)\}\{(.*)\}", r"(\1)/(\2)", text)
    text = re.sub(r"\^\{(-?\d+)\}", r"**(\1)", text).replace("^", "**")
    return text.replace(r"\cdot", "*").replace("10**", "10.0**").strip()


def sides(line: str) -> tuple[str, str]:
    """What stands between the first sign of equality and the last, and the result behind it."""
    body = line.removeprefix(r"\begin{aligned}").removesuffix(r"\end{aligned}").replace(r"\approx", "=")
    _, arithmetic, result = body.split("=")
    return arithmetic, result
