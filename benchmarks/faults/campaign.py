"""The campaign: faults at random moments over a mix of runs, and then every run is looked at."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from benchmarks.faults.kinds import Ground, possible
from benchmarks.faults.verdict import Undisturbed, complaints
from bnviz.data import Dataset
from bnviz.experiment import Arm, Experiment
from bnviz.runs.database import StoreError
from bnviz.runs.run import Run
from bnviz.runs.schema import ACTIVE
from bnviz.runs.store import Store
from bnviz.training import ENGINE_VERSION

T = TypeVar("T")

AT_ONCE = 4  # runs that wait or train at any time
QUIET = (0.2, 3.0)  # seconds between two faults
LOOK = 0.1  # seconds between two looks at the runs
PATIENCE = 120.0  # seconds that a recovery, or the last runs, may take before the campaign gives up

BOTH = (Arm(normalization="batch"), Arm(normalization="none"))
SMALL = {"width": 50, "batch_size": 60}
MIX: Sequence[Experiment] = (
    Experiment(depth=2, steps=4_000, arms=BOTH, **SMALL),
    Experiment(depth=3, steps=2_000, optimizer="adam", activation="relu", arms=BOTH, **SMALL),
    Experiment(depth=2, steps=2_000, arms=(Arm(noise=1), Arm(dropout=0.3), Arm(ghost_batch=15)), **SMALL),
    Experiment(depth=2, steps=3_000, detail="scores", optimizer="momentum", arms=BOTH, **SMALL),
    Experiment(depth=1, steps=400, architecture="convolutional", maps=4, batch_size=60, arms=BOTH),
)


@dataclass
class Report:
    """What came of a campaign.

    Attributes:
        faults: what was done, in order, and the seconds until all that trained then trained again.
        runs: all runs as they were at the end.
        wrong: a sentence for each thing that is not as it must be.
    """

    faults: list[tuple[str, float]] = field(default_factory=list)
    runs: list[Run] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)


class Campaign:
    """Faults on one site, with one store, until there were enough."""

    def __init__(self, ground: Ground, store: Store, dataset: Dataset):
        """Nothing has happened yet."""
        self.ground, self.store, self.dataset = ground, store, dataset
        self.report = Report()
        self._asked: list[str] = []
        self._seen: dict[str, int] = {}

    def strike(self, faults: int, say: Callable[[str], None] = print) -> Report:
        """Do so many faults, let the last runs end, and look at every run."""
        kinds = possible(self.ground)
        # Each kind as often as any other, in no order.
        order = (list(kinds) * (faults // len(kinds) + 1))[:faults]
        self.ground.chance.shuffle(order)
        for number, name in enumerate(order, 1):
            self._keep_busy(self.ground.chance.uniform(*QUIET))
            began, training = time.monotonic(), self._training()
            kinds[name](self.ground)
            self._recover(training)
            self.report.faults.append((name, time.monotonic() - began))
            say(f"{number:>4}  {name:<20} {self.report.faults[-1][1]:5.1f} s")
        self._finish()
        return self.report

    def _keep_busy(self, seconds: float) -> None:
        """Let time go by with enough runs in hand."""
        end = time.monotonic() + seconds
        while time.monotonic() < end or not self._training():
            for _ in range(AT_ONCE - sum(run.state in ACTIVE for run in self._runs())):
                self._submit()
            time.sleep(LOOK)

    def _submit(self) -> None:
        plan = MIX[len(self._asked) % len(MIX)]
        experiment = plan.model_copy(update={"seed": len(self._asked)})
        data = self.dataset
        run = _insist(
            lambda: self.store.submit(experiment, data.name, data.fingerprint, ENGINE_VERSION, "cpu")
        )
        self._asked.append(run.id)

    def _runs(self) -> list[Run]:
        """All runs of the campaign now; none may have gone back behind what was recorded."""
        found = [run for run in map(self._get, self._asked) if run is not None]
        for run in found:
            if run.step < self._seen.get(run.id, 0):
                self.report.wrong.append(
                    f"Run {run.id} went back from step {self._seen[run.id]} to {run.step}."
                )
            self._seen[run.id] = run.step
        return found

    def _get(self, run_id: str) -> Run | None:
        return _insist(lambda: self.store.get(run_id))

    def _training(self) -> dict[str, int]:
        """The runs that train now, and their steps."""
        return {run.id: run.step for run in self._runs() if run.state == "running" and run.step > 0}

    def _recover(self, training: dict[str, int]) -> None:
        """Wait until each of these runs is further than it was, or has ended."""
        end = time.monotonic() + PATIENCE
        while behind := list(self._behind(training)):
            if time.monotonic() > end:
                self.report.wrong.append(f"{', '.join(behind)}: not trained again in {PATIENCE:.0f} s.")
                return
            time.sleep(LOOK)

    def _behind(self, training: dict[str, int]) -> Iterator[str]:
        for run_id, step in training.items():
            run = self._get(run_id)
            if run is None:
                self.report.wrong.append(f"Run {run_id} is gone.")
            elif run.state in ACTIVE and run.step <= step:
                yield run_id

    def _finish(self) -> None:
        end = time.monotonic() + PATIENCE
        while any(run.state in ACTIVE for run in self._runs()) and time.monotonic() < end:
            time.sleep(LOOK)
        self.report.runs = self._runs()
        undisturbed = Undisturbed(self.dataset)
        for run in self.report.runs:
            self.report.wrong += complaints(self.store, run, undisturbed)


def _insist(ask: Callable[[], T]) -> T:
    """Ask the store until it answers: its disk may be full, or its database on its way up."""
    end = time.monotonic() + PATIENCE
    while True:
        try:
            return ask()
        except StoreError:
            if time.monotonic() > end:
                raise
        time.sleep(LOOK)
