"""What a Snapshot tells of its step: the mini-batch as Algorithm 1 met it, and norms and coefficients."""

import numpy as np
import pytest
import torch
from torch import Tensor

from bnviz.data import Dataset
from bnviz.experiment import Arm
from bnviz.maths import Array
from bnviz.training.loop import Training
from bnviz.training.probes import Snapshot

from .examples import small
from .oracle import State, learn
from .recording import PLACES, PLAIN, RUNNING, SCALED, WATCHED_UNITS, Recording, Step

PERCENTILES = {"p15": 15, "p50": 50, "p85": 85}
OF_STEP = ("batch_mean", "batch_var")
OF_RUNNING = ("running_mean", "running_var")
LAYERS = (1, 2, 3)

each_arm = pytest.mark.parametrize("place", PLACES)
each_scaled = pytest.mark.parametrize("place", SCALED)


def told_of_units(snapshot: Snapshot, place: int, layer: int) -> dict[str, Array]:
    return {name: column[place, layer - 1] for name, column in snapshot.units.items()}


def shift_of(state: State, layer: int) -> Tensor:
    """β, or the bias where there is none."""
    return state.get(f"norm{layer}.bias", state.get(f"linear{layer}.bias", torch.empty(0)))


def reached(recording: Recording, step: Step, place: int) -> dict[str, Tensor]:
    return learn(recording.network(place, step.before, step.drawn), step.images, step.labels)


@each_arm
def test_units_tell_of_their_mini_batch_and_of_what_it_met(recording: Recording, place: int) -> None:
    kind = "norm" if place in SCALED else "activation"
    for step in recording.steps(place):
        values = reached(recording, step, place)
        for layer in LAYERS:
            told = told_of_units(step.snapshot, place, layer)
            x = values[f"{kind}{layer}"].detach().numpy()
            shift = shift_of(step.before, layer)
            for name, expected in (("batch_mean", x.mean(0)), ("batch_var", x.var(0)), ("beta", shift)):
                np.testing.assert_allclose(
                    told[name], expected[:WATCHED_UNITS], rtol=1e-5, atol=1e-7, err_msg=name
                )


@each_scaled
def test_units_tell_the_scale_they_met_and_the_running_statistics_that_came_of_it(
    recording: Recording, place: int
) -> None:
    for step in recording.steps(place):
        alone = recording.network(place, step.before, step.drawn)
        learn(alone, step.images, step.labels)
        for layer in LAYERS:
            norm = alone.get_submodule(f"norm{layer}")
            names = {"gamma": norm.weight}
            if place in RUNNING:
                names |= {"running_mean": norm.running_mean, "running_var": norm.running_var}
            for name, expected in names.items():
                assert isinstance(expected, Tensor)
                told = told_of_units(step.snapshot, place, layer)[name]
                np.testing.assert_allclose(told, expected.detach()[:WATCHED_UNITS], rtol=1e-5, atol=1e-7)


def test_before_the_first_step_there_is_no_mini_batch_but_there_are_coefficients(
    recording: Recording,
) -> None:
    first = recording.moments[0].snapshot
    assert all(np.isnan(first.units[name]).all() for name in OF_STEP)
    assert all(np.isnan(first.layers[f"gradient_{name}"]).all() for name in ("norm", "change", "cosine"))
    assert (first.units["gamma"][SCALED] == 1).all()
    assert (first.units["running_mean"][RUNNING] == 0).all()
    assert (first.units["running_var"][RUNNING] == 1).all()
    assert (first.units["beta"] == 0).all()
    assert not first.batches


def test_where_there_is_no_normalization_there_is_nothing_of_it(recording: Recording) -> None:
    for snapshot, _ in recording.moments:
        for name, places in (("gamma", SCALED), *((name, RUNNING) for name in OF_RUNNING)):
            assert np.isnan(np.delete(snapshot.units[name], places, 0)).all()
            assert np.isfinite(snapshot.units[name][places]).all()
        for name in PERCENTILES:
            assert np.isnan(snapshot.layers[f"gamma_{name}"][PLAIN]).all()


@each_arm
def test_layers_tell_percentiles_of_the_scale_and_shift_of_all_units(
    recording: Recording, place: int
) -> None:
    for snapshot, states in recording.moments:
        for layer in LAYERS:
            for name, percent in PERCENTILES.items():
                kinds = {"beta": shift_of(states[place], layer)}
                if place in SCALED:
                    kinds["gamma"] = states[place][f"norm{layer}.weight"]
                for kind, values in kinds.items():
                    told = snapshot.layers[f"{kind}_{name}"][place, layer - 1]
                    np.testing.assert_allclose(told, np.percentile(values, percent), rtol=1e-5, atol=1e-7)


@each_arm
def test_the_norm_of_the_weights_is_theirs_after_the_step(recording: Recording, place: int) -> None:
    for snapshot, states in recording.moments:
        expected = [np.linalg.norm(states[place][f"linear{layer}.weight"]) for layer in LAYERS]
        np.testing.assert_allclose(snapshot.layers["weight_norm"][place], expected, rtol=1e-6)


def test_a_vanishing_gradient_has_a_norm_in_single_precision_too(dataset: Dataset) -> None:
    arms = tuple(Arm(normalization=name, init_scale=0.01) for name in ("none", "batch"))
    experiment = small(depth=8, steps=2, arms=arms, init_std=0.05)
    single, double = (
        list(Training(experiment, dataset, dtype=dtype).steps())[-1]
        for dtype in (torch.float32, torch.float64)
    )
    assert single
    assert double
    expected = double.layers["gradient_norm"][0]
    assert 1e-37 < expected.min() < 1e-24  # its square would be 0 among single-precision numbers
    np.testing.assert_allclose(single.layers["gradient_norm"][0], expected, rtol=1e-3)
    assert (single.layers["gradient_cosine"][:, 0] == 1).all()


def test_a_gradient_that_is_nowhere_has_no_direction(dataset: Dataset) -> None:
    training = Training(small(activation="relu", steps=1, arms=(Arm(normalization="none"),) * 2), dataset)
    training.stack.layer_parameters[0].shift[0] = -1e6  # so that no image gets through
    last = list(training.steps())[-1]
    assert last
    gone, there = np.stack([last.layers[f"gradient_{name}"] for name in ("norm", "change", "cosine")], 1)
    np.testing.assert_array_equal(gone, [[0, 0], [0, 0], [np.nan, np.nan]])
    assert np.isfinite(there).all()
