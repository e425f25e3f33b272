"""What a host lets visitors ask for: its limits, each answered with what was asked and what would fit."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select

from bnviz.experiment import Experiment
from bnviz.host import Host
from bnviz.language import _, ngettext
from bnviz.runs.database import StoreError, transaction
from bnviz.runs.forecast.cost import Estimate, estimate
from bnviz.runs.forecast.fitting import largest_fitting
from bnviz.runs.forecast.line import Line, foresee
from bnviz.runs.forecast.recent import Recent
from bnviz.runs.forecast.speed import seconds_left, slowness
from bnviz.runs.schema import ACTIVE, runs
from bnviz.runs.store import Store

LINE_LASTS = 1.0  # seconds that all visitors are told the same
SPEED_LASTS = 5.0
SIZE_LASTS = 30.0
FULL = 1.1  # times the size that the store may have: what is cleared every few minutes leaves it below


class LimitError(StoreError):
    """What was asked for is over a limit of the host; one sentence with what would fit."""


class Admission:
    """A host's limits and the line before its workers; all methods may be called from any thread."""

    def __init__(self, store: Store, host: Host):
        """Answer for `store` with the limits of `host`."""
        self.store, self.host = store, host
        self._line = Recent(self._read_line, LINE_LASTS)
        self._megabytes = Recent(store.archive.megabytes, SIZE_LASTS)
        self._slowness: dict[str, Recent[float]] = {}

    def line(self) -> Line:
        """The line as it is, the same for all visitors; read once a second at most."""
        return self._line()

    def megabytes(self) -> float:
        """How much of the store is in use, looked up twice a minute at most."""
        return self._megabytes()

    def workers(self) -> int:
        """How many runs can train at once: now, or as the host is meant to be while no worker serves it."""
        return sum(worker.places for worker in self.store.workers()) or self.host.workers

    def estimate(self, experiment: Experiment, device: str = "cpu") -> Estimate:
        """What an experiment costs on this host, by what its last runs took."""
        expected = estimate(experiment)
        return expected._replace(seconds=expected.seconds * self.slowness(device))

    def slowness(self, device: str = "cpu") -> float:
        """How many times as long as on the core that the estimates were made on trainings take here."""
        kind = device.partition(":")[0]
        if kind not in self._slowness:
            self._slowness[kind] = Recent(lambda: self._read_slowness(kind), SPEED_LASTS)
        return self._slowness[kind]()

    def refusal(self, experiments: Sequence[Experiment], visitor: str, device: str = "cpu") -> str | None:
        """Why a visitor may not have new runs of some experiments, in one sentence; None if they may."""
        too_large = (self._too_large(each, device) for each in experiments)
        return next(filter(None, too_large), None) or self._no_room(len(experiments), visitor)

    def _too_large(self, experiment: Experiment, device: str) -> str | None:
        longest, most = self.host.run_minutes * 60, self.host.run_megabytes
        cost = self.estimate(experiment, device)
        if cost.seconds <= longest and cost.megabytes <= most:
            return None
        asked = (
            _too_long(experiment, cost, longest)
            if cost.seconds > longest
            else _too_big(experiment, cost, most)
        )
        fitting = largest_fitting(experiment, lambda other: self._fits(other, device))
        said = _("{asked}: {fitting} would fit.") if fitting else _("{asked}: no such network would fit.")
        return said.format(asked=asked, fitting=fitting)

    def _fits(self, experiment: Experiment, device: str) -> bool:
        seconds, megabytes = self.estimate(experiment, device)
        return seconds <= self.host.run_minutes * 60 and megabytes <= self.host.run_megabytes

    def _no_room(self, asked: int, visitor: str) -> str | None:
        mine, all_of_them = self._queued(visitor)
        if mine + asked > (most := self.host.queued_per_visitor):
            return _(
                "{runs} more would be too many: {waiting} of yours wait, "
                "and a visitor may have {most} wait here: {fitting} would fit."
            ).format(runs=_runs(asked), waiting=mine, most=most, fitting=max(most - mine, 0))
        if all_of_them + asked > (most := self.host.queued):
            return _(
                "{runs} more would be too many: {waiting} wait, "
                "and {most} may wait here: {fitting} would fit, and more in a while."
            ).format(runs=_runs(asked), waiting=all_of_them, most=most, fitting=max(most - all_of_them, 0))
        if (used := self._megabytes()) > FULL * (most_kept := self.host.store_megabytes):
            return _(
                "The store is full, with {used:,.0f} MB of {most:,.0f} MB: "
                "a new run would fit once old ones are cleared, which is tried every few minutes."
            ).format(used=used, most=most_kept)
        return None

    def _queued(self, visitor: str) -> tuple[int, int]:
        """How many runs wait: the visitor's, and all."""
        waiting = select(func.count()).where(runs.c.state == "queued")
        with transaction(self.store.engine) as connection:
            mine = connection.scalar(waiting.where(runs.c.owner == visitor)) or 0
            return mine, connection.scalar(waiting) or 0

    def _read_slowness(self, kind: str) -> float:
        with transaction(self.store.engine) as connection:
            return slowness(connection, kind)

    def _read_line(self) -> Line:
        """The line, of runs as long as they are expected to be on this host."""
        queue = self.store.queue()
        had = (runs.c.heartbeat_at - runs.c.started_at).label("had")  # of its turn, while it has a worker
        known = select(runs.c.id, runs.c.experiment, runs.c.device, runs.c.step, runs.c.seconds, had)
        with transaction(self.store.engine) as connection:
            rows = connection.execute(known.where(runs.c.state.in_(ACTIVE))).all()
        left = {row.id: self._left(row.experiment, row.device, row.step, row.seconds) for row in rows}
        turns = {row.id: row.had for row in rows if row.had is not None}
        return foresee(queue, left, self.workers(), self.host.turn_seconds, turns)

    def _left(self, experiment: str, device: str, step: int, seconds: float) -> float:
        planned = Experiment.model_validate_json(experiment)
        return seconds_left(planned, step, seconds, self.slowness(device))


