import numpy as np
import pytest

from bnviz.data import DataError, Dataset

PARTS = ["train_images", "train_labels", "test_images", "test_labels"]


def arrays():
    return {
        "train_images": np.arange(3 * 784, dtype=np.uint8).reshape(3, 784),
        "train_labels": np.array([0, 5, 9]),
        "test_images": np.arange(2 * 784, dtype=np.uint8).reshape(2, 784),
        "test_labels": np.array([1, 2]),
    }


def test_equal_data_have_equal_fingerprints():
    first, second = (Dataset("mnist", **arrays()).fingerprint for _ in range(2))
    assert first == second
    assert len(bytes.fromhex(first)) == 32


@pytest.mark.parametrize("part", PARTS)
def test_one_changed_value_changes_the_fingerprint(part):
    changed = arrays()
    changed[part].flat[-1] ^= 1
    assert Dataset("mnist", **changed).fingerprint != Dataset("mnist", **arrays()).fingerprint


def test_moving_an_image_from_training_to_test_changes_the_fingerprint():
    images, labels = np.zeros((4, 784), np.uint8), np.zeros(4, np.int64)
    first, second = (
        Dataset("mnist", images[:at], labels[:at], images[at:], labels[at:]).fingerprint for at in (1, 2)
    )
    assert first != second


def test_the_layout_in_memory_does_not_matter():
    spread = arrays()
    spread["train_images"] = np.asfortranarray(spread["train_images"])
    assert Dataset("mnist", **spread).fingerprint == Dataset("mnist", **arrays()).fingerprint


@pytest.mark.parametrize("part", PARTS)
def test_the_arrays_cannot_be_written(part):
    dataset = Dataset("mnist", **arrays())
    with pytest.raises(ValueError, match="read-only"):
        getattr(dataset, part)[0] = 0


@pytest.mark.parametrize(
    ("part", "array", "words"),
    [
        ("train_images", np.zeros((3, 784)), "float64 of shape"),
        ("train_images", np.zeros((3, 28, 28), np.uint8), r"\(3, 28, 28\)"),
        ("test_images", np.zeros((2, 783), np.uint8), r"\(2, 783\)"),
        ("test_images", np.zeros((0, 784), np.uint8), "N at least 1"),
        ("train_labels", np.zeros(2, np.int64), "one for each of the 3 images"),
        ("train_labels", np.zeros(3), "float64"),
        ("test_labels", np.array([0, 10]), "from 0 to 10"),
        ("test_labels", np.array([-1, 9]), "from -1 to 9"),
    ],
)
def test_arrays_that_are_no_digits_are_refused(part, array, words):
    with pytest.raises(DataError, match=words):
        Dataset("mnist", **(arrays() | {part: array}))
