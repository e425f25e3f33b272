"""How a run went: as data, and as a table to read."""

from __future__ import annotations

from typing import Any

import pandas as pd

from bnviz.runs.run import Run

MEASURES = ("train_loss", "train_accuracy", "test_loss", "test_accuracy", "diverged_at")


def summary(run: Run, threads: int | None) -> dict[str, Any]:
    """All that is reported of a run, ready for JSON.

    Args:
        run: in any state; the arms of one that is not done have no losses and no accuracies.
        threads: the CPU threads it was trained with; None if another process trained it.

    Returns:
        `steps` trained in `seconds`, and for each of the `arms` what sets it apart, its losses (nats) and
        accuracies (0 to 1) on all images, and the step at which it diverged.
    """
    return {
        "run": run.id,
        "state": run.state,
        "steps": run.step,
        "seconds": run.seconds,
        "steps_per_second": run.step / run.seconds if run.seconds else None,
        "device": run.device,
        "threads": threads,
        "data": run.data_name,
        "arms": _arms(run),
    }


def _arms(run: Run) -> list[dict[str, Any]]:
    arms, names = run.experiment.arms, run.experiment.arm_names()
    results = run.result["arms"] if run.result else [dict.fromkeys(MEASURES)] * len(arms)
    return [
        {"name": name, "normalization": arm.normalization, "learning_rate": arm.learning_rate, **result}
        for name, arm, result in zip(names, arms, results, strict=True)
    ]


def as_text(report: dict[str, Any]) -> str:
    """A summary as a line on the run and a table of its arms."""
    speed = f" ({report['steps_per_second']:,.0f} steps/s)" if report["steps"] else ""
    arms = [{name.replace("_", " "): _cell(arm[name]) for name in arm} for arm in report["arms"]]
    return (
        f"Run {report['run']} is {report['state']}: {report['steps']:,} steps in {report['seconds']:.1f} s"
        f"{speed} on {report['device']}, data {report['data']}.\n"
        f"{pd.DataFrame(arms).to_string(index=False)}"
    )


def _cell(value: str | float | None) -> str:
    if value is None:
        return "–"
    return f"{value:.4g}" if isinstance(value, float) else str(value)
