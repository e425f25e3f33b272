"""Hands on the wheel: pause a run, walk it step by step, slow it down, change its learning rate, go back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from bnviz.experiment import Experiment, Setup
from bnviz.language import N_, _
from bnviz.runs.run import Run
from bnviz.ui.controls import put_setup
from bnviz.ui.errors import errors_noted, tell_noted
from bnviz.ui.observatory import follow_newest
from bnviz.ui.screen import Screen, screen
from bnviz.ui.services import Services
from bnviz.ui.status import NOT_YOURS, is_active

REFUSED = "wheel_refused"  # the session's key of what could not be done
FULL_SPEED = N_("full speed")
PACES = {
    FULL_SPEED: None,
    N_("100 steps/s"): 100.0,
    N_("20 steps/s"): 20.0,
    N_("5 steps/s"): 5.0,
    N_("1 step/s"): 1.0,
}
RATES = (0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0)
RATE_HELP = N_(
    "A learning rate for this run. **Change now** gives it to every arm from the next step on, and the "
    "change becomes part of the run. **Rewind with it** trains anew from the same first weights and "
    "shows both runs side by side."
)


def wheel(services: Services, run: Run | None, experiment: Experiment) -> None:
    """Draw the row; what cannot be done to the run now is greyed out, and what was refused is told.

    Args:
        services: of the app.
        run: what is steered; None before there is one.
        experiment: of the run, or what Train would start.
    """
    with st.container(gap="small"):  # one element of the page, so that what comes below keeps its place
        _row(services, run, experiment)
        tell_noted(REFUSED)


def _row(services: Services, run: Run | None, experiment: Experiment) -> None:
    held = run is not None and is_active(run) and run.state != "queued"
    active = held and run is not None and services.may_steer(run)
    why = _(NOT_YOURS) if held and not active else None
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="wheel"):
        _pause(services, run, why, active=active)
        if screen() is not Screen.OWN:
            return
        _walk(services, run, why, active=active)
        _pace(services, run, active=active)
        rate = _rate(run, _present_rate(experiment))
        _change(services, run, rate, why, active=active)
        _rewind(services, run, rate)


def _asked(act: Callable[..., None], *args: Any) -> None:
    """Do what was asked for; what cannot be done is told below."""
    with errors_noted(REFUSED):
        act(*args)


def _pause(services: Services, run: Run | None, why: str | None, *, active: bool) -> None:
    paused = run is not None and run.state == "paused"
    label, icon = (_("Resume"), ":material/play_arrow:") if paused else (_("Pause"), ":material/pause:")
    args = (services.resume, run) if paused else (_hold, services, run)
    st.button(label, icon=icon, key="pause", disabled=not active, on_click=_asked, args=args, help=why)


def _hold(services: Services, run: Run) -> None:
    services.steering().pause(run.id)


def _walk(services: Services, run: Run | None, why: str | None, *, active: bool) -> None:
    """One step and ten steps, of a paused run."""
    paused = run is not None and run.state == "paused" and active
    for steps, label in ((1, _("+1 step")), (10, _("+10 steps"))):
        st.button(
            label,
            key=f"walk_{steps}",
            disabled=not paused,
            on_click=_asked,
            args=(services.walk, run, steps),
            help=why or _("Of a paused run."),
        )


def _pace(services: Services, run: Run | None, *, active: bool) -> None:
    labels = {pace: label for label, pace in PACES.items()}
    st.session_state["pace"] = labels.get(run.pace if run and active else None, FULL_SPEED)
    st.selectbox(
        _("Speed"),
        [*PACES],
        format_func=_,
        key="pace",
        disabled=not active,
        on_change=_asked,
        args=(_set_pace, services, run),
        label_visibility="collapsed",
        width=130,
    )


def _set_pace(services: Services, run: Run) -> None:
    services.steering().set_pace(run.id, PACES[st.session_state["pace"]])


def _rate(run: Run | None, present: float) -> float:
    shown = run.id if run else f"no run at {present}"
    if st.session_state.get("wheel_of") != shown:
        st.session_state.update(wheel_of=shown, wheel_rate=present)
    rate: float = st.selectbox(
        _("Learning rate"),
        sorted({*RATES, present, st.session_state["wheel_rate"]}),
        key="wheel_rate",
        persist_state="session",
        format_func=lambda value: _("lr {rate:g}").format(rate=value),
        disabled=run is None,
        help=_(RATE_HELP),
        label_visibility="collapsed",
        width=110,
    )
    return rate


def _present_rate(experiment: Experiment) -> float:
    changes = experiment.changes
    return changes[-1].learning_rate if changes else experiment.arms[0].learning_rate


def _change(services: Services, run: Run | None, rate: float, why: str | None, *, active: bool) -> None:
    st.button(
        _("Change now"),
        icon=":material/speed:",
        key="change_rate",
        disabled=not active or run is None or rate == _present_rate(run.experiment),
        on_click=_asked,
        args=(_change_rate, services, run, rate),
        help=why or _(RATE_HELP),
    )


def _change_rate(services: Services, run: Run, rate: float) -> None:
    services.steering().request_rate(run.id, rate)


def _rewind(services: Services, run: Run | None, rate: float) -> None:
    st.button(
        _("Rewind with it"),
        icon=":material/restart_alt:",
        key="rewind",
        disabled=run is None,
        on_click=_asked,
        args=(_start_again, services, run, rate),
        help=_(RATE_HELP),
    )


def _start_again(services: Services, run: Run, rate: float) -> None:
    """Train the same experiment from the same first weights at another learning rate, beside the run."""
    experiment = run.experiment.at_rate(rate)
    new = services.submit(experiment, run.device)
    follow_newest()
    put_setup(Setup.of(experiment))
    compared = run.id if new.id != run.id else st.session_state["compared"]
    st.session_state.update(
        run=new.id, compared=compared, kept=new.state == "done", just_started=True, rewound=True
    )
