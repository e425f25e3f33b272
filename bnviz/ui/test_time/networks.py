"""The lesson's networks, trained, with the digits they are asked about: what its sections work with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from bnviz.data import Dataset
from bnviz.data.dataset import Images, Labels
from bnviz.language import _
from bnviz.lessons.test_time.network import (
    BN,
    CHECKPOINTS,
    EXPERIMENT,
    PLAIN,
    asked_digits,
    at_chance,
    network_inputs,
    training_batches,
)
from bnviz.lessons.test_time.population import MiniBatches, mini_batches
from bnviz.maths import Array
from bnviz.maths.network import Network, accuracy
from bnviz.runs.checkpoints import Kept
from bnviz.ui.lesson_run import Trained, trained

END = CHECKPOINTS[-1]


@dataclass(frozen=True)
class Subject:
    """What the sections look at.

    Attributes:
        trained: the finished run.
        images: the test images asked about, uint8 (n, 784).
        labels: what they show, (n,).
        inputs: the images as the networks are given them, (n, 784).
    """

    trained: Trained
    images: Images
    labels: Labels
    inputs: Array

    @property
    def run_id(self) -> str:
        """The run's name, which what is computed once is kept under."""
        return self.trained.run.id

    def normalised(self, step: int = END) -> Kept:
        """The network with Batch Normalization, at a checkpoint."""
        return self.trained.networks(step)[BN]

    def plain(self, step: int = END) -> Network:
        """The network without, at a checkpoint."""
        return self.trained.networks(step)[PLAIN].network

    def plain_accuracy(self) -> float:
        """How often the network without is right after its training, 0 to 1."""
        return _plain_accuracy(self.run_id, self)

    def plain_at_chance(self) -> bool:
        """Whether the network without has learned nothing yet after its training."""
        return at_chance(self.plain_accuracy(), self.labels)

    def mini_batches(self, step: int = END) -> MiniBatches:
        """What training mini-batches have for statistics in the network of a checkpoint."""
        return _mini_batches(self.run_id, step, self)


def subject() -> Subject | None:
    """The trained networks; None until there are some, with a button that trains them."""
    found = trained(EXPERIMENT, key="test_time")
    if found is None:
        return None
    images, labels, inputs = _asked(found.run.data_fingerprint, found.digits)
    asked = Subject(found, images, labels, inputs)
    if about := _about(asked):
        st.caption(about)
    return asked


def _about(asked: Subject) -> str:
    """What one should know of the accuracies in the line above."""
    there, count = len(asked.trained.digits.test_labels), len(asked.labels)
    few = _("Accuracies above: all {there:,} test digits; below: {count:,} of them.")
    chance = _("No BN has learned nothing yet: it is as good as chance.")
    said = [few.format(there=there, count=count)] if count < there else []
    return " ".join([*said, chance] if asked.plain_at_chance() else said)


@st.cache_resource(show_spinner=False, max_entries=2)
def _asked(fingerprint: str, _digits: Dataset) -> tuple[Images, Labels, Array]:
    images, labels = asked_digits(_digits)
    return images, labels, network_inputs(_digits, images)


@st.cache_resource(show_spinner=False, max_entries=2)
def _batches(fingerprint: str, _digits: Dataset) -> Sequence[Array]:
    return training_batches(_digits)


@st.cache_data(show_spinner=False, max_entries=4)
def _plain_accuracy(run_id: str, _subject: Subject) -> float:
    return accuracy(_subject.plain().forward(_subject.inputs).logits, _subject.labels)


@st.cache_resource(show_spinner=False, max_entries=32)
def _mini_batches(run_id: str, step: int, _subject: Subject) -> MiniBatches:
    digits = _subject.trained.digits
    return mini_batches(_subject.normalised(step).network, _batches(digits.fingerprint, digits))
