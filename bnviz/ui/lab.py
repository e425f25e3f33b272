"""The Training lab: controls at the side, a question, Train, and what comes of it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import streamlit as st

from bnviz.experiment import Setup
from bnviz.fields import field
from bnviz.language import N_, _
from bnviz.lessons.presets import PRESETS, Preset
from bnviz.runs.run import Run
from bnviz.ui.address import Address, read_address
from bnviz.ui.controls import Choice, chosen, controls, put
from bnviz.ui.data_notice import data_notice
from bnviz.ui.errors import errors_noted, tell_noted
from bnviz.ui.live import live
from bnviz.ui.look_link import look_query, take_look
from bnviz.ui.observatory import follow_newest
from bnviz.ui.plain import plain
from bnviz.ui.price import show_price
from bnviz.ui.projector import HINT, leave_button, speakers_keys
from bnviz.ui.room.door import door
from bnviz.ui.room.guess import answer
from bnviz.ui.room.mirror import follow
from bnviz.ui.room.seat import arrive, follows, seat_query
from bnviz.ui.room.strip import strip
from bnviz.ui.screen import Screen, screen
from bnviz.ui.services import Services, services
from bnviz.ui.share import share
from bnviz.ui.status import NOT_YOURS, description, is_active
from bnviz.ui.take_home import take_home
from bnviz.ui.tongue import language_query
from bnviz.ui.tour import offer_tour, tour, tour_button
from bnviz.ui.verdicts import show_verdict_on

OWN_QUESTION = N_("Your own experiment. What do you expect?")
PRICE_WIDTH = 480  # pixels, whatever it says: what stands beside it must not jump
REFUSED = "lab_refused"  # the session's key of what could not be done
ANSWER_HELP = N_(
    "What came out when we trained this preset; your own changes have no answer yet. Guess first!"
)


def page() -> None:
    """Draw the page, and put its state into the URL."""
    shared = services()
    _arrive(shared)
    follow(shared.store.rooms, partial(_show_link, shared))
    top = st.container()
    choice = _choice(shared)
    preset, setup = choice.preset, choice.setup
    run, compared = _shown_run(shared, "run"), _shown_run(shared, "compared")
    if run is None or compared == run:
        compared = None
    query = Address(preset, setup, choice.device, run, compared, screen()).query() | look_query()
    share(query, tour_button, partial(take_home, shared, run), partial(door, shared.store.rooms))
    with st.container(horizontal=True, vertical_alignment="center", key="headline"):
        refusal = shared.refusal([setup.experiment()], choice.device)
        _question(preset, setup, run, refusal)
        _buttons(shared, run, choice, refusal)
    _notices(shared)
    st.query_params.from_dict(query | seat_query() | language_query())
    with top:  # a room is told what the link says now
        strip(shared.store.rooms, run, setup)
    speakers_keys()
    tour()
    live(shared, run, compared, setup, just_started=st.session_state.pop("just_started", False))


def _choice(shared: Services) -> Choice:
    """What the controls say, which only a visitor's own screen shows, and only while it is theirs."""
    if screen() is not Screen.OWN or follows():
        return chosen()
    with st.sidebar:
        return controls(shared.devices())


def _arrive(shared: Services) -> None:
    """Take over what the URL says, once a session."""
    if "refusals" in st.session_state:
        return
    offer_tour(st.query_params)
    _show_link(shared, st.query_params)
    st.session_state["refusals"] += take_look(st.query_params) + arrive(shared.store.rooms, st.query_params)


def _show_link(shared: Services, query: Mapping[str, str]) -> None:
    """Show what a link with this query does."""
    address, refusals = read_address(query, shared.devices(), shared.store.get)
    put(address.setup, address.preset, address.device)
    st.session_state["run"] = address.run and address.run.id
    st.session_state["compared"] = address.compared and address.compared.id
    st.session_state["refusals"] = refusals


def _shown_run(shared: Services, place: str) -> Run | None:
    shown = st.session_state[place]
    return shared.store.get(shown) if shown else None


def _question(preset: Preset, setup: Setup, run: Run | None, refusal: str | None) -> None:
    changed = [_(field(name).title) for name in _changes(preset, setup)]
    other = _("{preset}, changed: {settings}.").format(preset=_(preset.title), settings=", ".join(changed))
    about = other if changed else _(preset.about)
    relation = _relation(setup, run, refusal)
    on_own = screen() is not Screen.PROJECTOR  # which has room for one line
    told = f"{about} {relation}" if on_own else relation or _(HINT)
    with st.container(gap=None, key="keys_told" if told == _(HINT) else "question"):
        st.markdown(f"#### {_(OWN_QUESTION if changed else preset.question)}")
        st.caption(told)


