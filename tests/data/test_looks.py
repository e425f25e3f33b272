import numpy as np
import pytest

from bnviz.data import DataError, Dataset, load, look_at, looked, looked_test, pick, probe_places
from bnviz.experiment import LOOK_KINDS, ONE_SIDED, SUBSETS, Look

DIRECTIONS = [
    (kind, sign)
    for kind in LOOK_KINDS
    if kind != "plain"
    for sign in ((1,) if kind in ONE_SIDED else (1, -1))
]


@pytest.fixture(scope="module")
def sample():
    return load("mnist-sample")


def in_looks(images, kind, strengths):
    return [look_at(images, Look(kind=kind, strength=strength)) for strength in strengths]


@pytest.mark.parametrize("kind", LOOK_KINDS)
def test_strength_0_is_the_original(sample, kind):
    images = sample.test_images[:50]
    np.testing.assert_array_equal(look_at(images, Look(kind=kind)), images)


def test_plain_is_the_original_at_any_strength(sample):
    assert look_at(sample.test_images, Look(kind="plain", strength=1)) is sample.test_images


@pytest.mark.parametrize(("kind", "sign"), DIRECTIONS)
def test_the_more_strength_the_farther_from_the_original(sample, kind, sign):
    images = sample.test_images[:100]
    steps = in_looks(images, kind, sign * np.array([0, 0.05, 0.1, 0.25, 0.5, 0.75, 1]))
    distances = [np.abs(step - images.astype(float)).mean() for step in steps]
    assert (np.diff(distances) > 0).all()


@pytest.mark.parametrize(("kind", "sign"), DIRECTIONS)
def test_a_little_strength_changes_little(sample, kind, sign):
    images = sample.test_images[:100]
    little, much = in_looks(images, kind, (sign * 0.02, sign))
    little_distance, distance = (np.abs(look - images.astype(float)).mean() for look in (little, much))
    assert little_distance < 0.1 * distance


@pytest.mark.parametrize("kind", sorted(set(LOOK_KINDS) - {"plain", "noise"}))
def test_an_image_looks_alike_in_any_company_and_memory_layout(sample, kind):
    look = Look(kind=kind, strength=0.7)
    images = sample.train_images[:1_203]
    together = look_at(images, look)
    assert together.dtype == np.uint8
    assert together.shape == images.shape
    np.testing.assert_array_equal(together[1_100:], look_at(images[1_100:], look))
    np.testing.assert_array_equal(together, look_at(np.asfortranarray(images), look))


def test_the_originals_are_left_as_they_were(sample):
    images = sample.test_images[:50].copy()
    for kind, sign in DIRECTIONS:
        look_at(images, Look(kind=kind, strength=sign))
    np.testing.assert_array_equal(images, sample.test_images[:50])


@pytest.mark.parametrize("kind", LOOK_KINDS)
def test_no_images_give_no_images(kind):
    assert look_at(np.zeros((0, 784), np.uint8), Look(kind=kind, strength=1)).shape == (0, 784)


@pytest.mark.parametrize(
    ("images", "words"),
    [
        (np.zeros((2, 784)), r"are float64 of shape \(2, 784\); they must be uint8"),
        (np.zeros((2, 28, 28), np.uint8), r"uint8 of shape \(2, 28, 28\); they must be"),
        (np.zeros(784, np.uint8), r"shape \(784,\); they must be"),
    ],
)
def test_arrays_that_are_no_images_are_refused(images, words):
    for look in (Look(), Look(kind="blur", strength=1)):
        with pytest.raises(DataError, match=words):
            look_at(images, look)


def test_the_default_look_is_the_very_same_data_set(sample):
    assert looked(sample, Look()) is sample


def test_a_look_changes_the_training_images_only(sample):
    look = Look(kind="inversion", strength=1)
    inverted = looked(sample, look)
    np.testing.assert_array_equal(inverted.train_images, 255 - sample.train_images)
    for part in ("train_labels", "test_images", "test_labels"):
        np.testing.assert_array_equal(getattr(inverted, part), getattr(sample, part))
    assert inverted.name == sample.name


def test_a_subset_is_chosen_by_the_original_images(sample):
    thin = pick(sample.train_images, sample.train_labels, "thin")
    look = Look(kind="inversion", strength=1, subset="thin")
    dataset = looked(sample, look)
    np.testing.assert_array_equal(dataset.train_images, 255 - sample.train_images[thin])
    np.testing.assert_array_equal(dataset.train_labels, sample.train_labels[thin])


def test_every_look_has_a_fingerprint_of_its_own_that_is_always_the_same(sample):
    looks = [
        *(Look(kind=kind, strength=sign / 2) for kind, sign in DIRECTIONS),
        *(Look(subset=subset) for subset in SUBSETS),
    ]
    fingerprints = [looked(sample, look).fingerprint for look in looks]
    assert len(set(fingerprints)) == len(looks)
    assert sample.fingerprint in fingerprints  # that of all images
    assert fingerprints[-1] == looked(sample, looks[-1]).fingerprint


def test_a_subset_without_images_is_refused():
    images, labels = np.zeros((3, 784), np.uint8), np.full(3, 7)
    nines = Dataset("mnist", images, labels, images, labels)
    sentence = "The subset '0-4' has no image in this data set; 'all' has some."
    with pytest.raises(DataError) as error:
        looked(nines, Look(subset="0-4"))
    assert str(error.value) == sentence
    with pytest.raises(DataError, match="has no image"):
        looked_test(nines, Look(subset="0-4"), 2)


def test_test_images_begin_with_the_probe_set(sample):
    images, labels = looked_test(sample, Look(), 512)
    places = probe_places(len(sample.test_labels))
    np.testing.assert_array_equal(images, sample.test_images[places])
    np.testing.assert_array_equal(labels, sample.test_labels[places])


@pytest.mark.parametrize("kind", LOOK_KINDS)
def test_more_test_images_are_added_at_the_end_whatever_the_look(sample, kind):
    look = Look(kind=kind, strength=0.5, subset="thick")
    few, few_labels = looked_test(sample, look, 60)
    many, many_labels = looked_test(sample, look, 90)
    assert len(few) == len(few_labels) == 60
    np.testing.assert_array_equal(many[:60], few)
    np.testing.assert_array_equal(many_labels[:60], few_labels)
    assert set(few_labels.tolist()) == set(range(10))


def test_test_images_are_of_the_subset_and_in_the_look(sample):
    plain, labels = looked_test(sample, Look(subset="slanted"), 10_000)
    slanted = pick(sample.test_images, sample.test_labels, "slanted")
    assert sorted(map(bytes, plain)) == sorted(map(bytes, sample.test_images[slanted]))
    shown = dict(zip(map(bytes, sample.test_images), sample.test_labels.tolist(), strict=True))
    assert [shown[bytes(image)] for image in plain] == labels.tolist()
    inverted, _ = looked_test(sample, Look(kind="inversion", strength=1, subset="slanted"), 10_000)
    np.testing.assert_array_equal(inverted, 255 - plain)


@pytest.mark.parametrize("count", [0, -3])
def test_a_count_below_1_is_refused(sample, count):
    with pytest.raises(DataError, match=f"The count of test images is {count}; it must be at least 1."):
        looked_test(sample, Look(), count)
