"""The digits of a step, and those that an arm gets wrong."""

import numpy as np
import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest
from views.recorded import noise

from bnviz.data import DataError, Dataset, probe_places
from bnviz.experiment import Setup
from bnviz.runs.run import Run
from bnviz.ui import images_view

from .runs import a_run


@pytest.fixture
def dataset(monkeypatch: pytest.MonkeyPatch) -> Dataset:
    digits = noise()
    monkeypatch.setattr(images_view, "dataset", lambda name: digits)
    return digits


def a_run_on(dataset: Dataset) -> Run:
    return a_run(Setup(batch_size=8), data_fingerprint=dataset.fingerprint)


def drawn(run: Run, step: int, answers: pd.DataFrame) -> AppTest:
    def page() -> None:
        import streamlit as st

        from bnviz.ui.images_view import images_view

        images_view(*st.session_state["given"])

    app = AppTest.from_function(page, default_timeout=30)
    app.session_state["given"] = run, step, answers
    app.run()
    assert not app.exception
    return app


def answers(dataset: Dataset, wrong: int) -> pd.DataFrame:
    """All right but for the first `wrong` images, of which one is answered with no number."""
    truth = dataset.test_labels[probe_places(len(dataset.test_labels))].astype(np.uint8)
    given = truth.copy()
    given[:wrong] = (given[:wrong] + 1) % 10
    given[0] = 255
    return pd.DataFrame({"step": 3, "arm": [0, 1], "predictions": [given, truth]})


def test_a_step_s_mini_batch_and_each_arm_s_mistakes_are_shown(dataset: Dataset) -> None:
    app = drawn(a_run_on(dataset), 3, answers(dataset, wrong=4))
    said = "\n".join(element.value for element in app.markdown)
    assert "mini-batch of step 3" in said
    assert "8 training images" in said
    assert r"BN\: 4 of 60 probe images wrong" in said
    assert r"no BN\: 0 of 60 probe images wrong" in said
    strips = "\n".join(element.proto.body for element in app.get("html"))
    assert "no number" in strips


def test_before_the_first_step_there_is_no_mini_batch(dataset: Dataset) -> None:
    app = drawn(a_run_on(dataset), 0, answers(dataset, wrong=4))
    assert "mini-batch" not in "\n".join(element.value for element in app.markdown)


def test_digits_that_are_gone_are_said_so(dataset: Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    app = drawn(a_run(data_fingerprint="another"), 3, answers(dataset, wrong=4))
    assert "not on this machine any more" in app.info[0].value

    def fail(name: str) -> Dataset:
        raise DataError("The folder 'x' is empty.")

    monkeypatch.setattr(images_view, "dataset", fail)
    app = drawn(a_run_on(dataset), 3, answers(dataset, wrong=4))
    assert "is empty" in app.error[0].value
