"""Set-ups that show something, each with the question it answers and what it claims."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from bnviz.experiment import Setup
from bnviz.language import N_


@dataclass(frozen=True)
class Preset:
    """A set-up with a point; its texts are in English, to be translated where they are shown.

    Attributes:
        name: its key in URLs and on the command line.
        title: what the page calls it.
        about: what is trained and where the set-up is from, in one line.
        question: what a visitor is asked to predict before pressing Train.
        claim: what came out on full MNIST, measured with this code; the page keeps it to itself until asked.
        setup: the controls.
    """

    name: str
    title: str
    about: str
    question: str
    claim: str
    setup: Setup


_ALL = (
    Preset(
        name="quick-look",
        title=N_("Quick look"),
        about=N_("The paper's network of 3 × 100 sigmoids, for its first 3,000 steps."),
        question=N_("Two networks, the same first weights, the same images. Which one gets going first?"),
        claim=N_(
            "With Batch Normalization 94.8 % of the test images are right after 3,000 steps. The plain "
            "network sits near chance for 2,000 steps and ends at 25.2 % (seeds 2 and 3: 32.1 and 26.2 %)."
        ),
        setup=Setup(),
    ),
    Preset(
        name="paper-figure-1",
        title=N_("The paper's Figure 1"),
        about=N_(
            "Ioffe and Szegedy, §4.1: 3 × 100 sigmoids, binary images, mini-batches of 60, 50,000 steps."
        ),
        question=N_(
            "The paper's own network, for its own 50,000 steps. Does the plain network ever catch up?"
        ),
        claim=N_(
            "The plain network catches up to within about a point: 96.6 % against 97.7 %. The paper gives "
            "neither learning rate nor σ; 0.1 and 0.05 are our choice: they show the picture of its Figure 1."
        ),
        setup=Setup(steps=50_000, input="binary"),
    ),
    Preset(
        name="seed-003",
        title=N_("The PyTorch example"),
        about=N_("2 × 32 ReLU, Adam at 0.01, mini-batches of 32, 10 epochs of 1,875 steps."),
        question=N_(
            "A small ReLU network with Adam trains well anyway. Is Batch Normalization still worth it?"
        ),
        claim=N_(
            "Yes, by a point or two: 97.2 % against 96.0 %; 97.5 % against 95.3 % with seed 2. The example "
            "itself reports 97.8 % against 95.55 %."
        ),
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
        title=N_("Deep sigmoid"),
        about=N_("8 × 100 sigmoids at a learning rate of 0.3."),
        question=N_("Eight sigmoid layers, long thought hopeless. Can Batch Normalization train them?"),
        claim=N_(
            "With Batch Normalization 94.3 %. Without it the network stays at chance, 10.3 %: hardly any "
            "gradient reaches its first layers. Seeds 2 and 3: 94.5 and 94.8 % against 9.8 and 11.4 %."
        ),
        setup=Setup(depth=8, learning_rate=0.3),
    ),
    Preset(
        name="high-learning-rate",
        title=N_("High learning rate"),
        about=N_("3 × 100 ReLU from He's first weights, 1,500 steps at a learning rate of 1."),
        question=N_("A learning rate of 1 is a lot for this ReLU network. What will become of each arm?"),
        claim=N_(
            "With Batch Normalization about 97 %. The plain network's loss is no number any more after 14 "
            "steps, with seed 2 after 13. With seed 3 it survives, but badly: we have seen it end at 29 % "
            "and, where sums are rounded in another order, at 84 %."
        ),
        setup=Setup(activation="relu", initialization="he", learning_rate=1.0, steps=1_500),
    ),
    Preset(
        name="convolution",
        title=N_("Convolution"),
        about=N_("3 layers of 16 feature maps, 3 × 3 pixels, ReLU from He's first weights, 1,000 steps."),
        question=N_("A convolution is normalised map by map. Does it get there with fewer mini-batches?"),
        claim=N_(
            "At first: after 100 steps 92.6 % of 512 test images are right against 87.7 % (seeds 2 and 3: "
            "94.5 against 90.8 %, 91.2 against 89.8 %). After 1,000 steps little of it is left: of all test "
            "images 97.8 % against 97.4 % (97.8 against 97.3 %, 96.7 against 95.6 %)."
        ),
        setup=Setup(architecture="convolutional", activation="relu", initialization="he", steps=1_000),
    ),
)

PRESETS: Mapping[str, Preset] = MappingProxyType({preset.name: preset for preset in _ALL})
DEFAULT_PRESET = _ALL[0]
