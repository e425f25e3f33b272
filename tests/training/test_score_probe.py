"""Trainings that keep scores only: the same training, the same accuracy, and nothing of the layers."""

import numpy as np
import pytest

from bnviz.data import DataError, Dataset
from bnviz.training.loop import Training
from bnviz.training.schedule import score_steps

from .examples import MIXED, small


def test_only_loss_and_accuracy_are_told_at_the_steps_of_scores(dataset: Dataset) -> None:
    taken = [each for each in Training(small(steps=90, detail="scores"), dataset).steps() if each]
    assert tuple(each.step for each in taken) == score_steps(90)
    for each in taken:
        assert each.tests.keys() == {"test_loss", "test_accuracy"}
        assert {column.shape for column in each.tests.values()} == {(len(MIXED),)}
        assert not any((each.answers, each.layers, each.units, each.distributions, each.batches))


def test_the_training_and_its_scores_are_those_of_the_plan_with_layers(dataset: Dataset) -> None:
    bare, full = (Training(small(steps=90, detail=detail), dataset) for detail in ("scores", "layers"))
    found, expected = ({each.step: each.tests for each in one.steps() if each} for one in (bare, full))
    np.testing.assert_array_equal(bare.losses(0, 90), full.losses(0, 90))
    for step in found.keys() & expected.keys():
        for name, values in expected[step].items():
            np.testing.assert_array_equal(found[step][name], values)
    np.testing.assert_array_equal(bare.scores().test_accuracy, full.scores().test_accuracy)


def test_a_step_that_is_looked_at_has_its_score(dataset: Dataset) -> None:
    training = Training(small(steps=90, detail="scores"), dataset)
    training.look_at(7)
    assert 7 in [each.step for each in training.steps() if each]


def test_no_more_training_images_are_scored_than_test_images(dataset: Dataset) -> None:
    test = dataset.test_images[:40].copy(), dataset.test_labels[:40].copy()
    few = Dataset("mnist-sample", dataset.train_images, dataset.train_labels, *test)
    scored = Training(small(detail="scores", input="raw"), few).scores()
    alone = Training(small(training_images=40, input="raw"), few).scores()
    np.testing.assert_array_equal(scored.train_accuracy, alone.train_accuracy)
    np.testing.assert_array_equal(scored.train_loss, alone.train_loss)


def test_only_the_first_training_images_are_used_and_all_test_images(dataset: Dataset) -> None:
    cut = Dataset(
        "mnist-sample",
        dataset.train_images[:50].copy(),
        dataset.train_labels[:50].copy(),
        dataset.test_images,
        dataset.test_labels,
    )
    few, same = Training(small(training_images=50), dataset), Training(small(), cut)
    assert {int(place) for step in range(1, 51) for place in few.images.order.indices(step)} <= set(range(50))
    for one, other in zip(few.steps(), same.steps(), strict=True):
        assert (one is None) == (other is None)
        if one and other:
            np.testing.assert_array_equal(one.tests["test_accuracy"], other.tests["test_accuracy"])
    for ours, theirs in zip(few.scores(), same.scores(), strict=True):
        np.testing.assert_array_equal(ours, theirs)


def test_fewer_training_images_than_a_mini_batch_has_are_refused(dataset: Dataset) -> None:
    with pytest.raises(DataError, match="Batch size 16 is too large; it must be at most 9, all images"):
        Training(small(training_images=9), dataset)
