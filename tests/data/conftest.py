from contextlib import ExitStack
from pathlib import Path

import pytest

from .idx_files import small_mnist
from .mirror import running, whole

OFFICIAL_MNIST = Path(__file__).resolve().parents[3] / "shared" / "mnist"


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch):
    """The folder that downloads would be kept in; nothing of the user's own environment is seen."""
    monkeypatch.delenv("BNVIZ_DATA_DIR", raising=False)
    monkeypatch.delenv("BNVIZ_MNIST_MIRRORS", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    return tmp_path / "cache" / "bnviz" / "mnist"


@pytest.fixture
def official_mnist():
    """The folder with the four official files, on machines that have it."""
    if not OFFICIAL_MNIST.is_dir():
        pytest.skip("the official MNIST files are not beside the repository")
    return OFFICIAL_MNIST


@pytest.fixture
def contents():
    """Four small files of valid digits, by name."""
    return small_mnist()


@pytest.fixture
def serve(monkeypatch):
    """Start a mirror for each of the given sets of answers; they become the mirrors to download from."""
    with ExitStack() as stack:

        def start(*answers):
            mirrors = [stack.enter_context(running(each)) for each in answers]
            monkeypatch.setenv("BNVIZ_MNIST_MIRRORS", " ".join(mirror.address for mirror in mirrors))
            return mirrors

        yield start


@pytest.fixture
def good(contents):
    """The answers of a mirror that has all the small files."""
    return {name: whole(content) for name, content in contents.items()}
