"""What is measured on the lesson's networks, each once a server: the sliders then answer at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

import numpy as np
import numpy.typing as npt
import streamlit as st

from bnviz.language import N_
from bnviz.lessons.test_time.network import BN, EXPERIMENT
from bnviz.lessons.test_time.population import algorithm_2, answers_in_batches, precise
from bnviz.maths.batch_norm import Statistics, running_averages
from bnviz.maths.network import accuracy
from bnviz.runs.checkpoints import batch_history
from bnviz.ui.test_time.networks import Subject

Classes = npt.NDArray[np.intp]

CURES: Mapping[str, str] = MappingProxyType(
    {
        "batch": N_("batch statistics"),
        "algorithm_2": N_("mean of K"),
        "running": N_("running average"),
        "precise": "PreciseBN",
    }
)
"""Where the statistics may come from, and what that is called in a figure."""


def training_history(subject: Subject) -> Sequence[Statistics]:
    """μ_B and σ²_B of every training step's mini-batch, for each layer, each (steps, units)."""
    return _history(subject.run_id, subject)


def running_way(subject: Subject, weight: float) -> Sequence[Statistics]:
    """The running averages before the first step and after each, for each layer, each (steps + 1, units)."""
    return _way(subject.run_id, weight, subject)


def accuracy_of(subject: Subject, step: int, cure: str, value: float) -> float:
    """The accuracy at a checkpoint, 0 to 1.

    Args:
        subject: whose.
        step: the checkpoint.
        cure: a name of CURES.
        value: its setting: K, the weight of the newest mini-batch, or for "batch" the size of a test batch.
    """
    return _accuracy(subject.run_id, step, cure, value, subject)


def answers_of(subject: Subject, size: int) -> Classes:
    """The classes (n,) given to the test digits in mini-batches of a size, each with its own statistics."""
    return _answers(subject.run_id, size, subject)


@st.cache_resource(show_spinner=False, max_entries=2)
def _history(run_id: str, _subject: Subject) -> Sequence[Statistics]:
    return batch_history(_subject.trained.store, _subject.trained.run)[BN]


@st.cache_resource(show_spinner=False, max_entries=16)
def _way(run_id: str, weight: float, _subject: Subject) -> Sequence[Statistics]:
    history = training_history(_subject)
    return [running_averages(*layer, EXPERIMENT.batch_size, weight) for layer in history]


@st.cache_data(show_spinner=False, max_entries=4096)
def _accuracy(run_id: str, step: int, cure: str, value: float, _subject: Subject) -> float:
    network = _subject.normalised(step).network
    if cure == "batch":
        return accuracy(answers_in_batches(network, _subject.inputs, int(value)), _subject.labels)
    statistics = _statistics(_subject, step, cure, value)
    return accuracy(network.forward(_subject.inputs, statistics).logits, _subject.labels)


def _statistics(subject: Subject, step: int, cure: str, value: float) -> Sequence[Statistics]:
    if cure == "running":
        return [Statistics(way.mean[step], way.variance[step]) for way in running_way(subject, value)]
    batches = subject.mini_batches(step).first(int(value))
    return algorithm_2(batches) if cure == "algorithm_2" else precise(batches)


@st.cache_data(show_spinner=False, max_entries=64)
def _answers(run_id: str, size: int, _subject: Subject) -> Classes:
    logits = answers_in_batches(_subject.normalised().network, _subject.inputs, size)
    classes: Classes = np.argmax(logits, axis=1)
    return classes


def fixed_answers(subject: Subject) -> Classes:
    """The classes (n,) given to the test digits with PyTorch's running statistics."""
    return _fixed_answers(subject.run_id, subject)


@st.cache_data(show_spinner=False, max_entries=4)
def _fixed_answers(run_id: str, _subject: Subject) -> Classes:
    network, running = _subject.normalised()
    classes: Classes = np.argmax(network.forward(_subject.inputs, running).logits, axis=1)
    return classes
