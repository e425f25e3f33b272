"""The paper's network with and without Batch Normalization, probes and store on, against plain PyTorch."""

from __future__ import annotations

from benchmarks.engine import bare_steps, recorded_runs, recorded_stand_ins
from benchmarks.figure import Figure
from benchmarks.plain_torch import data_loader_loop, in_memory, lean_tensor, torchvision_tensor, tuned_loop
from benchmarks.products import products
from benchmarks.rounds import Seconds, Slice, interleave, median_ratio, rate, slices
from benchmarks.setting import Setting, temporary_store
from benchmarks.speed import faster, speed_ratio
from bnviz.experiment import Experiment
from bnviz.lessons.presets import PRESETS
from bnviz.runs.store import Store

STAND_IN = 4_896  # steps, with 24 Snapshots: as many a step as in the whole run, and one capture


def measure(setting: Setting) -> list[Figure]:
    """The engine's speed as three ratios, and what probes and store cost."""
    experiment = PRESETS["paper-figure-1"].setup.experiment()
    with temporary_store() as store:
        race = _alternatives(experiment, setting, store)
        seconds = interleave(race, setting.rounds, "two arms")
    engine = seconds["recorded"]
    tuned = faster(seconds["fused"], seconds["foreach"])
    return [
        speed_ratio("two arms, recorded, to the PyTorch example's loop", 4, engine, seconds["torchvision"]),
        speed_ratio("two arms, recorded, to that loop without PIL", None, engine, seconds["lean"]),
        speed_ratio("two arms, recorded, to a tuned PyTorch loop", 1.4, engine, tuned),
        speed_ratio("two arms, recorded, to the matrix products alone", 0.6, engine, seconds["products"]),
        _cost_of_recording(engine, seconds["bare"]),
    ]


def _alternatives(experiment: Experiment, setting: Setting, store: Store) -> dict[str, Slice]:
    dataset, tensors = setting.dataset, in_memory(setting.dataset)
    fused, foreach = (tuned_loop(experiment, experiment.arms, *tensors, fused=way) for way in (True, False))
    return {
        "recorded": recorded_runs(experiment, dataset, store)
        if setting.full
        else recorded_stand_ins(experiment, dataset, store, STAND_IN),
        "bare": slices(bare_steps(experiment, dataset), STAND_IN),
        "torchvision": slices(data_loader_loop(experiment, dataset, torchvision_tensor), 50),
        "lean": slices(data_loader_loop(experiment, dataset, lean_tensor), 50),
        "fused": slices(fused, 200),
        "foreach": slices(foreach, 200),
        "products": products(experiment, dataset, 500),
    }


def _cost_of_recording(recorded: Seconds, bare: Seconds) -> Figure:
    return Figure(
        "two arms: what probes and store add to the time",
        100 * (median_ratio(recorded, bare) - 1),
        10,
        at_least=False,
        form="{:.1f} %",
        behind=f"{rate(recorded)} with, {rate(bare)} without",
    )
