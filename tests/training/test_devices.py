from collections.abc import Iterator

import numpy as np
import pytest
import torch

from bnviz.data import Dataset
from bnviz.training.devices import DeviceError, devices, local, prepare_process, require
from bnviz.training.loop import Training

from .examples import small


@pytest.fixture
def gpus(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the GPUs that torch finds; a test fills in its own."""
    names: list[str] = []
    monkeypatch.setattr(torch.cuda, "device_count", lambda: len(names))
    monkeypatch.setattr(torch.cuda, "get_device_name", lambda index: names[index])
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: False)
    return names


@pytest.fixture
def process() -> Iterator[None]:
    """Undo what a process was prepared with."""
    threads = torch.get_num_threads()
    yield
    torch.set_num_threads(threads)
    torch.set_flush_denormal(False)


def test_the_cpu_is_always_there() -> None:
    assert devices()["cpu"] == "CPU"
    require("cpu")


def test_every_gpu_is_a_device_with_its_name(gpus: list[str]) -> None:
    gpus += ["Alpha", "Beta"]
    assert devices() == {"cpu": "CPU", "cuda:0": "Alpha", "cuda:1": "Beta"}
    require("cuda:1")


@pytest.mark.parametrize("device", ["cuda:7", "cuda:2", "cuda", "tpu", ""])
def test_another_device_is_answered_with_what_there_is(gpus: list[str], device: str) -> None:
    gpus += ["Alpha", "Beta"]
    with pytest.raises(DeviceError) as raised:
        require(device)
    assert str(raised.value) == f'device: "{device}" is not on this machine; choose cpu or cuda:0 or cuda:1.'


def test_without_a_gpu_there_is_no_first_one(gpus: list[str]) -> None:
    assert not gpus
    with pytest.raises(DeviceError, match=r'^device: "cuda:0" is not on this machine; choose cpu\.$'):
        require("cuda:0")


def test_a_device_of_any_length_is_answered_with_a_short_sentence() -> None:
    with pytest.raises(DeviceError) as raised:
        require("x" * 10_000)
    assert len(str(raised.value)) < 200


@pytest.mark.usefixtures("process")
def test_a_process_gets_its_threads_and_counts_denormals_as_zero() -> None:
    prepare_process(threads=2)
    denormal = torch.tensor([1e-40])
    assert torch.get_num_threads() == 2
    assert not (denormal * 1).any()


@pytest.mark.skipif(not torch.cuda.is_available(), reason="there is no GPU on this machine")
def test_a_gpu_trains_as_the_cpu_does(dataset: Dataset) -> None:
    experiment = small(steps=100, checkpoints=(100,))
    cpu, gpu = (Training(experiment, dataset, device) for device in ("cpu", "cuda:0"))
    for training in (cpu, gpu):
        for step in range(1, experiment.steps + 1):
            training.train_step(step)
    np.testing.assert_allclose(gpu.losses(0, 100), cpu.losses(0, 100), rtol=1e-3)
    for ours, theirs in zip(gpu.scores(), cpu.scores(), strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-2)
    for ours, theirs in zip(gpu.statistics(0, 100), cpu.statistics(0, 100), strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-2, atol=1e-4)
    for layer, other in zip(gpu.parameters(), cpu.parameters(), strict=True):
        for ours, theirs in zip(layer, other, strict=True):
            np.testing.assert_allclose(ours, theirs, rtol=1e-2, atol=1e-3)


def test_a_device_that_is_not_here_is_stood_for_by_one_of_its_kind(gpus: list[str]) -> None:
    gpus += ["a GPU", "another"]
    assert [local(device) for device in ("cpu", "cuda:0", "cuda:1", "cuda:7", "cuda")] == [
        *("cpu", "cuda:0", "cuda:1", "cuda:0", "cuda:0")
    ]
    with pytest.raises(DeviceError, match='device: "mps" is not on this machine'):
        local("mps")
