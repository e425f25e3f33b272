"""The trained networks of a lesson: asked for with a button, watched while they train, then at hand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import streamlit as st

from bnviz.data import Dataset
from bnviz.edge.metrics import tick
from bnviz.experiment import Experiment
from bnviz.language import N_, _
from bnviz.lessons.plan_words import activation, layers
from bnviz.runs.checkpoints import Kept, networks
from bnviz.runs.feed import Curves
from bnviz.runs.outcome import Outcome
from bnviz.runs.run import Run
from bnviz.runs.store import Store
from bnviz.ui.datasets import dataset
from bnviz.ui.drawing import view_sheet
from bnviz.ui.errors import errors_noted, errors_told, tell_noted
from bnviz.ui.live_panel import show_sheet
from bnviz.ui.plain import plain
from bnviz.ui.price import show_price
from bnviz.ui.services import Services, services
from bnviz.ui.status import NOT_YOURS, is_active, summary
from bnviz.ui.visitor import visitor
from bnviz.views.views import PROGRESS

DEVICE = "cpu"  # a lesson's networks train within seconds, and every machine has one


Live = Callable[[Sequence[tuple[Run, Curves]]], None]
"""Draws what runs have recorded so far."""


@dataclass(frozen=True)
class Trained:
    """A finished run of a lesson's experiment.

    Attributes:
        run: the run.
        curves: what it recorded over its steps.
        digits: the data it was trained on.
        store: where the rest of it is.
    """

    run: Run
    curves: Curves
    digits: Dataset
    store: Store

    @property
    def outcome(self) -> Outcome:
        """What came of it, as the claims see it."""
        return Outcome(self.run, self.store)

    def networks(self, step: int) -> tuple[Kept, ...]:
        """The networks as they were at a checkpoint, one an arm."""
        return _networks(self.run.id, step, self.store, self.run)


def trained(experiment: Experiment, *, key: str, label: str = N_("Train the networks")) -> Trained | None:
    """The finished run of an experiment; until there is one, a button that trains it, and its progress.

    The same experiment is one run for all visitors, so a class waits for it once.

    Args:
        experiment: what is to be trained.
        key: of the widgets.
        label: of the button.
    """
    finished = trained_all([experiment], key=key, label=label)
    return finished[0] if finished else None


def trained_all(
    experiments: Sequence[Experiment],
    *,
    key: str,
    label: str = N_("Train the networks"),
    live: Live | None = None,
    plan: str = "",
) -> tuple[Trained, ...] | None:
    """The finished runs of several experiments, in their order, as `trained` gives one.

    Args:
        experiments: what is to be trained; what is trained already is not trained again.
        key: of the widgets.
        label: of the button.
        live: draws what there is while they train, and after a stop; by default loss and accuracy of the run
            in hand, while they train. It may be given runs of other experiments that were stopped.
        plan: what is trained, in a line; by default what the experiments say.
    """
    plan = plan or _plan(experiments)
    shared = services()
    found = [shared.find(experiment, DEVICE) for experiment in experiments]
    runs = [run for run in found if run is not None]
    if any(map(is_active, runs)):
        watch = st.fragment(_watch, run_every=shared.interval(), key=f"{key}_watch")
        watch(shared, runs, key, live or _curves(key))
        return None
    if len(runs) < len(experiments):
        _offer(shared, experiments, key, label, plan)
        if live and (begun := [*_stopped(shared, key), *runs]):
            live([shared.feed(run).refresh() for run in begun])
        return None
    st.caption(f"{_told(shared, runs)}  \n{plan}")
    return tuple(
        Trained(run, _recorded(run.id, shared, run), dataset(run.data_name), shared.store) for run in runs
    )


def _offer(shared: Services, experiments: Sequence[Experiment], key: str, label: str, plan: str) -> None:
    _tell_failure(shared, key)
    refusal = shared.refusal(experiments, DEVICE)
    with st.container(horizontal=True, vertical_alignment="center"):
        icon = ":material/play_arrow:"
        if st.button(_(label), type="primary", icon=icon, key=f"{key}_train", disabled=refusal is not None):
            _ask(shared, experiments, key)
        with st.container(gap=None):
            st.caption(plan)
            show_price(shared, experiments, DEVICE, refusal)
    tell_noted(_refused(key))


def _ask(shared: Services, experiments: Sequence[Experiment], key: str) -> None:
    """Have all of them trained, and look again."""
    with errors_noted(_refused(key)):
        st.session_state[_asked(key)] = [shared.submit(each, DEVICE).id for each in experiments]
        st.rerun()


def _tell_failure(shared: Services, key: str) -> None:
    """Say so if what this visitor asked for did not end well."""
    for sentence in dict.fromkeys(run.error for run in _asked_for(shared, key) if run.error):
        st.error(plain(_(sentence)))


def _stopped(shared: Services, key: str) -> list[Run]:
    """What this visitor asked for and stopped on the way."""
    return [run for run in _asked_for(shared, key) if run.state == "stopped"]


def _asked_for(shared: Services, key: str) -> list[Run]:
    """What this visitor asked for last."""
    asked = (shared.store.get(run_id) for run_id in st.session_state.get(_asked(key), ()))
    return [run for run in asked if run]


@tick("lesson")
def _watch(shared: Services, runs: Sequence[Run], key: str, live: Live) -> None:
    """Show how several runs are doing."""
    with errors_told():
        _follow(shared, runs, key, live)


def _follow(shared: Services, runs: Sequence[Run], key: str, live: Live) -> None:
    now = [shared.look(run) for run in runs]
    if not any(is_active(run) for run, _curves in now):
        st.rerun()  # the section around this has networks to work with
    shared.keep_time()
    with st.container(horizontal=True, vertical_alignment="center"):
        done = sum(run.step for run, _curves in now) / sum(run.steps for run, _curves in now)
        st.progress(done, text=_told(shared, [run for run, _curves in now]))
        theirs = [run for run, _curves in now if is_active(run) and shared.may_steer(run)]
        why = None if theirs else _(NOT_YOURS)
        if st.button(_("Stop"), icon=":material/stop:", key=f"{key}_stop", disabled=not theirs, help=why):
            for run in theirs:
                shared.steering().request_stop(run.id)
    live(now)


def _curves(key: str) -> Live:
    def draw(now: Sequence[tuple[Run, Curves]]) -> None:
        """Loss and accuracy of the first run that is not done."""
        run, curves = next((each for each in now if is_active(each[0])), now[-1])
        shown = services().gallery.picture([(run, curves)])
        show_sheet(view_sheet(PROGRESS, shown), key=f"{key}_curves")

    return draw


def _told(shared: Services, runs: Sequence[Run]) -> str:
    """How several runs are doing, in a line."""
    return summary(runs, shared.admission.line(), visitor())


@st.cache_resource(show_spinner=False, max_entries=64)
def _recorded(run_id: str, _shared: Services, _run: Run) -> Curves:
    """What a finished run has recorded: it no longer changes, so that a rerun need not ask the store."""
    return _shared.feed(_run).refresh()[1]


@st.cache_resource(show_spinner=False, max_entries=64)
def _networks(run_id: str, step: int, _store: Store, _run: Run) -> tuple[Kept, ...]:
    return tuple(networks(_store, _run, step))


def _plan(experiments: Sequence[Experiment]) -> str:
    """What is trained, in a line."""
    first = experiments[0]
    many = _("{count} networks").format(count=len(first.arms))
    plan = _("{names}: {layers} {activation}, {steps:,} steps, mini-batches of {images}.").format(
        names=_(" and ").join(first.arm_names()) if len(first.arms) < 4 else many,
        layers=layers(first),
        activation=activation(first),
        steps=first.steps,
        images=first.batch_size,
    )
    times = _("{count} such trainings.").format(count=len(experiments))
    return f"{plan} {times}" if len(experiments) > 1 else plan


def _asked(key: str) -> str:
    return f"{key}_asked"


def _refused(key: str) -> str:
    return f"{key}_refused"
