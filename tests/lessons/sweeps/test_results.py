"""The maps of a sweep, read from rows whose every number is known."""

from __future__ import annotations

import numpy as np
import pytest

from bnviz.lessons.sweeps.plans import Place, Sweep
from bnviz.lessons.sweeps.results import Results, best_in_columns, best_place

from .recorded import row

SWEEP = Sweep("depth", (1, 2, 3), (0.1, 1.0), ("batch", "none"), {"steps": 20, "width": 8})
STEPS = (0, 10, 20)
FIRST = np.array([[0.1, 0.1, 0.1, 0.1], [0.5, 0.9, 0.2, 0.1], [0.95, 0.8, 0.3, 0.0]])
SECOND = np.array([[0.1, 0.1, 0.1, 0.1], [0.6, 0.4, 0.9, 0.1]])


@pytest.fixture
def results() -> Results:
    """A row that is done, one under way, and one of which there is nothing; the last arm has diverged."""
    done, active, _ = SWEEP.experiments()
    final = [{"test_accuracy": value, "test_loss": loss} for value, loss in
             ((0.94, 0.2), (0.81, 0.6), (0.31, 2.0), (0.0, None))]  # fmt: skip
    return Results(
        SWEEP,
        [
            row(done, STEPS, FIRST, diverged_at=[None, None, None, 14], result=final),
            row(active, STEPS[:2], SECOND),
            None,
        ],
    )


def test_the_end_is_of_all_images_once_a_row_is_done_and_the_newest_before(results: Results) -> None:
    nothing = [np.nan, np.nan]
    np.testing.assert_equal(results.map("batch", "end"), [[0.94, 0.81], [0.6, 0.4], nothing])
    np.testing.assert_allclose(results.map("none", "loss"), [[2.0, np.nan], [0.1, 0.9], nothing])


def test_the_best_and_the_steps_to_an_accuracy(results: Results) -> None:
    nothing = [np.nan, np.nan]
    np.testing.assert_equal(results.map("batch", "best"), [[0.95, 0.9], [0.6, 0.4], nothing])
    np.testing.assert_equal(results.map("batch", "steps", 0.9), [[20, 10], nothing, nothing])
    np.testing.assert_equal(results.map("none", "steps", 0.15), [[10, np.nan], [10, np.nan], nothing])
    assert results.reached("batch", 0.9) == 2
    assert results.reached("none", 0.9) == 1
    assert results.reached("none", 0.95) == 0


def test_the_end_is_counted_on_all_images_and_compared_with_the_512(results: Results) -> None:
    assert results.reached_at_end("batch", 0.81) == 2
    assert results.reached_at_end("batch", 0.85) == 1
    assert results.reached_at_end("none", 0.85) == 1, "of a row under way, the newest"
    assert results.gap() == pytest.approx(0.01), "what has diverged does not count"


def test_an_accuracy_of_32_bits_is_no_less_than_itself() -> None:
    done, *_ = SWEEP.experiments()
    exactly = float(np.float32(0.9))
    assert exactly < 0.9
    final = [{"test_accuracy": exactly, "test_loss": 0.2}] * 4
    rows = [row(done, STEPS, FIRST, result=final), None, None]
    assert Results(SWEEP, rows).reached_at_end("batch", 0.9) == 2


def test_what_has_diverged_and_what_has_begun(results: Results) -> None:
    assert results.diverged("none").tolist() == [[False, True], [False, False], [False, False]]
    assert not results.diverged("batch").any()
    assert results.seen().tolist() == [[True, True], [True, True], [False, False]]


def test_a_networks_curve(results: Results) -> None:
    steps, accuracy = results.curve(Place("none", 0, 0))
    assert (steps.tolist(), accuracy.tolist()) == (list(STEPS), [0.1, 0.2, 0.3])
    assert all(len(values) == 0 for values in results.curve(Place("none", 2, 0)))


def test_the_best_place_and_the_best_of_each_column() -> None:
    values = np.array([[3, np.nan, 1], [2, np.nan, 5]])
    assert best_place(values, least=False) == (1, 2)
    assert best_place(values, least=True) == (0, 2)
    assert best_place(values * np.nan, least=True) is None
    np.testing.assert_equal(best_in_columns(values, least=True), [2, np.nan, 1])
    np.testing.assert_equal(best_in_columns(values, least=False), [3, np.nan, 5])
