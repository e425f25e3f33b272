"""The settings that all arms of an experiment share, and how a setting is offered to a person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Annotated, Any, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field

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
        title="Learning rate",
        description="The size of a step down the gradient; too large a one ends in nonsense.",
    ),
    Control("training", logarithmic=True),
]


class Shared(Frozen):
    """The settings that every arm of an experiment has in common."""

    architecture: Annotated[
        Architecture,
        Field(title="Layers", description="Fully connected layers, or convolutions of 3 × 3 pixels."),
        Control("network", labels={"dense": "fully connected"}),
    ] = "dense"
    depth: Annotated[
        int,
        Field(ge=1, le=12, title="Depth", description="How many hidden layers."),
        Control("network"),
    ] = 3
    width: Annotated[
        int,
        Field(ge=4, le=512, title="Width", description="How many units each fully connected layer has."),
        Control("network"),
    ] = 100
    maps: Annotated[
        int,
        Field(ge=2, le=64, title="Feature maps", description="How many each convolutional layer has."),
        Control("network"),
    ] = 16
    activation: Annotated[
        Activation,
        Field(title="Activation", description="The nonlinearity after each hidden layer."),
        Control(
            "network",
            labels={"relu": "ReLU", "leaky_relu": "leaky ReLU", "gelu": "GELU"},
        ),
    ] = "sigmoid"
    optimizer: Annotated[
        Optimizer,
        Field(title="Optimizer", description="How a gradient becomes an update of the parameters."),
        Control(
            "training",
            labels={"sgd": "SGD", "momentum": "SGD + momentum", "rmsprop": "RMSprop", "adam": "Adam"},
        ),
    ] = "sgd"
    batch_size: Annotated[
        int,
        Field(ge=2, le=1024, title="Batch size", description="m, the training images in one mini-batch."),
        Control(
            "training",
            why="Batch Normalization of a single image subtracts the image from itself: its variance is 0",
        ),
    ] = 60
    steps: Annotated[
        int,
        Field(ge=1, le=100_000, title="Steps", description="How many mini-batches to train on."),
        Control("training"),
    ] = 3_000
    initialization: Annotated[
        Initialization,
        Field(title="Initial weights", description="The distribution the first weights are drawn from."),
        Control(
            "network",
            labels={"gaussian": "Gaussian", "xavier": "Xavier", "he": "He", "pytorch": "PyTorch"},
        ),
    ] = "gaussian"
    init_std: Annotated[
        float,
        Field(ge=1e-4, le=10, title="Init σ", description="σ of the Gaussian the first weights come from."),
        Control("network", logarithmic=True),
    ] = 0.05
    input: Annotated[
        InputForm,
        Field(
            title="Input",
            description="Pixels as they are in [0, 1], standardised to mean 0 and variance 1, "
            "or binary as in the paper.",
        ),
        Control("data", labels={"raw": "raw [0, 1]"}),
    ] = "raw"
    seed: Annotated[
        int,
        Field(
            ge=0, le=2**31 - 1, title="Seed", description="Fixes the first weights and the batches' order."
        ),
        Control("data"),
    ] = 1

    @property
    def units(self) -> int:
        """How many units each hidden layer has; those of a convolution are its feature maps."""
        return self.width if self.architecture == "dense" else self.maps
