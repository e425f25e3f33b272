from pathlib import Path

import pytest

from bnviz.data import DataError
from bnviz.data.locations import MIRRORS, cache_folder, data_folder, mirrors


@pytest.mark.parametrize(
    ("named", "folder"),
    [("", None), ("digits", Path("digits")), ("~/digits", Path.home() / "digits")],
)
def test_the_data_folder_is_the_one_named(named, folder, monkeypatch):
    monkeypatch.setenv("BNVIZ_DATA_DIR", named)
    assert data_folder() == folder


def test_without_a_name_there_is_no_data_folder():
    assert data_folder() is None


def test_asking_for_the_cache_folder_does_not_make_it(cache):
    assert cache_folder() == cache
    assert not cache.exists()


def test_the_public_mirrors_are_used_unless_others_are_named(monkeypatch):
    assert mirrors() == MIRRORS
    monkeypatch.setenv("BNVIZ_MNIST_MIRRORS", "  ")
    assert mirrors() == MIRRORS
    monkeypatch.setenv("BNVIZ_MNIST_MIRRORS", "https://digits.example/a  http://localhost:8000")
    assert mirrors() == ("https://digits.example/a", "http://localhost:8000")


@pytest.mark.parametrize("address", ["ftp://digits.example", "digits.example", "http://", "http://a:port/"])
def test_what_is_no_web_address_is_named(address, monkeypatch):
    monkeypatch.setenv("BNVIZ_MNIST_MIRRORS", f"https://digits.example {address}")
    with pytest.raises(DataError, match=rf"^BNVIZ_MNIST_MIRRORS holds '{address}'; it must hold http://"):
        mirrors()


@pytest.mark.parametrize("asked", [data_folder, mirrors])
def test_a_setting_of_the_host_that_is_not_allowed_is_told(asked, monkeypatch):
    monkeypatch.setenv("BNVIZ_WORKERS", "0")
    with pytest.raises(DataError, match=r'^BNVIZ_WORKERS: "0" is not allowed'):
        asked()