def _changes(preset: Preset, setup: Setup) -> list[str]:
    """The settings that make another question of the preset's; another seed does not."""
    return [name for name, value in setup if name != "seed" and value != getattr(preset.setup, name)]


def _relation(setup: Setup, run: Run | None, refusal: str | None) -> str:
    """How the controls and the run below belong together, where that is not plain."""
    if run is None:
        return ""
    if run.experiment.unchanged().canonical() != setup.experiment().canonical():
        if refusal:
            return _("**Below is another run.**")
        return _("**Below is another run: press Train for this one.**")
    if st.session_state.get("kept"):
        return _("**Trained before, so shown at once; another seed trains anew.**")
    return ""


def _buttons(shared: Services, run: Run | None, choice: Choice, refusal: str | None) -> None:
    with st.container(width="content", gap="xsmall", key="actions"):
        with st.container(horizontal=True, width="content", gap="small", key="buttons"):
            bad = bool(choice.refusals or refusal or follows())
            _train_button(shared, disabled=bad)
            _stop_button(shared, run)
            if screen() is Screen.PROJECTOR:
                leave_button()
            elif screen() is Screen.OWN:
                _own_buttons(shared, run, choice)
        with st.container(width=PRICE_WIDTH, key="price"):
            show_price(shared, [choice.setup.experiment()], choice.device, refusal)


def _own_buttons(shared: Services, run: Run | None, choice: Choice) -> None:
    st.button(_("Reset"), icon=":material/replay:", key="reset", on_click=_reset, disabled=follows())
    _comparison(shared, run)
    asked = follows() and answer(run, choice.setup.experiment()) is None  # a class guesses first
    changed = bool(_changes(choice.preset, choice.setup))
    with st.popover(_("Answer"), help=_(ANSWER_HELP), disabled=changed or asked, key="answer"):
        st.markdown(_(choice.preset.claim))
        show_verdict_on(f"lab/{choice.preset.name}")


def _train_button(shared: Services, *, disabled: bool) -> None:
    st.button(
        _("Train"),
        type="primary",
        icon=":material/play_arrow:",
        key="train",
        disabled=disabled,
        on_click=_train,
        args=(shared,),
    )


def _stop_button(shared: Services, run: Run | None) -> None:
    active = run is not None and is_active(run)
    stoppable = active and run is not None and shared.may_steer(run)
    why = _(NOT_YOURS) if active and not stoppable else None
    st.button(
        _("Stop"),
        icon=":material/stop:",
        key="stop",
        disabled=not stoppable,
        help=why,
        on_click=_stop,
        args=(shared, run),
    )


def _comparison(shared: Services, run: Run | None) -> None:
    """Let the visitor put another run beside the one that is shown."""
    found = [*shared.store.recent(), _shown_run(shared, "compared")]
    others = {other.id: other for other in found if other and run and other.id != run.id}
    with st.popover(_("Compare"), icon=":material/compare:", disabled=follows() or not others):
        st.selectbox(
            _("Show beside this run, on the same axes"),
            [None, *others],
            format_func=lambda run_id: description(others[run_id]) if run_id else _("nothing"),
            key="compared",
            persist_state="session",
        )


def _train(shared: Services) -> None:
    """Before the page is drawn: a worker begins meanwhile."""
    choice = chosen()
    if choice.refusals:  # told beside their fields, to which they came with the click
        return
    with errors_noted(REFUSED):
        run = shared.submit(choice.setup.experiment(), choice.device)
        follow_newest()
        st.session_state["compared"] = None
        st.session_state.update(run=run.id, just_started=True, kept=run.state == "done", refusals=[])


def _stop(shared: Services, run: Run) -> None:
    with errors_noted(REFUSED):
        shared.steering().request_stop(run.id)


def _reset() -> None:
    """Back to the preset, with an empty picture; the run itself is kept under its link."""
    preset = PRESETS[st.session_state["preset"]]
    put(preset.setup, preset, st.session_state["device"])
    follow_newest()
    st.session_state.update(run=None, compared=None, kept=False, refusals=[])


def _notices(shared: Services) -> None:
    tell_noted(REFUSED)
    if refusals := st.session_state["refusals"]:
        bullet = "- " if len(refusals) > 1 else ""
        st.warning("\n".join(f"{bullet}{plain(refusal)}" for refusal in refusals), icon=":material/link_off:")
    data_notice(shared.library)
