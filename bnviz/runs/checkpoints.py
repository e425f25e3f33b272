"""The networks that a run kept at its checkpoints, and the statistics of all its mini-batches, for numpy.

What is asked of a trained network on the spot needs no engine: `bnviz.maths.network` answers from these.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from bnviz.experiment import Arm
from bnviz.maths import Array
from bnviz.maths.batch_norm import Statistics
from bnviz.maths.each_image import EACH_IMAGE
from bnviz.maths.network import Hidden, Network
from bnviz.runs.run import Run
from bnviz.runs.store import Store


class Kept(NamedTuple):
    """An arm at a checkpoint.

    Attributes:
        network: with its parameters as they were.
        running: PyTorch's running statistics, one for each hidden layer; () without Batch Normalization.
    """

    network: Network
    running: tuple[Statistics, ...]


def checkpoint_steps(store: Store, run_id: str) -> list[int]:
    """The checkpoints of a run that are recorded so far, ascending; none if there is no such run."""
    run = store.get(run_id)
    if run is None or not run.experiment.checkpoints:
        return []
    newest = store.read_at(run_id, "parameters", run.steps)["step"].max()
    return [step for step in run.experiment.checkpoints if step <= newest]  # none are: NaN


def networks(store: Store, run: Run, step: int) -> tuple[Kept, ...]:
    """All arms in order, at the newest checkpoint, or the end, recorded up to a step; () if there is none.

    Raises:
        ValueError: the run's layers are convolutions, which `bnviz.maths.network` does not know.
    """
    if run.experiment.architecture != "dense":
        raise ValueError(f"Run {run.id} has convolutional layers: a network is made of fully connected ones.")
    rows = store.read_at(run.id, "parameters", step)
    arms = [of_arm for _, of_arm in rows.groupby("arm")]
    return tuple(
        _kept(*each, run.experiment.activation) for each in zip(arms, run.experiment.arms, strict=False)
    )


def batch_history(store: Store, run: Run) -> tuple[tuple[Statistics, ...], ...]:
    """μ_B and σ²_B (biased) of the mini-batches of all steps recorded so far, each of shape (steps, units).

    One entry for each arm in the experiment's order, with one for each hidden layer; () without Batch
    Normalization. There are no steps of a run that keeps none, or of an arm with ghost batches.
    """
    rows, _ = store.read(run.id, "statistics")
    layers = range(1, run.experiment.depth + 1)
    by_layer = dict(list(rows.groupby(["arm", "layer"])))
    return tuple(
        tuple(_history(by_layer.get((place, layer), rows[:0]), run.experiment.units) for layer in layers)
        if arm.normalization == "batch"
        else ()
        for place, arm in enumerate(run.experiment.arms)
    )


def _kept(rows: pd.DataFrame, arm: Arm, activation: str) -> Kept:
    *hidden, output = (_arrays(row) for row in rows.sort_values("layer").to_dict("records"))
    running = [Statistics(layer["running_mean"], layer["running_var"]) for layer in hidden]
    each_image = arm.normalization if arm.normalization in EACH_IMAGE else None
    network = Network(
        tuple(
            Hidden(_matrix(layer), layer["shift"], _or_none(layer["gamma"]), each_image) for layer in hidden
        ),
        _matrix(output),
        output["shift"],
        activation,
    )
    return Kept(network, tuple(each for each in running if len(each.mean)))


def _arrays(row: Mapping[Hashable, Any]) -> dict[Hashable, Array]:
    return {name: np.asarray(values, np.float64) for name, values in row.items()}


def _matrix(layer: Mapping[Hashable, Array]) -> Array:
    return layer["weight"].reshape(len(layer["shift"]), -1)


def _or_none(gamma: Array) -> Array | None:
    return gamma if len(gamma) else None


def _history(rows: pd.DataFrame, units: int) -> Statistics:
    columns = (np.array(rows[name].to_list(), np.float64) for name in ("mean", "variance"))
    return Statistics(*(values.reshape(-1, units) for values in columns))
