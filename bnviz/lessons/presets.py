"""Set-ups that show something, each with the question it answers and what it claims."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from bnviz.experiment import Setup


@dataclass(frozen=True)
class Preset:
    """A set-up with a point.

    Attributes:
        name: its key in URLs and on the command line.
        title: what the page calls it.
        question: what a visitor is asked to predict before pressing Train.
        claim: what the training shows on full MNIST with seed 1, and where the set-up is from.
        setup: the controls.
    """

    name: str
    title: str
    question: str
    claim: str
    setup: Setup


_ALL = (
    Preset(
        name="quick-look",
        title="Quick look",
        question="Two networks, the same first weights, the same images. Which one gets going first?",
        claim="",
        setup=Setup(),
    ),
    Preset(
        name="paper-figure-1",
        title="The paper's Figure 1",
        question="The paper's own network, for its own 50,000 steps. Does the plain network ever catch up?",
        claim="",
        setup=Setup(steps=50_000, input="binary"),
    ),
    Preset(
        name="seed-003",
        title="The PyTorch example",
        question="A small ReLU network with Adam trains well anyway. Is Batch Normalization still worth it?",
        claim="",
        setup=Setup(
            depth=2,
            width=32,
            activation="relu",
            optimizer="adam",
            learning_rate=0.01,
            batch_size=32,
            steps=18_750,
            initialization="pytorch",
        ),
    ),
    Preset(
        name="deep-sigmoid",
        title="Deep sigmoid",
        question="Eight sigmoid layers, long thought hopeless. Can Batch Normalization train them?",
        claim="",
        setup=Setup(depth=8, learning_rate=0.3),
    ),
    Preset(
        name="high-learning-rate",
        title="High learning rate",
        question="A learning rate of 1 is a lot for this ReLU network. What will become of each arm?",
        claim="",
        setup=Setup(activation="relu", initialization="he", learning_rate=1.0, steps=1_500),
    ),
)

PRESETS: Mapping[str, Preset] = MappingProxyType({preset.name: preset for preset in _ALL})
DEFAULT_PRESET = _ALL[0]
