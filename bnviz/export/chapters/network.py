"""The networks: what their layers are made of, and the formulas of what is between them."""

from __future__ import annotations

from collections.abc import Mapping
from textwrap import indent
from types import MappingProxyType
from typing import NamedTuple

from bnviz.experiment import Activation, Architecture, Experiment, Normalization
from bnviz.experiment.maps import sides
from bnviz.export.chapters.arms import columns
from bnviz.export.chapters.chapter import Chapter, lines, worded
from bnviz.export.chapters.first_weights import first_weights
from bnviz.export.chapters.normalizations import FORMULAS, ghosts, normalization, normalizations
from bnviz.language import N_, _


class Kind(NamedTuple):
    """An architecture's code.

    Attributes:
        about: what a hidden layer is, in a few words.
        first: what comes before the hidden layers.
        each: the head of the loop over hidden layers.
        linear: the product of a hidden layer.
        norms: the class of each normalization.
        m: over what Batch Normalization takes its statistics.
        unit: the shape of one number for each unit.
    """

    about: str
    first: str
    each: str
    linear: str
    norms: Mapping[Normalization, str]
    m: str
    unit: str


KINDS: Mapping[Architecture, Kind] = MappingProxyType(
    {
        "dense": Kind(
            N_("Fully connected layers W u"),
            "",
            "for inputs, units in zip(SIZES, SIZES[1:])",
            'nn.Linear(inputs, units, bias=arm.normalization == "none")',
            {"batch": "BatchNorm1d(units)", "layer": "LayerNorm(units)"},
            N_("the m images of a mini-batch"),
            "y.shape[1]",
        ),
        "convolutional": Kind(
            N_("Convolutions W * u of 3 × 3 pixels"),
            "nn.Unflatten(1, (1, 28, 28))",
            "for inputs, units, stride in zip(MAPS, MAPS[1:], STRIDES)",
            'nn.Conv2d(inputs, units, 3, stride, padding=1, bias=arm.normalization == "none")',
            {"batch": "BatchNorm2d(units)", "layer": "GroupNorm(1, units)"},
            N_("all positions of a map in all images of a mini-batch"),
            "y.shape[1], 1, 1",
        ),
    }
)


class Nonlinearity(NamedTuple):
    """A module of torch.nn and the formula of what it does, as a comment and in LaTeX."""

    module: str
    formula: str
    tex: str


NONLINEARITIES: Mapping[Activation, Nonlinearity] = MappingProxyType(
    {
        "sigmoid": Nonlinearity("Sigmoid", "1 / (1 + e⁻ʸ)", r"\frac{1}{1 + e^{-y}}"),
        "tanh": Nonlinearity("Tanh", "(eʸ − e⁻ʸ) / (eʸ + e⁻ʸ)", r"\frac{e^y - e^{-y}}{e^y + e^{-y}}"),
        "relu": Nonlinearity("ReLU", "max(y, 0)", r"\max(y, 0)"),
        "leaky_relu": Nonlinearity("LeakyReLU", "max(y, 0.01 y)", r"\max(y, 0.01\,y)"),
        "gelu": Nonlinearity("GELU", N_("y Φ(y), Φ the normal distribution"), r"y\,\Phi(y)"),
        "identity": Nonlinearity("Identity", "y", "y"),
    }
)


NOISE = '''\
class Noise(nn.Module):
    """$about"""

    def __init__(self, n):
        super().__init__()
        self.n = n

    def forward(self, y):
        # $drawn
        m = torch.rand({unit}) - 0.5 + torch.rand_like(y) / 5 - 0.1
        s = torch.rand({unit}) / 4 + torch.randn_like(y) / 10
        return y + self.n * (s * y + m) if self.training else y


'''


def network(experiment: Experiment) -> Chapter:
    """The function that makes an arm's network, and the modules that torch.nn does not have."""
    used, kind = columns(experiment), KINDS[experiment.architecture]
    modules = ghosts() * ("ghost_batch" in used) + _noise(kind) * ("noise" in used)
    return Chapter(_words(experiment), modules + _function(experiment, used, kind))


def _noise(kind: Kind) -> str:
    return worded(
        NOISE.format(unit=kind.unit),
        about=_(
            "In training y becomes s y + m, at strength n drawn anew in each step (Santurkar et al. 2018)."
        ),
        drawn=_(
            "A unit draws μ ~ U(−n/2, n/2), σ ~ U(1, 1 + n/4); a value m ~ U(μ ± n/10), s ~ N(σ, (n/10)²)."
        ),
    )


def _function(experiment: Experiment, used: list[str], kind: Kind) -> str:
    nonlinearity, kinds = NONLINEARITIES[experiment.activation], normalizations(experiment)
    each = lines(
        f"layers.append({kind.linear})",
        *(normalization(name, kind.norms[name], _(kind.m), ghosts="ghost_batch" in used) for name in kinds),
        "layers.append(Noise(arm.noise))" if "noise" in used else "",
        f"layers.append(nn.{nonlinearity.module}())  # g(y) = {_(nonlinearity.formula)}",
        "layers.append(nn.Dropout(arm.dropout))" if "dropout" in used else "",
    )
    about = _("{layers}, then the arm's normalization or a bias, then the nonlinearity.")
    return lines(
        "def make_network(arm):",
        f'    """{about.format(layers=_(kind.about))}"""',
        f"    layers = [{kind.first}]",
        f"    {kind.each}:",
        indent(each, " " * 8),
        f"    network = nn.Sequential(*layers, {_last(experiment)})",
        indent(first_weights(experiment).code, "    "),
        "    return network",
    )


def _last(experiment: Experiment) -> str:
    if experiment.architecture == "dense":
        return "nn.Linear(units, 10)"
    return f"nn.Flatten(), nn.Linear(units * {sides(experiment.depth)[-1]}**2, 10)"


def _words(experiment: Experiment) -> str:
    kind, nonlinearity = KINDS[experiment.architecture], NONLINEARITIES[experiment.activation]
    about = _(
        "## The networks\n\n{layers}, then the arm's normalization or a bias, then the nonlinearity "
        "$g(y) = {formula}$. With a normalization there is no bias: $\\beta$ takes its role."
    )
    return "\n\n".join(
        [
            about.format(layers=_(kind.about), formula=nonlinearity.tex),
            *(_(FORMULAS[name].words).format(m=_(kind.m)) for name in normalizations(experiment)),
            first_weights(experiment).words,
        ]
    )