def _too_long(experiment: Experiment, cost: Estimate, longest: float) -> str:
    most, time = _time(longest), _time(cost.seconds)
    about = _("{plan} would take about {time}; a run here may take {most}")
    hardly = _("{plan} would take a little over {time}; a run here may take {most}")
    return (about if time != most else hardly).format(plan=_plan(experiment), time=time, most=most)


def _too_big(experiment: Experiment, cost: Estimate, most: float) -> str:
    said = _("{plan} would take about {megabytes:,.0f} MB; a run here may take {most:,.0f} MB")
    return said.format(plan=_plan(experiment), megabytes=cost.megabytes, most=most)


def _plan(experiment: Experiment) -> str:
    networks = _networks(experiment)
    return _("{steps:,} steps of {networks}").format(steps=experiment.steps, networks=networks)


def _networks(experiment: Experiment) -> str:
    arms, depth, units = len(experiment.arms), experiment.depth, experiment.units
    dense = ngettext(
        "{count} network of {depth} × {units} units", "{count} networks of {depth} × {units} units", arms
    )
    convolutional = ngettext(
        "{count} network of {depth} × {units} feature maps",
        "{count} networks of {depth} × {units} feature maps",
        arms,
    )
    said = dense if experiment.architecture == "dense" else convolutional
    return said.format(count=arms, depth=depth, units=units)


def _runs(count: int) -> str:
    return ngettext("One run", "{count} runs", count).format(count=count)


def _time(seconds: float) -> str:
    if seconds < 90:
        return _("{seconds:,.0f} s").format(seconds=seconds)
    minutes = seconds / 60
    if minutes <= 90:
        return _("{minutes:,.0f} min").format(minutes=minutes)
    return _("{hours:,g} h").format(hours=round(minutes / 60, 1))
