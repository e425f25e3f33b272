"""A run is given only to a worker that has what it needs."""

import pytest

from bnviz.data import DataError, Dataset
from bnviz.runs.needs import Needs
from bnviz.runs.store import Store
from bnviz.runs.workers.at_hand import LOOK_AGAIN, AtHand

from .small_runs import submit


def test_a_run_waits_for_a_worker_with_its_device_and_its_data(store: Store) -> None:
    graphics = submit(store, device="cuda:1")
    plain = submit(store, data="other")
    assert store.claim("w", fits=lambda needs: needs.kind == "mps") is None
    assert store.claim("w", fits=lambda needs: needs.data_fingerprint == "another") is None
    assert store.claim("w", fits=lambda needs: needs.data_fingerprint == "other").id == plain.id  # type: ignore[union-attr]
    assert (
        store.claim("w", fits=lambda needs: needs == Needs("cuda", "MNIST", "fingerprint")).id == graphics.id
    )  # type: ignore[union-attr]


def test_a_run_gives_its_turn_only_to_one_that_its_worker_could_train(store: Store) -> None:
    mine = store.claim("w", submit(store).id)
    assert mine is not None
    submit(store, 2, device="cuda")
    assert not store.gives_turn(mine)
    submit(store, 3)
    assert store.gives_turn(mine)


def test_what_fits_is_a_kind_of_device_and_the_same_data(
    dataset: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bnviz.runs.workers.at_hand.load", lambda name: dataset)
    at_hand = AtHand(["cpu", "cuda:0"])
    needs = Needs.of("cuda:3", dataset.name, dataset.fingerprint)
    assert at_hand.fits(needs)
    assert not at_hand.fits(needs._replace(kind="mps"))
    assert not at_hand.fits(needs._replace(data_fingerprint="other"))


def test_data_that_come_later_are_found(dataset: Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> Dataset:
        raise DataError("not here")

    seconds = 0.0
    monkeypatch.setattr("bnviz.runs.workers.at_hand.time.monotonic", lambda: seconds)
    monkeypatch.setattr("bnviz.runs.workers.at_hand.load", missing)
    at_hand = AtHand(["cpu"])
    needs = Needs.of("cpu", dataset.name, dataset.fingerprint)
    assert not at_hand.fits(needs)
    monkeypatch.setattr("bnviz.runs.workers.at_hand.load", lambda name: dataset)
    assert not at_hand.fits(needs)  # nobody looks at every moment
    seconds = LOOK_AGAIN
    assert at_hand.fits(needs)
