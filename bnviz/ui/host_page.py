"""The page about the host: what it has, what it does at this moment, and what it allows."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from bnviz.host import Host
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
UNWATCHED = {"pause": "is set aside until somebody looks", "stop": "is stopped", "continue": "goes on"}
NOBODY_SERVES = "**No worker serves the queue at this moment:** what is asked for waits until one does."
DIGITS = {
    "mnist": "full MNIST, 60,000 digits to train on and 10,000 to test",
    "mnist-sample": "a real sample of MNIST, 4,000 digits to train on and 1,000 to test",
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
    return host.model_dump() | {"unwatched": UNWATCHED[host.unwatched], "running_per_visitor": at_once}


@errors_told()  # the next tick tries again
def _now(shared: Services) -> None:
    now = _read(shared.store.url, shared)
    quick_look = shared.admission.estimate(DEFAULT_PRESET.setup.experiment()).seconds
    numbers = {
        "Runs in training": f"{now.store.runs['running']:,}",
        "Runs that wait": f"{now.store.runs['queued']:,}",
        "Workers": f"{len(now.workers):,}",
        "Steps per second": f"{now.store.steps_per_second:,.0f}",
        DEFAULT_PRESET.title: about(quick_look),
        "Size of the store": f"{shared.admission.megabytes():,.0f} MB",
    }
    with st.container():
        with st.container(horizontal=True, key="host_numbers"):
            for name, number in numbers.items():
                st.metric(name, number, border=True, width=METRIC_WIDTH, help=HELP.get(name))
        st.caption(_facts(shared, now))


def _facts(shared: Services, now: Now) -> str:
    """What does not change from one moment to the next, in a few sentences."""
    machines = len({worker.machine for worker in now.workers})
    devices = {name for worker in now.workers for name in worker.devices.values()}
    served = (
        f"The workers are on {machines} machine{'s' * (machines > 1)}: {plain(', '.join(sorted(devices)))}."
    )
    kept = sum(now.store.runs.values())
    longer = round(shared.admission.slowness(), 1)
    return (
        f"{served if machines else NOBODY_SERVES} Runs are given {DIGITS[shared.library.shelf.name]}. "
        f"Trainings here take about {longer:,g} times as long as on the machine "
        f"that the estimates come from. "
        f"{kept:,} runs are kept. Engine version {ENGINE_VERSION}."
    )


@st.cache_data(ttl=1, show_spinner=False, max_entries=4)
def _read(url: str, _shared: Services) -> Now:
    """The host now, read once a second for all who look."""
    return Now(census(_shared.store.engine), _shared.store.workers())


HELP = {
    "Steps per second": "Of all runs in training together.",
    DEFAULT_PRESET.title: "How long the first preset trains here, by what this host's last runs took.",
    "Size of the store": "What all runs have recorded.",
}
