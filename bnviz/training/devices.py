"""The devices this machine can train on, and preparing a process for one."""

from __future__ import annotations

import torch


class DeviceError(Exception):
    """A device that is not there; the text is one sentence for the person who asked for it."""


def devices() -> dict[str, str]:
    """Every device of this machine: its torch name ("cpu", "cuda:0", "mps") and what to call it."""
    found = {"cpu": "CPU"}
    for index in range(torch.cuda.device_count()):
        found[f"cuda:{index}"] = torch.cuda.get_device_name(index)
    if torch.backends.mps.is_available():
        found["mps"] = "Apple GPU (MPS)"
    return found


def require(device: str) -> None:
    """Raise DeviceError unless `device` is one of this machine's."""
    found = devices()
    if device not in found:
        raise DeviceError(f'device: "{device[:40]}" is not on this machine; choose {" or ".join(found)}.')


def local(device: str) -> str:
    """The device of this machine that trains a run for `device`: itself, or else the first of its kind.

    Raises:
        DeviceError: if there is none of its kind.
    """
    kind = device.partition(":")[0]
    alike = [each for each in devices() if each.partition(":")[0] == kind]
    if not alike:
        require(device)
    return device if device in alike else alike[0]


def prepare_process(threads: int) -> None:
    """Give torch its threads, and let denormal numbers be zero: with them, saturated layers crawl."""
    torch.set_num_threads(threads)
    torch.set_flush_denormal(True)
