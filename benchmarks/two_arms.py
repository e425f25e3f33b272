"""The paper's network with and without Batch Normalization, probes and store on, against other loops."""

from __future__ import annotations

from threadpoolctl import threadpool_limits

from benchmarks.engine import bare_steps, recorded_runs, recorded_stand_ins
from benchmarks.figure import Figure
from benchmarks.plain_numpy import numpy_loop
from benchmarks.plain_torch import data_loader_loop, in_memory, lean_tensor, torchvision_tensor, tuned_loop
from benchmarks.products import products
from benchmarks.rounds import Seconds, Slice, interleave, median_ratio, rate, slices
from benchmarks.setting import Setting, temporary_store
from benchmarks.speed import faster, speed_ratio
from benchmarks.stacked_modules import AutogradStack, Stack, stacked_loop
from bnviz.experiment import Experiment
from bnviz.lessons.presets import PRESETS
from bnviz.runs.store import Store

STAND_IN = 9_792  # steps, with 48 Snapshots: as many a step as in the whole run, and one capture


def measure(setting: Setting) -> list[Figure]:
    """The engine's speed as ratios to others', and what probes and store cost."""
    experiment = PRESETS["paper-figure-1"].setup.experiment()
    with temporary_store() as store, threadpool_limits(1):  # NumPy's products too
        race = _alternatives(experiment, setting, store)
        seconds = interleave(race, setting.rounds, "two arms")
    engine = seconds["recorded"]
    tuned, stacked = (
        faster(*(seconds[way] for way in ways)) for ways in (("fused", "foreach"), ("grad", "autograd"))
    )
    return [
        speed_ratio("two arms, recorded, to the PyTorch example's loop", 4, engine, seconds["torchvision"]),
        speed_ratio("two arms, recorded, to that loop without PIL", None, engine, seconds["lean"]),
        speed_ratio("two arms, recorded, to a tuned PyTorch loop", 1.4, engine, tuned),
        speed_ratio("two arms, recorded, to torch.func.vmap over stacked modules", None, engine, stacked),
        speed_ratio("two arms, recorded, to plain NumPy", None, engine, seconds["numpy"]),
        speed_ratio("two arms, recorded, to the matrix products alone", 0.6, engine, seconds["products"]),
        _cost_of_recording(engine, seconds["bare"]),
    ]


def _alternatives(experiment: Experiment, setting: Setting, store: Store) -> dict[str, Slice]:
    dataset, tensors = setting.dataset, in_memory(setting.dataset)
    fused, foreach = (tuned_loop(experiment, experiment.arms, *tensors, fused=way) for way in (True, False))
    return {
        "recorded": recorded(experiment, setting, store),
        "bare": slices(bare_steps(experiment, dataset), STAND_IN),
        "torchvision": slices(data_loader_loop(experiment, dataset, torchvision_tensor), 50),
        "lean": slices(data_loader_loop(experiment, dataset, lean_tensor), 50),
        "fused": slices(fused, 200),
        "foreach": slices(foreach, 200),
        "grad": slices(stacked_loop(experiment, *tensors, Stack), 100),
        "autograd": slices(stacked_loop(experiment, *tensors, AutogradStack), 100),
        "numpy": slices(numpy_loop(experiment, *(each.numpy() for each in tensors)), 200),
        "products": products(experiment, dataset, 500),
    }


def recorded(experiment: Experiment, setting: Setting, store: Store) -> Slice:
    """Slices of an experiment as a worker records it: whole runs, or what stands in for them."""
    if setting.full:
        return recorded_runs(experiment, setting.dataset, store)
    return recorded_stand_ins(experiment, setting.dataset, store, STAND_IN)


def _cost_of_recording(whole: Seconds, bare: Seconds) -> Figure:
    return Figure(
        "two arms: what probes and store add to the time",
        100 * (median_ratio(whole, bare) - 1),
        10,
        at_least=False,
        form="{:.1f} %",
        behind=f"{rate(whole)} with, {rate(bare)} without",
    )
