from pathlib import Path

import pytest

from bnviz.runs import reserve
from bnviz.runs.database import DiskFullError
from bnviz.runs.store import Store

from .small_runs import held, now


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
def test_a_store_keeps_a_reserve_beside_its_file(store: Store, tmp_path: Path) -> None:
    assert (tmp_path / "runs.sqlite-reserve").stat().st_size == reserve.SIZE


def test_on_a_full_disk_the_reserve_makes_room_for_the_ending(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run, change = held(store), store._change
    kept = tmp_path / "runs.sqlite-reserve"

    def full_while_kept(*arguments: object) -> None:
        if kept.exists():
            raise DiskFullError("The disk is full.")
        change(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(store, "_change", full_while_kept)
    store.finish(run, "failed", error="The disk is full.", seconds=1.0)
    assert now(store, run).state == "failed"


def test_without_room_there_is_no_reserve_and_no_complaint(tmp_path: Path) -> None:
    nowhere = tmp_path / "missing" / "runs.sqlite"
    reserve.keep(nowhere)
    reserve.give_up(nowhere)
    assert not nowhere.parent.exists()
