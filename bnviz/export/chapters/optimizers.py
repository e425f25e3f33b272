"""The optimizer: what becomes of a gradient, as a formula and as torch.optim has it."""

from __future__ import annotations

from collections.abc import Mapping
from textwrap import indent
from types import MappingProxyType
from typing import NamedTuple

from bnviz.experiment import Experiment, Optimizer
from bnviz.export.chapters.arms import columns
from bnviz.export.chapters.chapter import lines
from bnviz.language import N_, _


class Rule(NamedTuple):
    """An optimizer: its formulas as a comment and in LaTeX, its class, and what that has to be told."""

    formula: str
    tex: str
    module: str
    told: str = ""


RULES: Mapping[Optimizer, Rule] = MappingProxyType(
    {
        "sgd": Rule("w ← w − η g", r"w \leftarrow w - \eta g", "SGD"),
        "momentum": Rule(
            "v ← 0.9 v + g,  w ← w − η v",
            r"v \leftarrow 0.9\,v + g \qquad w \leftarrow w - \eta v",
            "SGD",
            ", momentum=0.9",
        ),
        "rmsprop": Rule(
            "s ← 0.99 s + 0.01 g²,  w ← w − η g / (√s + 1e-8)",
            r"s \leftarrow 0.99\,s + 0.01\,g^2 \qquad w \leftarrow w - \eta \frac{g}{\sqrt s + 10^{-8}}",
            "RMSprop",
        ),
        "adam": Rule(
            N_(
                "v ← 0.9 v + 0.1 g,  s ← 0.999 s + 0.001 g²,\n"
                "w ← w − η v' / (√s' + 1e-8)  with v' = v / (1 − 0.9ᵗ) and s' = s / (1 − 0.999ᵗ) at step t"
            ),
            r"v \leftarrow 0.9\,v + 0.1\,g \qquad s \leftarrow 0.999\,s + 0.001\,g^2 \qquad "
            r"w \leftarrow w - \eta \frac{v / (1 - 0.9^t)}{\sqrt{s / (1 - 0.999^t)} + 10^{-8}}",
            "Adam",
        ),
    }
)

CROSS_ENTROPY = r"$$\ell = -\frac1m \sum_{i=1}^m \log \frac{e^{z_{i c_i}}}{\sum_k e^{z_{ik}}}$$"

GROUPS = """\
    groups = [[{{"params": w, "weight_decay": arm.weight_decay * ({decays})}}
               for w in network.parameters()] for network, arm in zip(networks, ARMS)]
    optimizers = [torch.optim.{module}(group, lr=arm.learning_rate{told})
                  for group, arm in zip(groups, ARMS)]"""
PARAMETERS = """\
    optimizers = [torch.optim.{module}(network.parameters(), lr=arm.learning_rate{told})
                  for network, arm in zip(networks, ARMS)]"""


def optimizers(experiment: Experiment) -> str:
    """The lines that make the optimizer of each arm's network; where weights decay, by parameter."""
    used, rule = columns(experiment), RULES[experiment.optimizer]
    decay = "weight_decay" in used
    decays = "w.ndim > 1" + ' or arm.decayed == "all"' * ("decayed" in used)
    made = (GROUPS if decay else PARAMETERS).format(decays=decays, module=rule.module, told=rule.told)
    about = _("With g = {gradient} and the learning rate η:  {formula}").format(
        gradient=f"∂ℓ/∂w{' + λ w' * decay}", formula=_(rule.formula)
    )
    return lines(indent(about, "    # "), made)


def update_in_words(experiment: Experiment) -> str:
    """The formulas of the loss, its gradient and the update, in Markdown."""
    decay = r" + \lambda w" * ("weight_decay" in columns(experiment))
    loss = _(
        "The loss is the softmax cross-entropy of the $m$ images of a mini-batch, $z$ being the logits "
        "and $c_i$ the digit of image $i$:"
    )
    update = _("With $g = {gradient}$ every parameter $w$ moves at the learning rate $\\eta$:").format(
        gradient=rf"\frac{{\partial \ell}}{{\partial w}}{decay}"
    )
    return "\n\n".join([loss, CROSS_ENTROPY, update, f"$${RULES[experiment.optimizer].tex}$$"])
