"""The digits themselves: a step's mini-batch, and the probe images that each arm gets wrong."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd
import streamlit as st

from bnviz.data import BatchOrder, DataError, Dataset, probe_places
from bnviz.data.dataset import CLASSES
from bnviz.language import _
from bnviz.runs.run import Run
from bnviz.ui.datasets import dataset
from bnviz.ui.digits import SIDE, strip
from bnviz.ui.plain import plain

SHOWN = 60  # digits of one strip


def images_view(run: Run, step: int, answers: pd.DataFrame) -> None:
    """Draw the mini-batch of a step and the arms' mistakes after it.

    Args:
        run: the run.
        step: of a Snapshot.
        answers: rows of that table at the step.
    """
    try:
        digits = dataset(run.data_name)
    except DataError as error:
        st.error(plain(str(error)))
        return
    if digits.fingerprint != run.data_fingerprint:
        gone = _("This run's digits ({name}) are not on this machine any more.")
        st.info(gone.format(name=plain(run.data_name)))
        return
    if step:
        _mini_batch(run, digits, step)
    for arm, name in enumerate(run.experiment.arm_names()):
        given = answers.loc[answers["arm"] == arm, "predictions"]
        if len(given):
            _mistakes(digits, name, np.asarray(given.iloc[0]))


def _mini_batch(run: Run, digits: Dataset, step: int) -> None:
    size = run.experiment.batch_size
    used = len(digits.train_labels[: run.experiment.training_images or None])
    order = BatchOrder(used, size, run.experiment.seed)
    places = order.indices(step)
    labels = digits.train_labels[places]
    whole = _(
        "**The mini-batch of step {step:,}**: {size} training images, the same for every arm (image: digit)"
    )
    part = _(
        "**The mini-batch of step {step:,}**: {size} training images, the same for every arm, "
        "the first {shown} of them (image: digit)"
    )
    st.markdown((part if size > SHOWN else whole).format(step=step, size=size, shown=SHOWN))
    captions = [f"{image}: {label}" for image, label in enumerate(labels, start=1)]
    _strip(digits.train_images[places], captions, _("Mini-batch of step {step:,}").format(step=step))


def _mistakes(digits: Dataset, name: str, given: npt.NDArray[np.uint8]) -> None:
    places = probe_places(len(digits.test_labels))
    labels = digits.test_labels[places]
    wrong = np.flatnonzero(given != labels)
    title = _("{name}: {wrong} of {images} probe images wrong")
    title = title.format(name=name, wrong=len(wrong), images=len(places))
    whole = _("**{title}** (truth → answer)")
    part = _("**{title}**, the first {shown} of them (truth → answer)")
    st.markdown((part if len(wrong) > SHOWN else whole).format(title=plain(title), shown=SHOWN))
    captions = [f"{labels[i]} → {_answer(int(given[i]))}" for i in wrong]
    if len(wrong):
        _strip(digits.test_images[places[wrong]], captions, title)


def _answer(given: int) -> str:
    return str(given) if given < CLASSES else _("no number")


def _strip(images: npt.NDArray[np.uint8], captions: Sequence[str], alt: str) -> None:
    pictures = images[:SHOWN].reshape(-1, SIDE, SIDE)
    st.html(strip(pictures, captions[:SHOWN], alt=f"{alt}: {', '.join(captions[:SHOWN])}."))
