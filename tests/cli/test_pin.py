import pytest

from bnviz.experiment import Experiment
from bnviz.runs.store import Store

from .conftest import Command


def test_a_run_is_pinned_and_set_free_again(command: Command) -> None:
    store = Store()
    run = store.submit(Experiment(), "MNIST", "fingerprint", "1", "cpu")
    told = command("pin", run.id)
    assert (told.status, told.err) == (0, f"Run {run.id} is kept for good.\n")
    pinned = store.get(run.id)
    assert pinned is not None
    assert pinned.pinned_at is not None
    assert command("pin", run.id, "--undo").status == 0
    freed = store.get(run.id)
    assert freed is not None
    assert freed.pinned_at is None
    store.close()


@pytest.mark.parametrize("undo", [(), ("--undo",)])
def test_a_run_that_is_not_there_is_named(command: Command, undo: tuple[str, ...]) -> None:
    told = command("pin", "nothing", *undo)
    assert told.status == 2
    assert told.err.strip() == "Run nothing is not in the store."
