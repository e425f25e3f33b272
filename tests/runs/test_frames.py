import numpy as np

from bnviz.runs.frames import loss_rows, snapshot_rows
from bnviz.runs.tables import decode, encode
from bnviz.training.probes import Snapshot

ARMS, LAYERS, UNITS = 2, 3, 4


def _array(step: int, *shape: int) -> np.ndarray:
    """Values that tell where they stand."""
    return (1000 * step + np.arange(np.prod(shape)).reshape(shape)).astype(np.float32)


def _snapshot(step: int) -> Snapshot:
    layers = ("p15", "p50", "p85", "mean", "std", "shift", "shift_raw")
    units = ("p15", "p50", "p85", "batch_mean", "batch_var", "gamma", "beta", "example")
    return Snapshot(
        step,
        {name: _array(step, ARMS) for name in ("test_loss", "test_accuracy")},
        {name: _array(step, ARMS, LAYERS) for name in layers},
        {name: _array(step, ARMS, LAYERS, UNITS) for name in units},
    )


def test_each_value_stands_beside_its_own_keys() -> None:
    tables = snapshot_rows([_snapshot(0), _snapshot(7)])
    row = tables["units"].query("step == 7 and arm == 1 and layer == 2 and unit == 4")
    assert row["gamma"].item() == _array(7, ARMS, LAYERS, UNITS)[1, 1, 3]
    assert tables["layers"].query("step == 0 and arm == 1 and layer == 3")["shift"].item() == 5
    assert tables["tests"]["step"].tolist() == [0, 0, 7, 7]


def test_rows_fit_the_tables_of_the_store() -> None:
    for name, frame in snapshot_rows([_snapshot(3)]).items():
        assert len(decode(name, [encode(name, frame)])) == len(frame)


def test_losses_are_counted_on_from_the_first_step() -> None:
    losses = loss_rows(11, np.array([[1.0, 2.0], [3.0, 4.0]], dtype=np.float32))
    assert losses.to_dict("list") == {
        "step": [11, 11, 12, 12],
        "arm": [0, 1, 0, 1],
        "train_loss": [1.0, 2.0, 3.0, 4.0],
    }


def test_no_step_gives_no_row() -> None:
    assert loss_rows(1, np.empty((0, 2), dtype=np.float32)).empty
