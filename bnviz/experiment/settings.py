"""The settings that all arms of an experiment share, and how a setting is offered to a person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Annotated, Any, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field

from bnviz.language import N_

Activation = Literal["sigmoid", "tanh", "relu", "leaky_relu", "gelu", "identity"]
Architecture = Literal["dense", "convolutional"]
Normalization = Literal["batch", "none", "layer"]
Comparison = Literal["both", Normalization, "all"]
Optimizer = Literal["sgd", "momentum", "rmsprop", "adam"]
Initialization = Literal["gaussian", "xavier", "he", "pytorch"]
InputForm = Literal["raw", "standardised", "binary"]

NORMALIZATIONS: tuple[Normalization, ...] = get_args(Normalization)
COMPARISONS: Mapping[Any, tuple[Normalization, ...]] = MappingProxyType(
    {"both": ("batch", "none"), "all": NORMALIZATIONS} | {kind: (kind,) for kind in NORMALIZATIONS}
)
"""The normalizations that are compared."""


@dataclass(frozen=True)
class Control:
    """How a field is offered to a person.

    Attributes:
        group: the part of the controls it belongs to: network, training or data.
        labels: what a choice is called on the page; a choice without a label is shown as it is.
        logarithmic: whether equal steps of the control are equal factors of the value.
        why: the reason for the range, told to whoever leaves it.
    """

    group: Literal["network", "training", "data"]
    labels: Mapping[str, str] = field(default_factory=dict)
    logarithmic: bool = False
    why: str = ""


class Frozen(BaseModel):
    """A validated value object: immutable, no unknown fields, no NaN or infinity."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


LearningRate = Annotated[
    float,
    Field(
        ge=1e-4,
        le=10,
        title=N_("Learning rate"),
        description=N_("The size of a step down the gradient; too large a one ends in nonsense."),
    ),
    Control("training", logarithmic=True),
]


class Shared(Frozen):
    """The settings that every arm of an experiment has in common."""

    architecture: Annotated[
        Architecture,
        Field(title=N_("Layers"), description=N_("Fully connected layers, or convolutions of 3 × 3 pixels.")),
        Control("network", labels={"dense": N_("fully connected"), "convolutional": N_("convolutional")}),
    ] = "dense"
    depth: Annotated[
        int,
        Field(ge=1, le=12, title=N_("Depth"), description=N_("How many hidden layers.")),
        Control("network"),
    ] = 3
    width: Annotated[
        int,
        Field(
            ge=4, le=512, title=N_("Width"), description=N_("How many units each fully connected layer has.")
        ),
        Control("network"),
    ] = 100
    maps: Annotated[
        int,
        Field(
            ge=2, le=64, title=N_("Feature maps"), description=N_("How many each convolutional layer has.")
        ),
        Control("network"),
    ] = 16
    activation: Annotated[
        Activation,
        Field(title=N_("Activation"), description=N_("The nonlinearity after each hidden layer.")),
        Control(
            "network",
            labels={
                "sigmoid": N_("sigmoid"),
                "relu": "ReLU",
                "leaky_relu": "leaky ReLU",
                "gelu": "GELU",
                "identity": N_("identity"),
            },
        ),
    ] = "sigmoid"
    optimizer: Annotated[
        Optimizer,
        Field(title=N_("Optimizer"), description=N_("How a gradient becomes an update of the parameters.")),
        Control(
            "training",
            labels={
                "sgd": "SGD",
                "momentum": N_("SGD + momentum"),
                "rmsprop": "RMSprop",
                "adam": "Adam",
            },
        ),
    ] = "sgd"
    batch_size: Annotated[
        int,
        Field(
            ge=2, le=1024, title=N_("Batch size"), description=N_("m, the training images in one mini-batch.")
        ),
        Control(
            "training",
            why=N_(
                "Batch Normalization of a single image subtracts the image from itself: its variance is 0"
            ),
        ),
    ] = 60
    steps: Annotated[
        int,
        Field(ge=1, le=100_000, title=N_("Steps"), description=N_("How many mini-batches to train on.")),
        Control("training"),
    ] = 3_000
    initialization: Annotated[
        Initialization,
        Field(
            title=N_("Initial weights"), description=N_("The distribution the first weights are drawn from.")
        ),
        Control(
            "network",
            labels={"gaussian": N_("Gaussian"), "xavier": "Xavier", "he": "He", "pytorch": "PyTorch"},
        ),
    ] = "gaussian"
    init_std: Annotated[
        float,
        Field(
            ge=1e-4,
            le=10,
            title=N_("Init σ"),
            description=N_("σ of the Gaussian the first weights come from."),
        ),
        Control("network", logarithmic=True),
    ] = 0.05
    input: Annotated[
        InputForm,
        Field(
            title=N_("Input"),
            description=N_(
                "Pixels as they are in [0, 1], standardised to mean 0 and variance 1, "
                "or binary as in the paper."
            ),
        ),
        Control(
            "data",
            labels={
                "raw": N_("raw [0, 1]"),
                "standardised": N_("standardised"),
                "binary": N_("binary"),
            },
        ),
    ] = "raw"
    seed: Annotated[
        int,
        Field(
            ge=0,
            le=2**31 - 1,
            title=N_("Seed"),
            description=N_("Fixes the first weights and the batches' order."),
        ),
        Control("data"),
    ] = 1

    @property
    def units(self) -> int:
        """How many units each hidden layer has; those of a convolution are its feature maps."""
        return self.width if self.architecture == "dense" else self.maps
