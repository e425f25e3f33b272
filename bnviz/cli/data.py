"""`data`: have full MNIST on this machine. Also where `run` gets its digits from."""

from __future__ import annotations

import argparse

from tqdm import tqdm

from bnviz.cli.messages import Failure, ending, say
from bnviz.data import Available, DataError, Dataset, available, fetch


def main(_: argparse.Namespace) -> int:
    """Download MNIST if it is not here, and say where it is and what it holds."""
    found = complete("runs use the 5,000-digit sample meanwhile")
    if found.folder is None:
        return Failure.status
    dataset = found.dataset
    print(
        f"MNIST is in {found.folder}: {len(dataset.train_labels):,} images to train and "
        f"{len(dataset.test_labels):,} to test, fingerprint {dataset.fingerprint[:10]}."
    )
    return 0


def best_dataset() -> Dataset:
    """Full MNIST, downloaded if need be, or else the sample.

    Raises:
        Failure: there is not even the sample.
    """
    return complete("this run uses the 5,000-digit sample").dataset


def complete(otherwise: str) -> Available:
    """Full MNIST, after one attempt to download it if it is missing; what to expect is said if that fails.

    Raises:
        Failure: there is not even the sample.
    """
    with ending(Failure, DataError):
        found = available()
    for problem in found.problems:
        say(str(problem))
    if found.folder is not None:
        return found
    try:
        _download()
    except DataError as error:
        say(f"{str(error).removesuffix('.')}; {otherwise}.")
        return found
    return available()


def _download() -> None:
    """Fetch, with a bar if somebody is at a terminal to see it."""
    with tqdm(desc="Downloading MNIST", unit="B", unit_scale=True, disable=None, leave=False) as bar:

        def show(received: int, total: int) -> None:
            bar.total = total
            bar.update(received - bar.n)

        fetch(show)
