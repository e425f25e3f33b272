"""The digits themselves: a step's mini-batch, and the probe images that each arm gets wrong."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd
import streamlit as st

from bnviz.data import BatchOrder, DataError, Dataset, load, probe_places
from bnviz.data.dataset import CLASSES
from bnviz.runs.run import Run
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
        dataset = _digits(run.data_name)
    except DataError as error:
        st.error(plain(str(error)))
        return
    if dataset.fingerprint != run.data_fingerprint:
        st.info(f"This run's digits ({plain(run.data_name)}) are not on this machine any more.")
        return
    if step:
        _mini_batch(run, dataset, step)
    for arm, name in enumerate(run.experiment.arm_names()):
        given = answers.loc[answers["arm"] == arm, "predictions"]
        if len(given):
            _mistakes(dataset, name, np.asarray(given.iloc[0]))


@st.cache_resource(show_spinner=False, max_entries=2)
def _digits(name: str) -> Dataset:
    return load(name)


def _mini_batch(run: Run, dataset: Dataset, step: int) -> None:
    size = run.experiment.batch_size
    order = BatchOrder(len(dataset.train_labels), size, run.experiment.seed)
    places = order.indices(step)
    labels = dataset.train_labels[places]
    shown = f", the first {SHOWN} of them" if size > SHOWN else ""
    about = f"{size} training images, the same for every arm{shown} (image: digit)"
    st.markdown(f"**The mini-batch of step {step:,}**: {about}")
    captions = [f"{image}: {label}" for image, label in enumerate(labels, start=1)]
    _strip(dataset.train_images[places], captions, f"Mini-batch of step {step:,}")


def _mistakes(dataset: Dataset, name: str, given: npt.NDArray[np.uint8]) -> None:
    places = probe_places(len(dataset.test_labels))
    labels = dataset.test_labels[places]
    wrong = np.flatnonzero(given != labels)
    title = f"{name}: {len(wrong)} of {len(places)} probe images wrong"
    shown = f", the first {SHOWN} of them" if len(wrong) > SHOWN else ""
    st.markdown(f"**{plain(title)}**{shown} (truth → answer)")
    captions = [f"{labels[i]} → {_answer(int(given[i]))}" for i in wrong]
    if len(wrong):
        _strip(dataset.test_images[places[wrong]], captions, title)


def _answer(given: int) -> str:
    return str(given) if given < CLASSES else "no number"


def _strip(images: npt.NDArray[np.uint8], captions: Sequence[str], alt: str) -> None:
    pictures = images[:SHOWN].reshape(-1, SIDE, SIDE)
    st.html(strip(pictures, captions[:SHOWN], alt=f"{alt}: {', '.join(captions[:SHOWN])}."))
