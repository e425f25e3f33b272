"""The normalizations: their formulas, and the code that puts them between a product and its nonlinearity."""

from __future__ import annotations

from collections.abc import Mapping
from textwrap import indent
from types import MappingProxyType
from typing import NamedTuple

from bnviz.experiment import NORMALIZATIONS, Experiment, Normalization
from bnviz.export.chapters.chapter import lines, worded
from bnviz.language import N_, _


class Formula(NamedTuple):
    """What a normalization does, as comments and in Markdown; `{m}` is what the mini-batch's values are."""

    comment: str
    words: str


FORMULAS: Mapping[Normalization, Formula] = MappingProxyType(
    {
        "batch": Formula(
            N_("""\
# Algorithm 1, of each unit over {m}:
#   μ = Σ x / m,  σ² = Σ (x − μ)² / m,  x̂ = (x − μ) / √(σ² + ε),  y = γ x̂ + β,  ε = 1e-5.
# To test, μ and σ² are running averages: each mini-batch adds a tenth of its own, σ² m / (m − 1)."""),
            N_("""\
**Batch Normalization**, Algorithm 1, of each unit over {m}:

$$\\mu = \\frac1m \\sum_i x_i \\qquad \\sigma^2 = \\frac1m \\sum_i (x_i - \\mu)^2 \\qquad
\\hat x_i = \\frac{{x_i - \\mu}}{{\\sqrt{{\\sigma^2 + \\epsilon}}}} \\qquad y_i = \\gamma \\hat x_i + \\beta$$

At test time $\\mu$ and $\\sigma^2$ are running averages, to which each mini-batch adds a tenth of its own; of
$\\sigma^2$ it adds the unbiased estimate, $\\frac{{m}}{{m - 1}} \\sigma^2$."""),
        ),
        "layer": Formula(
            N_("# Layer Normalization: y = γ (x − μ) / √(σ² + ε) + β, μ and σ² over all units of one image."),
            N_("""\
**Layer Normalization**: $y = \\gamma \\frac{{x - \\mu}}{{\\sqrt{{\\sigma^2 + \\epsilon}}}} + \\beta$ with the
mean and variance of one image over all units of a layer, in training and at test time alike."""),
        ),
    }
)

GHOSTS = '''\
class Ghosts(nn.Module):
    """$about"""

    def __init__(self, norm, size):
        super().__init__()
        self.norm, self.size = norm, size

    def forward(self, x):
        ghosts = x.split(self.size if self.training else len(x))
        return torch.cat([self.norm(ghost) for ghost in ghosts])


'''


def ghosts() -> str:
    """The module that normalises parts of a mini-batch."""
    about = _("Batch Normalization of `size` consecutive images at a time in training (Hoffer et al. 2017).")
    return worded(GHOSTS, about=about)


def normalizations(experiment: Experiment) -> list[Normalization]:
    """Those that any arm has."""
    kinds = {arm.normalization for arm in experiment.arms} - {"none"}
    return [name for name in NORMALIZATIONS if name in kinds]


def normalization(name: Normalization, module: str, m: str, *, ghosts: bool) -> str:
    """The lines that give a layer its normalization, which `module` of torch.nn carries out.

    Args:
        name: of the normalization.
        module: as code.
        m: over what Batch Normalization takes its statistics, in words.
        ghosts: whether any arm takes them from parts of a mini-batch.
    """
    whole = f"nn.{module}"
    made = f"Ghosts({whole}, arm.ghost_batch or BATCH_SIZE)" if ghosts and name == "batch" else whole
    return lines(
        f'if arm.normalization == "{name}":',
        indent(_(FORMULAS[name].comment).format(m=m), "    "),
        f"    layers.append({made})",
    )
