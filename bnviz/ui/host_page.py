"""The page about the host: what it has, what it does at this moment, and what it allows."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from bnviz.host import Host
from bnviz.language import N_, _, ngettext
from bnviz.lessons.presets import DEFAULT_PRESET
from bnviz.lessons.prose import prose
from bnviz.runs.census import Census, census
from bnviz.runs.roster import Serving
from bnviz.training import ENGINE_VERSION
from bnviz.ui.errors import errors_told
from bnviz.ui.plain import plain
from bnviz.ui.services import Services, services
from bnviz.ui.waiting import about

TICK = 3.0  # seconds between two looks at what the host does
METRIC_WIDTH = 166  # pixels: two beside each other on a phone, six on a laptop
UNWATCHED = {
    "pause": N_("is set aside until somebody looks"),
    "stop": N_("is stopped"),
    "continue": N_("goes on"),
}
NOBODY_SERVES = N_("**No worker serves the queue at this moment:** what is asked for waits until one does.")
DIGITS = {
    "mnist": N_("Runs are given full MNIST, 60,000 digits to train on and 10,000 to test."),
    "mnist-sample": N_("Runs are given a real sample of MNIST, 4,000 digits to train on and 1,000 to test."),
}


@dataclass(frozen=True)
class Now:
    """The host at one moment."""

    store: Census
    workers: list[Serving]


def page() -> None:
    """Draw the page."""
    shared = services()
    about_it, allowed = prose("host").split("\n## ")
    with st.container(width=1080):
        st.markdown(about_it)
        st.fragment(_now, run_every=TICK, key="host_now")(shared)
        with st.container(width=820):
            st.markdown(f"## {allowed.format(**limits(shared.admission.host))}")


def limits(host: Host) -> dict[str, object]:
    """The settings of the host, of which the page's text tells the limits and nothing of where things lie.

    A pool trains no more runs at once than it has workers, whatever a visitor may have; how many workers
    there are elsewhere changes from one moment to the next.
    """
    most = host.running_per_visitor
    at_once = min(most, host.workers) if host.executor == "pool" else most
    return host.model_dump() | {"unwatched": _(UNWATCHED[host.unwatched]), "running_per_visitor": at_once}


@errors_told()  # the next tick tries again
def _now(shared: Services) -> None:
    now = _read(shared.store.url, shared)
    quick_look = shared.admission.estimate(DEFAULT_PRESET.setup.experiment()).seconds
    numbers = {
        N_("Runs in training"): f"{now.store.runs['running']:,}",
        N_("Runs that wait"): f"{now.store.runs['queued']:,}",
        N_("Workers"): f"{len(now.workers):,}",
        N_("Steps per second"): f"{now.store.steps_per_second:,.0f}",
        DEFAULT_PRESET.title: about(quick_look),
        N_("Size of the store"): f"{shared.admission.megabytes():,.0f} MB",
    }
    with st.container():
        with st.container(horizontal=True, key="host_numbers"):
            for name, number in numbers.items():
                about_it = _(HELP.get(name, "")) or None
                st.metric(_(name), number, border=True, width=METRIC_WIDTH, help=about_it)
        st.caption(_facts(shared, now))


def _facts(shared: Services, now: Now) -> str:
    """What does not change from one moment to the next, in a few sentences."""
    machines = len({worker.machine for worker in now.workers})
    devices = {name for worker in now.workers for name in worker.devices.values()}
    served = ngettext(
        "The workers are on {count} machine: {devices}.",
        "The workers are on {count} machines: {devices}.",
        machines,
    ).format(count=machines, devices=plain(", ".join(sorted(devices))))
    longer = _(
        "Trainings here take about {factor:,g} times as long as on the machine that the estimates come from."
    ).format(factor=round(shared.admission.slowness(), 1))
    runs = sum(now.store.runs.values())
    kept = ngettext("{count:,} run is kept.", "{count:,} runs are kept.", runs).format(count=runs)
    version = _("Engine version {version}.").format(version=ENGINE_VERSION)
    digits = _(DIGITS[shared.library.shelf.name])
    return f"{served if machines else _(NOBODY_SERVES)} {digits} {longer} {kept} {version}"


@st.cache_data(ttl=1, show_spinner=False, max_entries=4)
def _read(url: str, _shared: Services) -> Now:
    """The host now, read once a second for all who look."""
    return Now(census(_shared.store.engine), _shared.store.workers())


HELP = {
    "Steps per second": N_("Of all runs in training together."),
    DEFAULT_PRESET.title: N_("How long the first preset trains here, by what this host's last runs took."),
    "Size of the store": N_("What all runs have recorded."),
}
