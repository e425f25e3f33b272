"""The first weights, drawn with numpy as the engine draws them: the same numbers for every arm."""

from __future__ import annotations

from collections.abc import Mapping
from textwrap import indent
from types import MappingProxyType
from typing import NamedTuple

from bnviz.experiment import Experiment
from bnviz.export.chapters.arms import columns
from bnviz.export.chapters.chapter import Chapter, lines, worded
from bnviz.language import N_, _


class Draw(NamedTuple):
    """How weights are drawn: in words, in LaTeX, and the code for `weight`, and `bias` where it is drawn."""

    about: str
    tex: str
    code: str


BIAS, NO_BIAS = "torch.tensor(bias).float()", "torch.zeros(len(weight))"
NORMAL = "weight = random.normal(0, {std}, layer.weight.shape)"
FAN_IN, READERS = "layer.weight[0].numel()", "layer.weight[:, 0].numel()"

DRAWS: Mapping[str, Draw] = MappingProxyType(
    {
        "gaussian": Draw("W ~ N(0, σ²), σ = {std}", r"W \sim N(0, \sigma^2),\ \sigma = {std}", NORMAL),
        "xavier": Draw(
            N_("W ~ N(0, 2 / (inputs + readers)) (Glorot & Bengio 2010)"),
            N_(r"W \sim N(0, 2 / (\mathrm{{inputs}} + \mathrm{{readers}}))"),
            f"std = math.sqrt(2 / ({FAN_IN} + {READERS}))\n" + NORMAL.format(std="std"),
        ),
        "he": Draw(
            N_("W ~ N(0, 2 / inputs) (He et al. 2015)"),
            N_(r"W \sim N(0, 2 / \mathrm{{inputs}})"),
            f"std = math.sqrt(2 / {FAN_IN})\n" + NORMAL.format(std="std"),
        ),
        "pytorch": Draw(
            N_("W, b ~ U(−1/√inputs, 1/√inputs), PyTorch's default"),
            N_(r"W, b \sim U(-1/\sqrt{{\mathrm{{inputs}}}}, 1/\sqrt{{\mathrm{{inputs}}}})"),
            f"bound = 1 / math.sqrt({FAN_IN})\n"
            "weight = random.uniform(-bound, bound, layer.weight.shape)\n"
            "bias = random.uniform(-bound, bound, len(weight))  # $too",
        ),
    }
)


def first_weights(experiment: Experiment) -> Chapter:
    """The lines that give an arm's `network` its first weights and biases."""
    scaled, drawn = "init_scale" in columns(experiment), experiment.initialization == "pytorch"
    draw, std = DRAWS[experiment.initialization], experiment.init_std
    code = worded(draw.code.format(std=std), too=_("drawn for a layer without one too"))
    words = _("The first weights are ${tex}$, {more}.")
    more = _more(scaled, drawn)
    scale = " * arm.init_scale" * scaled
    layers = "nn.Linear" if experiment.architecture == "dense" else "(nn.Conv2d, nn.Linear)"
    return Chapter(
        words.format(tex=_(draw.tex).format(std=std), more=more),
        lines(
            f"# {_(draw.about).format(std=std)}, {more}.",
            "random = np.random.default_rng(SEED)",
            "for layer in network:",
            f"    if isinstance(layer, {layers}):",
            indent(code, " " * 8),
            f"        layer.weight = nn.Parameter(torch.tensor(weight).float(){scale})",
            "        if layer.bias is not None:",
            f"            layer.bias = nn.Parameter({BIAS if drawn else NO_BIAS})",
        ),
    )


def _more(scaled: bool, drawn: bool) -> str:
    """How the arms' first weights differ, and where biases start that are not `drawn`."""
    arms = _("one draw for all arms, times init_scale") if scaled else _("one draw for all arms")
    return arms if drawn else _("{arms}; biases start at 0").format(arms=arms)
