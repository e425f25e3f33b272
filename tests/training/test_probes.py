import numpy as np
import pytest
import torch

from bnviz.data import Dataset
from bnviz.experiment import Arm
from bnviz.training.loop import Training
from bnviz.training.schedule import snapshot_steps

from .examples import MIXED, small
from .oracle import arm_states

PERCENTILES = {"p15", "p50", "p85"}
TESTS = {"test_loss", "test_accuracy"}
LAYERS = PERCENTILES | {"mean", "std", "shift", "shift_raw"}
UNITS = PERCENTILES | {"batch_mean", "batch_var", "example", "gamma", "beta"}


def test_looking_changes_nothing_to_the_last_bit(dataset: Dataset) -> None:
    experiment = small(steps=30)
    assert len(snapshot_steps(30)) == 31
    watched, unwatched = (Training(experiment, dataset) for _ in range(2))
    for _ in watched.steps():
        pass
    for step in range(1, 31):
        unwatched.train_step(step)
    torch.testing.assert_close(arm_states(watched.stack), arm_states(unwatched.stack), rtol=0, atol=0)
    np.testing.assert_array_equal(watched.losses(0, 30), unwatched.losses(0, 30))


@pytest.mark.parametrize(("width", "watched"), [(4, 4), (12, 8)])
def test_a_snapshot_has_every_column_for_all_arms_and_layers_and_the_first_units(
    width: int, watched: int, dataset: Dataset
) -> None:
    arms, depth = len(MIXED), 3
    shapes = {(arms,): TESTS, (arms, depth): LAYERS, (arms, depth, watched): UNITS}
    for snapshot in Training(small(steps=2, width=width, depth=depth), dataset).steps():
        assert snapshot
        tables = snapshot.tests, snapshot.layers, snapshot.units
        for table, (shape, names) in zip(tables, shapes.items(), strict=True):
            assert table.keys() == names
            assert all(column.shape == shape and column.dtype == np.float32 for column in table.values())


def test_a_network_that_hardly_learns_hardly_shifts_once_its_running_statistics_have_caught_up(
    dataset: Dataset,
) -> None:
    still = tuple(Arm(normalization=arm.normalization, learning_rate=1e-4) for arm in MIXED[:2])
    experiment = small(arms=still, batch_size=100, steps=120)
    shifts = {each.step: each.layers["shift"].max() for each in Training(experiment, dataset).steps() if each}
    # They start at 0 and 1, as PyTorch's do, and forget a tenth of that at each step: 0.9 ** 80 is 0.0002.
    assert shifts[1] > 0.25
    assert max(shift for step, shift in shifts.items() if step >= 80) < 0.25
