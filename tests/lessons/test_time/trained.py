"""The lesson's networks, trained and recorded as a worker does it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import torch

from bnviz.data import Dataset, load
from bnviz.lessons.test_time.network import (
    BN,
    CHECKPOINTS,
    EXPERIMENT,
    PLAIN,
    asked_digits,
    network_inputs,
)
from bnviz.maths import Array
from bnviz.maths.batch_norm import MOMENTUM, Statistics
from bnviz.maths.network import Hidden, Network
from bnviz.runs.checkpoints import Kept, networks
from bnviz.runs.run import Run
from bnviz.runs.store import Store
from bnviz.runs.workers.execution import execute
from bnviz.training import ENGINE_VERSION


class Recorded(NamedTuple):
    """A finished run of the lesson's experiment, where it is stored, and its digits."""

    store: Store
    run: Run
    digits: Dataset


def record(file: Path, digits: Dataset) -> Recorded:
    """Train the experiment on some digits into a new store."""
    store = Store(f"sqlite:///{file}")
    asked = store.submit(EXPERIMENT, digits.name, digits.fingerprint, ENGINE_VERSION, "cpu")
    claimed = store.claim("worker", asked.id)
    assert claimed is not None
    threads = torch.get_num_threads()
    torch.set_num_threads(1)  # as a worker has it: so small a network only loses time with more
    execute(store, claimed, lambda name: digits)
    torch.set_num_threads(threads)
    run = store.get(asked.id)
    assert run is not None
    assert (run.state, run.error) == ("done", None)
    return Recorded(store, run, digits)


def sample() -> Dataset:
    """The digits that are always there."""
    return load("mnist-sample")


class Asked:
    """The network with Batch Normalization, and 1,000 test digits to ask it about."""

    def __init__(self, recorded: Recorded) -> None:
        self.recorded = recorded
        images, self.labels = asked_digits(recorded.digits)
        self.inputs = network_inputs(recorded.digits, images)
        self.network, self.running = self.kept(CHECKPOINTS[-1])
        self.plain = networks(recorded.store, recorded.run, CHECKPOINTS[-1])[PLAIN].network

    def kept(self, step: int) -> Kept:
        """The network at a checkpoint."""
        return networks(self.recorded.store, self.recorded.run, step)[BN]


def twin(network: Network, running: Sequence[Statistics], momentum: float = MOMENTUM) -> torch.nn.Sequential:
    """The same network as modules of torch, in training mode."""
    modules: list[torch.nn.Module] = []
    for layer, statistics in zip(network.hidden, running, strict=True):
        modules += [_linear(layer.weight), _batch_norm(layer, statistics, momentum), torch.nn.Sigmoid()]
    return torch.nn.Sequential(*modules, _linear(network.weight, network.bias))


def buffers(modules: torch.nn.Sequential) -> list[Statistics]:
    """The running statistics of each BatchNorm1d."""
    return [
        Statistics(module.running_mean.numpy().copy(), module.running_var.numpy().copy())
        for module in modules
        if isinstance(module, torch.nn.BatchNorm1d)
        and module.running_mean is not None
        and module.running_var is not None
    ]


def answered(modules: torch.nn.Sequential, inputs: Array) -> Array:
    """The logits of inputs (m, 784)."""
    with torch.no_grad():
        logits: Array = modules(torch.from_numpy(inputs)).numpy()
    return logits


def _linear(weight: Array, bias: Array | None = None) -> torch.nn.Linear:
    units, inputs = weight.shape
    module = torch.nn.Linear(inputs, units, bias=bias is not None, dtype=torch.float64)
    given = {"weight": weight} | ({} if bias is None else {"bias": bias})
    module.load_state_dict({name: torch.from_numpy(values) for name, values in given.items()})
    return module


def _batch_norm(layer: Hidden, running: Statistics, momentum: float) -> torch.nn.BatchNorm1d:
    assert layer.gamma is not None
    module = torch.nn.BatchNorm1d(len(layer.shift), momentum=momentum, dtype=torch.float64)
    given = {
        "weight": layer.gamma,
        "bias": layer.shift,
        "running_mean": running.mean,
        "running_var": running.variance,
    }
    tensors = {name: torch.from_numpy(values.copy()) for name, values in given.items()}
    module.load_state_dict(tensors | {"num_batches_tracked": torch.tensor(0)})
    return module
