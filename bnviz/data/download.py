"""Downloading MNIST into the user's cache folder: every file whole and verified, or not at all."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable, Iterator, Sequence
from http.client import IncompleteRead
from urllib.parse import urlsplit

from bnviz.data.dataset import DataError
from bnviz.data.locations import cache_folder, mirrors
from bnviz.data.official import MNIST_FILES, SourceFile
from bnviz.language import N_

Progress = Callable[[int, int], None]
"""Told the bytes that are here so far, and the bytes of all files together."""

CHUNK = 2**16

# What lies at the root of a failed download, and what the mirror did; the first that fits is told.
REASONS: tuple[tuple[type[Exception], str], ...] = (
    (TimeoutError, N_("stalled")),
    (ConnectionRefusedError, N_("refused the connection")),
    (ConnectionResetError, N_("broke the connection off")),
    (socket.gaierror, N_("is not known to the network")),
    (ssl.SSLError, N_("could not prove its identity")),
    (IncompleteRead, N_("sent a truncated file")),
    (ValueError, N_("sent a corrupt file")),
)


def fetch(
    progress: Progress | None = None,
    *,
    files: Sequence[SourceFile] = MNIST_FILES,
    timeout: tuple[float, float] = (5.0, 15.0),
) -> None:
    """Download the files that the cache folder does not hold yet; `available` finds them there afterwards.

    A mirror that fails is left for the next one. Files that came whole and with the right SHA-256 are kept.

    Args:
        progress: is told how far the download is; it falls back when a mirror fails in the middle of a file.
        files: what to download.
        timeout: seconds to wait for a connection, and for the next bytes on it.

    Raises:
        DataError: no mirror gave all the files (the sentence says for each one why), the cache folder
            cannot be written, or `BNVIZ_MNIST_MIRRORS` holds something that is no address.
    """
    from requests import RequestException

    failures: list[DataError] = []
    for mirror in mirrors():
        try:
            _fetch_from(mirror, files, progress or (lambda received, total: None), timeout)
        except (RequestException, ValueError) as error:
            host = urlsplit(mirror).netloc.rpartition("@")[2]
            failures.append(DataError(N_("{host} {failed}"), host=host, failed=_reason(error)))
        except OSError as error:
            said = N_("The cache folder cannot be written ({reason}).")
            raise DataError(said, reason=error.strerror) from error
        else:
            return
    raise DataError(N_("MNIST could not be downloaded: {failures}."), failures=failures)


def _fetch_from(
    mirror: str, files: Sequence[SourceFile], progress: Progress, timeout: tuple[float, float]
) -> None:
    import pooch

    pooch.get_logger().setLevel("WARNING")  # It would print every address and folder to stderr.
    total = sum(file.size for file in files)
    before = 0
    for file in files:
        bar = _Bar(progress, before, file.size, total)
        pooch.retrieve(
            f"{mirror.rstrip('/')}/{file.name}",
            known_hash=f"sha256:{file.sha256}",
            fname=file.name,
            path=cache_folder(),
            downloader=pooch.HTTPDownloader(progressbar=bar, chunk_size=CHUNK, timeout=timeout),
        )
        before += file.size
        progress(before, total)


class _Bar:
    """One file's part of the whole, in the shape of the progress bars that pooch takes.

    Pooch also writes the length that the mirror announces to `total`; the file's known size is used instead.
    """

    def __init__(self, progress: Progress, before: int, size: int, total: int) -> None:
        self._progress = progress
        self._before = before
        self._size = size
        self._total = total
        self._received = 0

    def update(self, count: int) -> None:
        self._received = min(self._received + count, self._size)
        self._progress(self._before + self._received, self._total)

    def reset(self) -> None:
        """Nothing: pooch resets a bar only in order to fill it, and `update` never overfills."""

    def close(self) -> None:
        """Nothing: the next file goes on where this one ends."""


def _reason(error: Exception) -> str | DataError:
    """What a mirror did, for the end of a sentence that starts with its name."""
    from requests import HTTPError

    if isinstance(error, HTTPError) and error.response is not None:
        status = error.response.status_code
        answered = DataError(N_("answered with status {status}"), status=status)
        return N_("does not have the files (404)") if status == 404 else answered
    roots = tuple(_chain(error))
    fitting = (words for kind, words in REASONS if any(isinstance(root, kind) for root in roots))
    return next(fitting, N_("could not be reached"))


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """The error, what it came from, and so on down to the root."""
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
