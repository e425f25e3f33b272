"""How every symbol is written in LaTeX, for pages of text."""

from __future__ import annotations

from bnviz.lessons.formulas.symbols import SYMBOLS

_QUANTITIES = {
    "m": "m",
    "epsilon": r"\epsilon",
    "x": "x_i",
    "gamma": r"\gamma",
    "beta": r"\beta",
    "mu": r"\mu_\mathcal{B}",
    "variance": r"\sigma^2_\mathcal{B}",
    "normalised": r"\hat{x}_i",
    "output": "y_i",
    "running_mean": r"\mathrm{E}[x]",
    "running_variance": r"\mathrm{Var}[x]",
    "scale": "a",
    "offset": "b",
    "test_output": r"y^\mathrm{test}_i",
    "gap": r"\Delta_i",
}


def tex(name: str) -> str:
    """A symbol in LaTeX; `to_x` is the gradient to x, ∂ℓ/∂x."""
    given = name.removeprefix("to_")
    return _QUANTITIES[name] if given == name else rf"\partial\ell/\partial {_QUANTITIES[given]}"


TEX = {name: tex(name) for name in SYMBOLS}
"""All of them, by name."""
