"""The GPU's figures, taken on the CPU: the same way, but for the device."""

from unittest import mock

import pytest

from benchmarks import gpu
from benchmarks.setting import Setting
from bnviz.data import Dataset
from bnviz.experiment import Experiment


def test_a_device_is_measured(experiment: Experiment, dataset: Dataset) -> None:
    with mock.patch.multiple(gpu, RACED=200, COMPARED=60):
        found = gpu.on_device("cpu", dataset, experiment, experiment.model_copy(update={"detail": "scores"}))
    assert min(found.run, found.sweep, found.graphs) > 0
    assert found.distance == 1  # the CPU is as far from float64 as the CPU


def test_without_a_gpu_nothing_is_told(dataset: Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gpu.torch.cuda, "is_available", lambda: False)
    for figure in gpu.measure(Setting(dataset)):
        assert figure.met is None
        what, measured, target, met, behind = figure.row()
        assert what.startswith("on a GPU: ")
        assert (measured, met, behind) == ("not measured here", "", gpu.NOT_HERE)
        assert target


def test_the_sweep_is_of_128_networks(dataset: Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[Experiment] = []

    def on_device(device: str, dataset: Dataset, *experiments: Experiment) -> gpu.OnDevice:
        seen.extend(experiments)
        return gpu.OnDevice(1, 1, 10, 1)

    monkeypatch.setattr(gpu.torch.cuda, "is_available", lambda: True)
    monkeypatch.setattr(gpu.torch.cuda, "get_device_name", lambda device: "a GPU")
    monkeypatch.setattr(gpu, "on_device", on_device)
    assert all(figure.met for figure in gpu.measure(Setting(dataset)))
    two_arms, sweep = seen
    assert (len(two_arms.arms), two_arms.steps, two_arms.detail) == (2, 50_000, "layers")
    assert (len(sweep.arms), sweep.steps, sweep.detail) == (128, 1_000, "scores")
