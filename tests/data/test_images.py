from typing import get_args

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from bnviz.data import Dataset, input_form, load
from bnviz.data.images import FORMS, pixel_mean_and_std
from bnviz.experiment import InputForm

EVERY_PIXEL = np.arange(256, dtype=np.uint8)


def dataset(train_images):
    labels = np.zeros(len(train_images), np.int64)
    return Dataset("mnist-sample", train_images, labels, train_images, labels)


@pytest.fixture(scope="module")
def digits():
    return dataset(np.random.default_rng(0).integers(0, 256, (50, 784)).astype(np.uint8))


def test_every_input_form_of_an_experiment_is_known():
    assert set(FORMS) == set(get_args(InputForm))


def test_raw_inputs_are_brightness_from_0_to_1(digits):
    inputs = input_form("raw", digits).apply(EVERY_PIXEL)
    np.testing.assert_allclose(inputs, np.linspace(0, 1, 256), rtol=1e-6)
    assert (inputs[0], inputs[-1]) == (0, 1)


def test_binary_inputs_are_1_from_pixel_128_on(digits):
    inputs = input_form("binary", digits).apply(EVERY_PIXEL)
    assert inputs.tolist() == [0] * 128 + [1] * 128


def test_standardised_training_inputs_have_mean_0_and_variance_1(digits):
    inputs = input_form("standardised", digits).apply(digits.train_images).astype(np.float64)
    assert inputs.mean() == pytest.approx(0, abs=1e-6)
    assert inputs.var() == pytest.approx(1, abs=1e-6)


def test_other_images_are_standardised_with_the_numbers_of_the_training_images():
    train = np.repeat(np.array([[100], [120]], np.uint8), 784, axis=1)
    inputs = input_form("standardised", dataset(train)).apply(np.array([110, 130], np.uint8))
    np.testing.assert_allclose(inputs, [0, 2], atol=1e-6)


@pytest.mark.parametrize("name", FORMS)
def test_the_inputs_are_float32_of_the_images_shape_and_the_images_stay_as_they_are(name, digits):
    before = digits.train_images.copy()
    inputs = input_form(name, digits).apply(digits.train_images)
    assert inputs.dtype == np.float32
    assert inputs.shape == before.shape
    np.testing.assert_array_equal(digits.train_images, before)


@given(arrays(np.uint8, st.tuples(st.integers(1, 4), st.just(784))))
def test_mean_and_std_are_those_of_all_pixels(images):
    mean, std = pixel_mean_and_std(images)
    assert mean == pytest.approx(images.astype(np.float64).mean())
    assert std == pytest.approx(images.astype(np.float64).std())


def test_white_images_do_not_overflow_the_sums():
    assert pixel_mean_and_std(np.full((1000, 784), 255, np.uint8)) == (255, 0)


def test_full_mnist_has_the_mean_and_std_everyone_knows(official_mnist, monkeypatch):
    monkeypatch.setenv("BNVIZ_DATA_DIR", str(official_mnist))
    mean, std = pixel_mean_and_std(load("mnist").train_images)
    assert round(mean / 255, 4) == 0.1307
    assert round(std / 255, 4) == 0.3081
