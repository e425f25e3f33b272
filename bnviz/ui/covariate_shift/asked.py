"""What the networks trained on one look answer to another, computed once for all visitors."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
import streamlit as st

from bnviz.data import Dataset, input_form, look_at, looked_test
from bnviz.data.dataset import Images, Labels
from bnviz.experiment import Look, Subset
from bnviz.lessons.covariate_shift.adaptation import adapted_answers
from bnviz.lessons.covariate_shift.answers import accuracy, answers
from bnviz.lessons.covariate_shift.distances import (
    BINS,
    Distances,
    Histogram,
    distances_by_unit,
    grey_distance,
    histogram,
    over_units,
)
from bnviz.lessons.covariate_shift.plans import BN, LOOK_STEPS, PLAIN
from bnviz.maths import Array
from bnviz.maths.shift import raw_shift
from bnviz.runs.checkpoints import Kept
from bnviz.ui.lesson_run import Trained

ASKED = 1000  # test images: enough for an accuracy to within a point or two
FEWER = 500  # where eight looks are asked about at once, or values are compared layer by layer
BY_ITS_TEXT: dict[str | type[Any], Callable[[Any], Any]] = {Look: Look.model_dump_json}


class Ways(NamedTuple):
    """Accuracies, 0 to 1: BN with training statistics, BN with those of its test batch, and no BN."""

    training: float
    batch: float
    plain: float


class Shift(NamedTuple):
    """How far one look lies from another.

    Attributes:
        pixels: the shares of the grey values, 0 to 1, of all pixels.
        pixel_distance: the mean distance of a pixel, in the same unit.
        pooled_pixel_distance: the distance of all pixels' grey values, pooled.
        distances: of each arm's layers.
        pooled: of each arm's layers, all units together.
        farthest: the same of the unit that moved farthest.
        units: which that is, from 1.
    """

    pixels: Histogram
    pixel_distance: float
    pooled_pixel_distance: float
    distances: tuple[Distances, ...]
    pooled: tuple[tuple[Histogram, ...], ...]
    farthest: tuple[tuple[Histogram, ...], ...]
    units: tuple[tuple[int, ...], ...]


@st.cache_resource(show_spinner=False, max_entries=64, hash_funcs=BY_ITS_TEXT)
def images_in(fingerprint: str, look: Look, count: int, _digits: Dataset) -> tuple[Images, Labels]:
    """Test images in a look, and their labels."""
    images, labels = _originals(fingerprint, look.subset, count, _digits)
    return look_at(images, look), labels


@st.cache_resource(show_spinner=False, max_entries=24)
def _originals(fingerprint: str, subset: Subset, count: int, _digits: Dataset) -> tuple[Images, Labels]:
    """Test images of a subset as they are: finding them takes longer than changing them."""
    return looked_test(_digits, Look(subset=subset), count)


@st.cache_data(show_spinner=False, max_entries=512, hash_funcs=BY_ITS_TEXT)
def asked(
    run_id: str, look: Look, _trained: Trained, count: int = ASKED
) -> tuple[Labels, tuple[Labels, ...]]:
    """The labels of `count` test images in a look, and what each arm answers, in test mode."""
    inputs, labels = _inputs(_trained, look, count)
    return labels, tuple(
        answers(kept.network.forward(inputs, kept.running).logits) for kept in _kept(_trained)
    )


@st.cache_data(show_spinner=False, max_entries=128, hash_funcs=BY_ITS_TEXT)
def shift(run_id: str, test: Look, _trained: Trained) -> Shift:
    """How far a look lies from the run's own: its pixels, and each layer's input to the nonlinearity."""
    own = _trained.run.experiment.look
    count = min(len(_images(_trained, look, FEWER)) for look in (test, own))
    now, reference = (_inputs(_trained, look, FEWER)[0][:count] for look in (test, own))
    values = [
        [kept.network.forward(inputs, kept.running).after for inputs in (now, reference)]
        for kept in _kept(_trained)
    ]
    by_unit = [list(map(distances_by_unit, *both)) for both in values]
    units = [[int(layer.normalised.argmax()) for layer in layers] for layers in by_unit]
    return Shift(
        histogram(now, reference, edges=np.linspace(0, 1, BINS // 2 + 1)),
        raw_shift(now, reference),
        grey_distance(*(_images(_trained, look, FEWER)[:count] for look in (test, own))),
        tuple(map(over_units, by_unit)),
        tuple(tuple(map(histogram, *both)) for both in values),
        tuple(
            tuple(histogram(x[:, unit], y[:, unit]) for x, y, unit in zip(*both, of_arm, strict=True))
            for both, of_arm in zip(values, units, strict=True)
        ),
        tuple(tuple(unit + 1 for unit in of_arm) for of_arm in units),
    )


@st.cache_data(show_spinner=False, max_entries=1024, hash_funcs=BY_ITS_TEXT)
def adapted(run_id: str, look: Look, size: int, one_class: bool, _trained: Trained) -> Ways:
    """The accuracy on a look in three ways, on the same images.

    Args:
        run_id: of the run, which is all that the cache needs to know of it.
        look: of the test images.
        size: m, the images in a test batch.
        one_class: whether each test batch has images of one digit only.
    """
    inputs, _ = _inputs(_trained, look, FEWER)
    labels, given = asked(run_id, look, _trained, FEWER)
    places, own = adapted_answers(_kept(_trained)[BN].network, inputs, labels, size, one_class)
    truth = labels[places]
    return Ways(
        accuracy(truth, given[BN][places]), accuracy(truth, own), accuracy(truth, given[PLAIN][places])
    )


def _images(trained: Trained, look: Look, count: int) -> Images:
    return images_in(trained.digits.fingerprint, look, count, trained.digits)[0]


def _kept(trained: Trained) -> tuple[Kept, ...]:
    return trained.networks(LOOK_STEPS)


def _inputs(trained: Trained, look: Look, count: int) -> tuple[Array, Labels]:
    images, labels = images_in(trained.digits.fingerprint, look, count, trained.digits)
    transform = input_form(trained.run.experiment.input, trained.digits)
    return transform.apply(images).astype(np.float64), labels
