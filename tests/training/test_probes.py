import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from bnviz.data import Dataset
from bnviz.experiment import NORMALIZATIONS, Arm, Normalization, Optimizer
from bnviz.training.loop import Training
from bnviz.training.probes import Snapshot, watched_units
from bnviz.training.schedule import snapshot_steps

from .examples import MIXED, small
from .oracle import arm_states

PERCENTILES = {"p15", "p50", "p85"}
TESTS = {"test_loss", "test_accuracy"}
LAYERS = (
    PERCENTILES
    | {"mean", "std", "flat", "dead", "shift", "shift_raw", "rate", "rate_raw", "weight_norm"}
    | {f"gradient_{name}" for name in ("norm", "change", "cosine")}
    | {f"{kind}_{name}" for kind in ("gamma", "beta") for name in PERCENTILES}
)
UNITS = PERCENTILES | {"batch_mean", "batch_var", "running_mean", "running_var", "gamma", "beta"}
DEPTH, IMAGES, MINI_BATCH = 3, 512, 16


@pytest.mark.parametrize("optimizer", ["sgd", "adam"])
def test_looking_changes_nothing_to_the_last_bit(optimizer: Optimizer, dataset: Dataset) -> None:
    experiment = small(steps=30, optimizer=optimizer)
    assert len(snapshot_steps(30)) == 31
    watched, unwatched = (Training(experiment, dataset) for _ in range(2))
    for _ in watched.steps():
        pass
    for step in range(1, 31):
        unwatched.train_step(step)
    torch.testing.assert_close(arm_states(watched.stack), arm_states(unwatched.stack), rtol=0, atol=0)
    np.testing.assert_array_equal(watched.losses(0, 30), unwatched.losses(0, 30))


@pytest.mark.parametrize(("width", "watched"), [(4, 4), (12, 8)])
def test_a_snapshot_has_every_column_for_all_arms_and_layers_and_the_watched_units(
    width: int, watched: int, dataset: Dataset
) -> None:
    arms, units = (len(MIXED), DEPTH), (len(MIXED), DEPTH, watched)
    expected = {
        "tests": (TESTS, arms[:1]),
        "answers": ({"predictions"}, (len(MIXED), IMAGES)),
        "layers": (LAYERS, arms),
        "units": (UNITS, units),
        "distributions": ({"before", "after"}, (*arms, 1 + watched, 32)),
        "batches": ({"x", "gradient"}, (*units, MINI_BATCH)),
    }
    for snapshot in list(Training(small(steps=2, width=width, depth=DEPTH), dataset).steps())[1:]:
        assert snapshot
        for table, (names, shape) in expected.items():
            columns = getattr(snapshot, table)
            assert columns.keys() == names
            assert {column.shape for column in columns.values()} == {shape}
            assert {str(column.dtype) for column in columns.values()} <= {"float32", "uint8"}


@pytest.mark.parametrize("normalization", NORMALIZATIONS)
def test_a_stack_may_have_arms_of_one_kind_only(normalization: Normalization, dataset: Dataset) -> None:
    training = Training(small(steps=2, arms=(Arm(normalization=normalization),)), dataset)
    last = list(training.steps())[-1]
    assert last
    for columns in (last.units, last.batches):
        for name in columns.keys() & {"running_mean", "running_var", "x", "gradient"}:
            assert np.isnan(columns[name]).all() == (normalization != "batch")
    assert np.isnan(last.units["gamma"]).all() == (normalization == "none")


def told_of_change(snapshot: Snapshot | None) -> bool:
    """Whether a Snapshot tells how the gradients changed, which it does of all layers and arms or none."""
    assert snapshot
    told = np.isfinite([snapshot.layers[name] for name in ("gradient_change", "gradient_cosine")])
    assert told.all() == told.any()
    return bool(told.all())


@pytest.mark.parametrize(("depth", "told"), [(5, 1), (6, 2), (8, 2), (9, 3), (12, 4)])
def test_the_deeper_a_network_the_fewer_snapshots_tell_of_the_change_of_its_gradients(
    depth: int, told: int, dataset: Dataset
) -> None:
    training = Training(small(depth=depth, steps=9, init_std=0.5), dataset)
    steps = [step for step, snapshot in enumerate(training.steps()) if told_of_change(snapshot)]
    assert steps == list(range(told, 10, told))


def test_a_snapshot_asked_for_tells_of_it_and_leaves_the_others_as_they_were(
    dataset: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bnviz.training.loop.snapshot_steps", lambda steps: (0, 1, 3, 5, 7))
    training = Training(small(depth=6, steps=7, init_std=0.5), dataset)
    for step in (2, 4):
        training.look_at(step)
    taken = [snapshot for snapshot in training.steps() if snapshot]
    assert [snapshot.step for snapshot in taken] == [0, 1, 2, 3, 4, 5, 7]
    assert [snapshot.step for snapshot in taken if told_of_change(snapshot)] == [2, 3, 4, 7]


@given(st.integers(4, 512), st.integers(2, 1024), st.integers(1, 12), st.integers(0, 256))
def test_as_many_units_are_watched_as_a_mini_batch_leaves_room_for(
    width: int, batch_size: int, depth: int, normalised: int
) -> None:
    arms = (Arm(normalization="batch"),) * normalised + (Arm(normalization="none"),) * (256 - normalised)
    watched = watched_units(small(width=width, batch_size=batch_size, depth=depth, arms=arms))
    values = batch_size * depth * max(normalised, 1)
    assert 1 <= watched <= min(8, width)
    assert watched == 1 or watched * values <= 4_096
    assert watched == min(8, width) or (watched + 1) * values > 4_096


def test_a_network_that_hardly_learns_hardly_shifts_once_its_running_statistics_have_caught_up(
    dataset: Dataset,
) -> None:
    still = tuple(Arm(normalization=arm.normalization, learning_rate=1e-4) for arm in MIXED[:2])
    experiment = small(arms=still, batch_size=100, steps=120)
    shifts = {each.step: each.layers["shift"].max() for each in Training(experiment, dataset).steps() if each}
    # They start at 0 and 1, as PyTorch's do, and forget a tenth of that at each step: 0.9 ** 80 is 0.0002.
    assert shifts[1] > 0.25
    assert max(shift for step, shift in shifts.items() if step >= 80) < 0.25
