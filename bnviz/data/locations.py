"""Where the MNIST files may lie and where they come from; the environment has a say in both.

`BNVIZ_DATA_DIR` names a folder with the four files, to be searched before the user's cache folder;
`BNVIZ_MNIST_MIRRORS` the addresses to download from in place of the public ones, separated by spaces.
"""

from __future__ import annotations

import os
from pathlib import Path

from pydantic import HttpUrl, ValidationError

from bnviz.data.dataset import DataError
from bnviz.host import Host, HostError, host

MIRRORS = (
    "https://ossci-datasets.s3.amazonaws.com/mnist/",
    "https://storage.googleapis.com/cvdf-datasets/mnist/",
    "http://yann.lecun.com/exdb/mnist/",
)


def data_folder() -> Path | None:
    """The folder that `BNVIZ_DATA_DIR` names, with ~ expanded; None where it is empty or not set.

    Raises:
        DataError: a setting of the host is not allowed.
    """
    named = _settings().data_dir
    # os.path leaves the ~ of an unknown user as it is, where pathlib raises an error of its own.
    return Path(os.path.expanduser(named)) if named else None


def cache_folder() -> Path:
    """The folder of this user's cache that downloads are kept in; it need not exist yet."""
    import pooch

    return Path(pooch.os_cache("bnviz")) / "mnist"


def mirrors() -> tuple[str, ...]:
    """The addresses of the folders to download from, the one to try first at the front.

    Raises:
        DataError: `BNVIZ_MNIST_MIRRORS` holds something that is no http or https address.
    """
    named = _settings().mnist_mirrors.split()
    for address in named:
        _check_address(address)
    return tuple(named) or MIRRORS


def _settings() -> Host:
    try:
        return host()
    except HostError as error:
        raise DataError(str(error)) from error


def _check_address(address: str) -> None:
    try:
        HttpUrl(address)
    except ValidationError as error:
        raise DataError(
            f"BNVIZ_MNIST_MIRRORS holds {address!r}; "
            "it must hold http:// or https:// addresses, separated by spaces."
        ) from error
