"""Every symbol of Batch Normalization: how the paper writes it, and what it is."""

from __future__ import annotations

from dataclasses import dataclass

from bnviz.language import N_
from bnviz.lessons.formulas.notation import INDEX, fraction, letter


@dataclass(frozen=True)
class Symbol:
    """A quantity with a name; put into a template, it is a field.

    Attributes:
        name: how code calls it.
        glyph: how the paper writes it: a template in which only the index i is a field.
        about: what it is, in a few plain words, in English.
        constant: whether it is given once and for all, and no formula's result.
    """

    name: str
    glyph: str
    about: str
    constant: bool = False

    def __str__(self) -> str:
        return f"{{{self.name}}}"


def _upright(text: str) -> str:
    return f'<mi mathvariant="normal">{text}</mi>'


def _of_image(base: str) -> str:
    return f"<msub>{base}{INDEX}</msub>"


def _square_brackets(inside: str) -> str:
    return f'<mo form="prefix" stretchy="false">[</mo>{inside}<mo form="postfix" stretchy="false">]</mo>'


def _gradient(glyph: str) -> str:
    """∂ℓ/∂ of something."""
    change = '<mo form="prefix" lspace="0" rspace="0">∂</mo>'
    return fraction(change + letter("ℓ"), change + glyph)


BATCH = _upright("ℬ")
_HAT = f'<mover accent="true">{letter("x")}<mo stretchy="false">^</mo></mover>'


def over_batches(inside: str) -> str:
    """The mean of something over many mini-batches: E_ℬ[…]."""
    return f"<msub>{_upright('E')}{BATCH}</msub>{_square_brackets(inside)}"


M = Symbol("m", letter("m"), N_("how many images the mini-batch has"), constant=True)
EPSILON = Symbol(
    "epsilon", letter("ϵ"), N_("a small constant, so that nothing is divided by 0"), constant=True
)

X = Symbol("x", _of_image(letter("x")), N_("the unit's Wu for image i, not yet normalised"))
GAMMA = Symbol("gamma", letter("γ"), N_("the scale, which the network learns"))
BETA = Symbol("beta", letter("β"), N_("the shift, which the network learns; it takes the bias's role"))

MU = Symbol("mu", f"<msub>{letter('μ')}{BATCH}</msub>", N_("mean of the unit's inputs over the mini-batch"))
VARIANCE = Symbol(
    "variance",
    f"<msubsup>{letter('σ')}{BATCH}<mn>2</mn></msubsup>",
    N_("variance of the unit's inputs over the mini-batch"),
)
NORMALISED = Symbol(
    "normalised",
    _of_image(_HAT),
    N_("the normalised input: over the mini-batch its mean is 0 and its variance 1, but for ϵ"),
)
OUTPUT = Symbol("output", _of_image(letter("y")), N_("what training hands to the nonlinearity"))

RUNNING_MEAN = Symbol(
    "running_mean",
    _upright("E") + _square_brackets(letter("x")),
    N_("mean over many mini-batches; kept as a running mean, which each of them moves a tenth of the way"),
)
RUNNING_VARIANCE = Symbol(
    "running_variance",
    letter("Var") + _square_brackets(letter("x")),
    N_("variance over many mini-batches; kept as a running variance, likewise"),
)
SCALE = Symbol("scale", letter("a"), N_("the folded scale: all that test mode multiplies by"))
OFFSET = Symbol("offset", letter("b"), N_("the folded offset: all that test mode adds"))
TEST_OUTPUT = Symbol(
    "test_output",
    f"<msubsup>{letter('y')}{INDEX}<mtext>test</mtext></msubsup>",
    N_("what test mode makes of the same input"),
)
GAP = Symbol(
    "gap",
    _of_image(letter("Δ")),
    N_("how far test mode is from training: little, if the running statistics are like the mini-batch's"),
)

TO_OUTPUT = Symbol(
    "to_output",
    _gradient(OUTPUT.glyph),
    N_("how the loss changes with the output for image i; comes back from the layers above"),
)
TO_NORMALISED = Symbol(
    "to_normalised", _gradient(NORMALISED.glyph), N_("how the loss changes with the normalised input")
)
TO_VARIANCE = Symbol(
    "to_variance",
    _gradient(VARIANCE.glyph),
    N_("how the loss changes with the variance, through all images at once"),
)
TO_MU = Symbol(
    "to_mu", _gradient(MU.glyph), N_("how the loss changes with the mean, through all images at once")
)
TO_X = Symbol(
    "to_x",
    _gradient(X.glyph),
    N_("how the loss changes with the input; goes on to the weights and the layers below"),
)
TO_GAMMA = Symbol("to_gamma", _gradient(GAMMA.glyph), N_("how the loss changes with γ: what moves γ"))
TO_BETA = Symbol("to_beta", _gradient(BETA.glyph), N_("how the loss changes with β: what moves β"))

SYMBOLS = {symbol.name: symbol for symbol in list(globals().values()) if isinstance(symbol, Symbol)}
"""All of them, by name."""
