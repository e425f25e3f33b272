import gzip
from importlib import resources

import numpy as np
import pytest

from bnviz.data import DataError, load


def test_the_sample_has_400_and_100_images_of_each_digit():
    sample = load("mnist-sample")
    assert np.bincount(sample.train_labels).tolist() == [400] * 10
    assert np.bincount(sample.test_labels).tolist() == [100] * 10


def test_no_image_of_the_sample_is_both_trained_and_tested_on():
    sample = load("mnist-sample")
    train, test = ({image.tobytes() for image in part} for part in (sample.train_images, sample.test_images))
    assert not train & test


def test_the_sample_is_shuffled_and_always_alike():
    sample = load("mnist-sample")
    assert np.bincount(sample.test_labels[:512], minlength=10).min() > 30
    assert sample.fingerprint == load("mnist-sample").fingerprint


def test_the_sample_comes_from_mnist(official_mnist, monkeypatch):
    monkeypatch.setenv("BNVIZ_DATA_DIR", str(official_mnist))
    mnist, sample = load("mnist"), load("mnist-sample")
    digits = dict(zip(map(bytes, mnist.train_images), mnist.train_labels, strict=True))
    found = [digits.get(bytes(image)) for image in sample.train_images]
    assert found == sample.train_labels.tolist()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        pytest.param(None, "cannot be read; reinstall it", id="missing"),
        pytest.param(b"0,0", "cannot be read; reinstall it", id="not gzip"),
        pytest.param(gzip.compress(b"0,0")[:-9], "cannot be read; reinstall it", id="truncated"),
        pytest.param(gzip.compress(b"0,0")[:10] + b"\xff" * 20, "cannot be read; reinstall it", id="damaged"),
        pytest.param(gzip.compress(b"0,256"), "cannot be read; reinstall it", id="no pixels"),
        pytest.param(gzip.compress(b"0,0"), "must have 785 columns", id="too narrow"),
        pytest.param(gzip.compress(b"0," * 784 + b"7"), "must hold 500 images of each digit", id="too short"),
    ],
)
def test_a_sample_that_is_not_the_known_one_is_refused(content, words, tmp_path, monkeypatch):
    monkeypatch.setattr(resources, "files", lambda package: tmp_path)
    if content is not None:
        (tmp_path / "data" / "data").mkdir(parents=True)
        (tmp_path / "data" / "data" / "mnist_5k.csv.gz").write_bytes(content)
    with pytest.raises(DataError, match=words):
        load("mnist-sample")
