import itertools
import socket
import subprocess
import sys

import pytest

from bnviz.data import DataError, available, fetch

from .idx_files import described, write
from .mirror import corrupt, cut_off, missing, stalled, truncated, unavailable, whole

FIRST, SECOND, *_ = NAMES = [
    "train-images-idx3-ubyte.gz",
    "train-labels-idx1-ubyte.gz",
    "t10k-images-idx3-ubyte.gz",
    "t10k-labels-idx1-ubyte.gz",
]
FAULTS = {
    corrupt: "sent a corrupt file",
    truncated: "sent a truncated file",
    missing: "does not have the files (404)",
    stalled: "stalled",
    unavailable: "answered with status 503",
    cut_off: "broke the connection off",
}
IMPATIENT = (5.0, 0.5)


def cached(cache):
    return {path.name: path.read_bytes() for path in cache.iterdir()}


@pytest.fixture
def refusing():
    """The host of a port that nobody listens on, for as long as the test runs."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield f"127.0.0.1:{taken.getsockname()[1]}"


def test_what_is_fetched_is_then_available(serve, good, contents, cache):
    serve(good)
    fetch(files=described(contents))
    assert cached(cache) == contents
    found = available(described(contents))
    assert (found.dataset.name, found.folder, found.problems) == ("mnist", cache, ())


def test_the_official_files_pass_their_own_checksums(serve, official_mnist, cache):
    serve({name: whole((official_mnist / name).read_bytes()) for name in NAMES})
    fetch()
    assert available().folder == cache


def test_only_files_that_are_missing_or_damaged_are_asked_for(serve, good, contents, cache):
    (mirror,) = serve(good)
    write(cache, contents)
    (cache / SECOND).write_bytes(b"damaged")
    fetch(files=described(contents))
    assert mirror.asked == [SECOND]
    assert cached(cache) == contents


@pytest.mark.parametrize(("fault", "words"), FAULTS.items())
def test_a_fault_is_told_and_nothing_of_the_file_is_kept(fault, words, serve, good, contents, cache):
    (mirror,) = serve(good | {SECOND: fault(contents[SECOND])})
    with pytest.raises(DataError) as error:
        fetch(files=described(contents), timeout=IMPATIENT)
    assert str(error.value) == f"MNIST could not be downloaded: {mirror.host} {words}."
    assert cached(cache) == {FIRST: contents[FIRST]}


@pytest.mark.parametrize("fault", FAULTS)
def test_the_next_mirror_goes_on_where_one_failed(fault, serve, good, contents, cache):
    faulty, sound = serve(good | {SECOND: fault(contents[SECOND])}, good)
    fetch(files=described(contents), timeout=IMPATIENT)
    assert cached(cache) == contents
    assert faulty.asked == NAMES[:2]
    assert sound.asked == NAMES[1:]


def test_when_all_mirrors_fail_one_sentence_names_each(serve, contents, cache, refusing, monkeypatch):
    (empty,) = serve({})
    monkeypatch.setenv("BNVIZ_MNIST_MIRRORS", f"{empty.address} http://reader:secret@{refusing}/mnist")
    with pytest.raises(DataError) as error:
        fetch(files=described(contents))
    assert str(error.value) == (
        f"MNIST could not be downloaded: {empty.host} does not have the files (404); "
        f"{refusing} refused the connection."
    )


def test_an_interrupted_download_leaves_nothing_half_written(serve, good, contents, cache):
    def interrupt_amid_the_first_file(received, total):
        assert 0 < received < len(contents[FIRST])
        raise KeyboardInterrupt

    serve(good)
    with pytest.raises(KeyboardInterrupt):
        fetch(interrupt_amid_the_first_file, files=described(contents))
    assert cached(cache) == {}


def test_a_cache_that_cannot_be_written_is_told_without_its_path(serve, good, contents, cache):
    serve(good)
    cache.parent.mkdir(parents=True)
    cache.write_text("a file where the folder should be")
    with pytest.raises(DataError, match=r"^The cache folder cannot be written \([^/]*\)\.$"):
        fetch(files=described(contents))


def test_progress_rises_to_the_size_of_all_files(serve, good, contents):
    serve(good)
    calls = []
    fetch(lambda *call: calls.append(call), files=described(contents))
    total = sum(map(len, contents.values()))
    assert {of for _, of in calls} == {total}
    assert all(before <= after for (before, _), (after, _) in itertools.pairwise(calls))
    assert calls[-1] == (total, total)
    # The largest file comes in several pieces, each of them told.
    assert sum(received < len(contents[FIRST]) for received, _ in calls) > 1


def test_progress_ends_full_when_nothing_is_left_to_download(serve, contents, cache):
    serve({})
    write(cache, contents)
    calls = []
    fetch(lambda *call: calls.append(call), files=described(contents))
    total = sum(map(len, contents.values()))
    assert calls[-1] == (total, total)


def test_a_download_prints_nothing(serve):
    serve({})
    program = (
        "import contextlib; from bnviz.data import DataError, fetch\n"
        "with contextlib.suppress(DataError): fetch()"
    )
    # In a process of its own: pooch's log goes to the stderr that there was when pooch was imported.
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("", "")
