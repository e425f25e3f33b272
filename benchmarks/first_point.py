"""From a click on Train to the first point of the figures: the server's part."""

from __future__ import annotations

import time

import numpy as np

from benchmarks.figure import Figure
from benchmarks.setting import Setting, temporary_store
from bnviz.experiment import Experiment
from bnviz.lessons.presets import PRESETS
from bnviz.runs.feed import Feed
from bnviz.runs.run import Run
from bnviz.runs.store import Store
from bnviz.runs.workers.pool import Pool
from bnviz.training import ENGINE_VERSION
from bnviz.views.picture import picture
from bnviz.views.views import PROGRESS

LOOK_EVERY = 0.02  # seconds, as often as the page looks


def measure(setting: Setting) -> list[Figure]:
    """Seconds on the clock until the figures of a run's first Snapshot are built, by a warm worker."""
    experiment = PRESETS["paper-figure-1"].setup.experiment()
    with temporary_store() as store:
        pool = Pool(store, size=1)
        try:
            first, *warm = (
                _first_point(store, pool, setting, experiment.model_copy(update={"seed": seed}))
                for seed in range(setting.rounds + 1)
            )
        finally:
            pool.close()
    return [
        Figure(
            "from Train to the first plotted point, warm worker",
            float(np.median(warm)),
            0.6,
            at_least=False,
            form="{:.2f} s",
            behind=f"slowest {max(warm):.2f} s; {first:.1f} s by a worker that has yet to start",
        )
    ]


def _first_point(store: Store, pool: Pool, setting: Setting, experiment: Experiment) -> float:
    name, fingerprint = setting.dataset.name, setting.dataset.fingerprint
    started = time.monotonic()
    run = store.submit(experiment, name, fingerprint, ENGINE_VERSION, "cpu")
    pool.wake()
    feed = Feed(store, run.id, len(experiment.arms))
    while (curves := feed.refresh()[1]).tests.empty:
        time.sleep(LOOK_EVERY)
    PROGRESS.figures(picture((experiment, curves)))
    seconds = time.monotonic() - started
    _stop(store, run)
    return seconds


def _stop(store: Store, run: Run) -> None:
    """Stop a run, and wait until its worker is free."""
    store.steering(None).request_stop(run.id)
    while (now := store.get(run.id)) and now.state != "stopped":
        time.sleep(LOOK_EVERY)
