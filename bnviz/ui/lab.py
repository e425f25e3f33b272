"""The Training lab: controls at the side, a question, Train, and what comes of it."""

from __future__ import annotations

import streamlit as st

from bnviz.experiment import Setup
from bnviz.fields import field
from bnviz.lessons.presets import PRESETS, Preset
from bnviz.runs.run import Run
from bnviz.ui.address import Address, read_address
from bnviz.ui.controls import Choice, controls, put
from bnviz.ui.data_notice import data_notice
from bnviz.ui.live import live
from bnviz.ui.observatory import follow_newest
from bnviz.ui.plain import plain
from bnviz.ui.services import Services, services
from bnviz.ui.status import description, is_active
from bnviz.ui.verdicts import show_verdict_on

OWN_QUESTION = "Your own experiment. What do you expect?"
ANSWER_HELP = "What came out when we trained this preset; your own changes have no answer yet. Guess first!"


def page() -> None:
    """Draw the page, and put its state into the URL."""
    shared = services()
    _arrive(shared)
    with st.sidebar:
        choice = controls(shared.pool.devices)
    preset, setup = choice.preset, choice.setup
    run, compared = _shown_run(shared, "run"), _shown_run(shared, "compared")
    if run is None or compared == run:
        compared = None
    with st.container(horizontal=True, vertical_alignment="center", key="headline"):
        _question(preset, setup, run)
        _buttons(shared, run, choice)
    _notices(shared)
    st.query_params.from_dict(Address(preset, setup, choice.device, run, compared).query())
    live(shared, run, compared, setup, just_started=st.session_state.pop("just_started", False))


def _arrive(shared: Services) -> None:
    """Take over what the URL says, once a session."""
    if "refusals" in st.session_state:
        return
    address, refusals = read_address(st.query_params, shared.pool.devices, shared.store.get)
    put(address.setup, address.preset, address.device)
    st.session_state["run"] = address.run and address.run.id
    st.session_state["compared"] = address.compared and address.compared.id
    st.session_state["refusals"] = refusals


def _shown_run(shared: Services, place: str) -> Run | None:
    shown = st.session_state[place]
    return shared.store.get(shown) if shown else None


def _question(preset: Preset, setup: Setup, run: Run | None) -> None:
    changed = [field(name).title for name in _changes(preset, setup)]
    about = f"{preset.title}, changed: {', '.join(changed)}." if changed else preset.about
    with st.container(gap=None):
        st.markdown(f"#### {OWN_QUESTION if changed else preset.question}")
        st.caption(f"{about} {_relation(setup, run)}")


def _changes(preset: Preset, setup: Setup) -> list[str]:
    """The settings that make another question of the preset's; another seed does not."""
    return [name for name, value in setup if name != "seed" and value != getattr(preset.setup, name)]


def _relation(setup: Setup, run: Run | None) -> str:
    """How the controls and the run below belong together, where that is not plain."""
    if run is None:
        return ""
    if run.experiment.unchanged().canonical() != setup.experiment().canonical():
        return "**Below is another run: press Train for this one.**"
    if st.session_state.get("kept"):
        return "**Trained before, so shown at once; another seed trains anew.**"
    return ""


def _buttons(shared: Services, run: Run | None, choice: Choice) -> None:
    with st.container(horizontal=True, width="content", gap="small", key="buttons"):
        bad = bool(choice.refusals)
        if st.button("Train", type="primary", icon=":material/play_arrow:", key="train", disabled=bad):
            _train(shared, choice)
        stoppable = run is not None and is_active(run) and shared.may_steer(run)
        if st.button("Stop", icon=":material/stop:", key="stop", disabled=not stoppable) and run is not None:
            shared.steering().request_stop(run.id)
            st.rerun()
        st.button("Reset", icon=":material/replay:", key="reset", on_click=_reset)
        _comparison(shared, run)
        with st.popover("Answer", help=ANSWER_HELP, disabled=bool(_changes(choice.preset, choice.setup))):
            st.markdown(choice.preset.claim)
            show_verdict_on(f"lab/{choice.preset.name}")


def _comparison(shared: Services, run: Run | None) -> None:
    """Let the visitor put another run beside the one that is shown."""
    found = [*shared.store.recent(), _shown_run(shared, "compared")]
    others = {other.id: other for other in found if other and run and other.id != run.id}
    with st.popover("Compare", icon=":material/compare:", disabled=not others):
        st.selectbox(
            "Show beside this run, on the same axes",
            [None, *others],
            format_func=lambda run_id: description(others[run_id]) if run_id else "nothing",
            key="compared",
            persist_state="session",
        )


def _train(shared: Services, choice: Choice) -> None:
    run = shared.submit(choice.setup.experiment(), choice.device)
    follow_newest()
    st.session_state["compared"] = None
    st.session_state.update(run=run.id, just_started=True, kept=run.state == "done", refusals=[])
    st.rerun()


def _reset() -> None:
    """Back to the preset, with an empty picture; the run itself is kept under its link."""
    preset = PRESETS[st.session_state["preset"]]
    put(preset.setup, preset, st.session_state["device"])
    follow_newest()
    st.session_state.update(run=None, compared=None, kept=False, refusals=[])


def _notices(shared: Services) -> None:
    if refusals := st.session_state["refusals"]:
        st.warning("\n".join(f"- {plain(refusal)}" for refusal in refusals), icon=":material/link_off:")
    data_notice(shared.library)
