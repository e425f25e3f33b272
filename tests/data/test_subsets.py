import numpy as np
import pytest

from bnviz.data import DataError, load, pick
from bnviz.data.subsets import SUBSET_MASKS, ink, slant
from bnviz.experiment import SUBSETS

HALVES = [("thin", "thick"), ("upright", "slanted")]


@pytest.fixture(scope="module")
def sample():
    """Digits of unequal frequency, so that halving all together would not halve each."""
    dataset = load("mnist-sample")
    kept = np.flatnonzero(np.arange(4_000) % 10 >= dataset.train_labels)
    return dataset.train_images[kept], dataset.train_labels[kept]


def sheared(slope):
    """A vertical bar whose rows are moved right by `slope` pixels for each row upwards."""
    image = np.zeros((28, 28), np.uint8)
    for row in range(6, 22):
        middle = round(13.5 - slope * (row - 13.5))
        image[row, middle - 1 : middle + 2] = 200
    return image.ravel()


def test_every_subset_of_an_experiment_is_known():
    assert set(SUBSET_MASKS) == set(SUBSETS)


@pytest.mark.parametrize("subset", SUBSETS)
def test_a_mask_has_a_truth_value_for_each_image(sample, subset):
    mask = pick(*sample, subset)
    assert mask.dtype == np.bool_
    assert mask.shape == sample[1].shape


def test_all_are_all(sample):
    assert pick(*sample, "all").all()


@pytest.mark.parametrize(("lower", "upper"), HALVES)
def test_two_styles_share_every_digit_evenly(sample, lower, upper):
    masks = [pick(*sample, subset) for subset in (lower, upper)]
    np.testing.assert_array_equal(masks[0], ~masks[1])
    fewer, more = (np.bincount(sample[1][mask], minlength=10) for mask in masks)
    assert set((more - fewer).tolist()) <= {0, 1}


@pytest.mark.parametrize(("subset", "measure"), [("thin", ink), ("upright", slant)])
def test_a_style_is_what_is_below_its_digits_own_median(sample, subset, measure):
    images, labels = sample
    values, mask = measure(images), pick(images, labels, subset)
    for digit in range(10):
        median = np.median(values[labels == digit])
        assert (values[mask & (labels == digit)] <= median).all()
        assert (values[~mask & (labels == digit)] >= median).all()


def test_equal_images_are_still_halved():
    mask = pick(np.full((5, 784), 9, np.uint8), np.full(5, 3), "thin")
    assert mask.tolist() == [True, True, False, False, False]


def test_the_first_five_digits_are_those_up_to_4(sample):
    images, labels = sample
    assert set(labels[pick(images, labels, "0-4")].tolist()) == {0, 1, 2, 3, 4}
    assert set(labels[~pick(images, labels, "0-4")].tolist()) == {5, 6, 7, 8, 9}


def test_ink_is_the_mean_pixel():
    assert ink(np.stack([np.zeros(784, np.uint8), np.arange(784, dtype=np.uint8)])).tolist() == [
        0,
        np.mean(np.arange(784) % 256),
    ]


@pytest.mark.parametrize("slope", [-1, 0, 0.5, 1])
def test_the_slant_is_the_slope_of_a_sheared_bar(slope):
    assert slant(sheared(slope)[None]) == pytest.approx(slope, abs=0.02)


def test_the_slant_is_the_slope_of_the_weighted_regression_of_x_on_y(sample):
    y, x = np.divmod(np.arange(784), 28)
    # polyfit squares its weights together with the residuals.
    expected = [-np.polyfit(y, x, 1, w=np.sqrt(image, dtype=float))[0] for image in sample[0][:20]]
    np.testing.assert_allclose(slant(sample[0][:20]), expected, rtol=1e-6, atol=1e-9)


def test_what_cannot_lean_has_slant_0():
    row = np.zeros((28, 28), np.uint8)
    row[5] = 255
    assert slant(np.stack([np.zeros(784, np.uint8), row.ravel()])).tolist() == [0, 0]


@pytest.mark.parametrize("subset", SUBSETS)
def test_no_images_give_an_empty_mask(subset):
    assert pick(np.zeros((0, 784), np.uint8), np.zeros(0, np.int64), subset).shape == (0,)


def test_a_subset_there_is_not_is_refused(sample):
    with pytest.raises(DataError, match="There is no subset 'bold'; there are all, thin, thick, upright, "):
        pick(*sample, "bold")


@pytest.mark.parametrize("shape", [(3, 784), (2, 28, 28), (2, 783)])
def test_images_that_do_not_fit_their_labels_are_refused(shape):
    with pytest.raises(DataError, match=r"it must be \(2, 784\)"):
        pick(np.zeros(shape, np.uint8), np.zeros(2, np.int64), "thin")
