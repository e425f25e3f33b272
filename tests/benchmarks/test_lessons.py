"""That a lesson's sliders are really moved, on a page whose networks are trained."""

from types import SimpleNamespace

import pytest

from benchmarks import lessons
from benchmarks.setting import temporary_store
from bnviz.data import Dataset


def test_every_slider_of_a_section_goes_to_both_its_ends(dataset: Dataset) -> None:
    with temporary_store() as store, lessons._app(store, dataset):
        answers = list(lessons._answers("by_hand", "algorithm", store, dataset))
    moved = [answer.slider.removeprefix("by_hand_algorithm_") for answer in answers]
    assert moved == ["gamma", "gamma", "beta", "beta", "epsilon", "epsilon"]
    assert all(answer.milliseconds > 0 for answer in answers)


def test_networks_are_trained_before_their_sliders_are_moved(dataset: Dataset) -> None:
    with temporary_store() as store, lessons._app(store, dataset):
        app = lessons._opened("covariate_shift", "layers", store, dataset)
        assert [run.state for run in store.recent()] == ["done"]
    assert {str(each.key).rpartition("_")[2] for each in lessons._sliders(app)} == {"depth", "moments"}


@pytest.mark.parametrize(
    ("slider", "ends"),
    [
        (SimpleNamespace(value=2, min=1, max=9), (1, 9)),
        (SimpleNamespace(value="b", options=["a", "b", "c"]), ("a", "c")),
        (SimpleNamespace(value=(2, 3), options=[1, 2, 3, 4]), ((1, 3), (2, 4))),
    ],
)
def test_the_ends_of_a_slider(slider: SimpleNamespace, ends: tuple[object, object]) -> None:
    assert lessons._ends(slider) == ends
