"""A teacher's page and its guests': what they show, what they may do, and what they are told."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from bnviz.lessons.presets import PRESETS
from bnviz.runs.prediction import question
from bnviz.runs.rooms import CODE
from bnviz.runs.run import Run
from bnviz.runs.store import Store
from bnviz.runs.visitor import new_token, visitor_id
from bnviz.ui.services import Services

from .conftest import forced

Enter = Callable[..., AppTest]
"""Opens the lab as a new visitor: `enter(room="K7TRN")`."""


@pytest.fixture(autouse=True)
def _always_news(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bnviz.runs.rooms.GLANCE", 0.0)


@pytest.fixture
def enter(app: AppTest) -> Enter:
    def opened(**query: str) -> AppTest:
        visiting = AppTest.from_file(app._script_path, default_timeout=30)
        visiting.session_state["visitor_token"] = new_token()
        visiting.query_params.update(query)
        return settled(visiting)

    return opened


def settled(app: AppTest) -> AppTest:
    """The page after its next run, as a tick would have it."""
    app.run()
    assert not app.exception
    return app


def press(app: AppTest, key: str) -> AppTest:
    app.button(key=key).click()
    return settled(app)


def close(teacher: AppTest) -> None:
    press(press(teacher, "room_close"), "room_close_now")


def visitor_of(app: AppTest) -> str:
    return visitor_id(app.session_state["visitor_token"])


def code_of(app: AppTest) -> str:
    return str(app.query_params["room"])


def words(app: AppTest) -> str:
    return "\n".join(
        element.value for kind in ("markdown", "info", "warning", "error") for element in getattr(app, kind)
    )


def unescaped(text: str) -> str:
    return text.replace("\\", "")


def run_of(app: AppTest, store: Store) -> Run:
    run = store.get(str(app.query_params["run"]))
    assert run is not None
    return run


@pytest.fixture
def teacher(enter: Enter) -> AppTest:
    """Who has opened a room and trains a network in it."""
    leading = enter(width="50")
    press(leading, "room_open")
    return settled(press(leading, "train"))


@pytest.fixture
def student(enter: Enter, teacher: AppTest) -> AppTest:
    return settled(enter(room=code_of(teacher)))


def test_a_room_has_a_code_a_link_and_its_picture(teacher: AppTest) -> None:
    code = code_of(teacher)
    assert CODE.fullmatch(code)
    (way_in,) = (element.proto.body for element in teacher.get("html") if "QR code" in element.proto.body)
    assert f">{code}<" in way_in
    assert f'alt="QR code of /?room={code}"' in way_in
    assert "data:image/svg+xml" in way_in
    assert f"/?room={code}" in [link.value for link in teacher.code]


def test_the_capability_is_on_no_page_and_in_no_link(teacher: AppTest, student: AppTest) -> None:
    for app in (teacher, student):
        for secret in (app.session_state["visitor_token"], visitor_of(teacher)):
            assert secret not in str(app.main) + str(app.query_params)


def test_a_guest_sees_the_run_and_the_settings_of_the_room(
    teacher: AppTest, student: AppTest, store: Store
) -> None:
    assert student.query_params["run"] == teacher.query_params["run"]
    assert student.session_state["width"] == 50
    assert f"Following room **{code_of(teacher)}**" in words(student)
    assert "1 following" in words(settled(teacher))


def test_before_there_is_a_run_guests_see_what_would_be_trained(enter: Enter) -> None:
    teacher = press(enter(preset="deep-sigmoid"), "room_open")
    student = settled(enter(room=code_of(teacher)))
    assert student.session_state["preset"] == "deep-sigmoid"
    teacher.number_input(key="depth").set_value(4)
    settled(teacher)
    assert settled(student).session_state["depth"] == 4


def test_a_guest_follows_to_another_run_view_and_unit(teacher: AppTest, student: AppTest) -> None:
    first = student.query_params["run"]
    teacher.number_input(key="seed").set_value(9)
    settled(press(settled(teacher), "train"))
    teacher.segmented_control(key="view").set_value("shift")
    settled(teacher)
    teacher.toggle(key="raw_shift").set_value(True)
    teacher.selectbox(key="formula_layer").set_value(2)
    settled(settled(teacher))
    settled(student)
    assert student.query_params["run"] == teacher.query_params["run"] != first
    shown = {key: student.session_state[key] for key in ("view", "raw_shift", "formula_layer")}
    assert shown == {"view": "shift", "raw_shift": True, "formula_layer": 2}


def test_a_guest_whose_browser_brought_back_the_view_before_is_told_again(
    teacher: AppTest, student: AppTest
) -> None:
    teacher.segmented_control(key="view").set_value("shift")
    settled(teacher)
    assert settled(student).session_state["view"] == "shift"
    student.session_state["view"] = "distributions"
    assert settled(student).session_state["view"] == "shift"


def test_a_guest_follows_to_another_step(teacher: AppTest, student: AppTest, store: Store) -> None:
    code = code_of(teacher)
    room = store.rooms.get(code)
    assert room is not None
    store.rooms.show(code, visitor_of(teacher), room.run_id, 10, room.selection)
    assert settled(student).session_state["time: choice"].step == 10
    store.rooms.show(code, visitor_of(teacher), room.run_id, None, room.selection)
    assert settled(student).session_state["time: choice"].step is None


def test_what_the_room_decides_is_not_a_guest_s_to_choose(teacher: AppTest, student: AppTest) -> None:
    assert [app.segmented_control(key="view").disabled for app in (teacher, student)] == [False, True]
    assert [app.button(key="train").disabled for app in (teacher, student)] == [False, True]
    assert [bool(app.sidebar.selectbox) for app in (teacher, student)] == [True, False]
    assert student.selectbox(key="formula_layer").disabled
    assert student.button(key="stop").disabled
    assert {"pause", "rewind"} & {button.key for button in student.button} == set()


def test_who_breaks_away_has_the_lab_with_the_same_settings_and_comes_back(
    teacher: AppTest, student: AppTest, store: Store
) -> None:
    shown = run_of(teacher, store)
    press(student, "room_away")
    assert (student.query_params["away"], student.number_input(key="width").value) == ("yes", 50)
    assert "0 following · 1 away" in words(settled(teacher))
    student.number_input(key="seed").set_value(77)
    own = run_of(press(settled(student), "train"), store)
    assert own.id != shown.id
    assert (own.owner, shown.owner) == (visitor_of(student), visitor_of(teacher))
    assert run_of(settled(student), store).id == own.id
    press(student, "room_back")
    assert run_of(settled(student), store).id == shown.id
    assert "away" not in student.query_params
    assert "1 following" in words(settled(teacher))
    assert " away" not in words(settled(teacher))


def test_a_reload_keeps_the_seat(teacher: AppTest, student: AppTest, enter: Enter) -> None:
    press(student, "room_away")
    for before, key in ((teacher, "room_close"), (student, "room_back")):
        after = AppTest.from_file(before._script_path, default_timeout=30)
        after.session_state["visitor_token"] = before.session_state["visitor_token"]
        after.query_params.update({name: str(text) for name, text in dict(before.query_params).items()})
        assert settled(after).button(key=key)


def test_who_only_looks_cannot_stop_the_run_by_any_page(
    teacher: AppTest, student: AppTest, enter: Enter, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = run_of(teacher, store)
    third = settled(enter(run=run.id))
    host = press(
        enter(run=run.id), "room_open"
    )  # to show a run in a room of one's own gives no power over it
    lookers = (student, third, settled(host))
    room = store.rooms.get(code_of(host))
    assert room is not None
    assert room.run_id == run.id
    for app in lookers:
        forced(app.button(key="stop"))
        press(app, "stop")
    monkeypatch.setattr(Services, "may_steer", lambda *_: True)
    for app in lookers:
        press(settled(app), "stop")
        assert "not yours to steer or stop" in words(app)
    assert run_of(teacher, store).state == "queued"
    press(teacher, "stop")
    assert run_of(teacher, store).state == "stopped"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("AAAAA", "No room with the code AAAAA is open."),
        ("aa aaa", "No room with the code aa aaa is open."),
        ("../..", "No room with the code"),
        ("K7TRÑ", "No room with the code K7TRÑ is open."),
        ("", "has 0."),
        ("K7TR", "has 4."),
        ("<b>K7TRN</b>", "has 12."),
        ("$x$" * 100, "has 300."),
    ],
)
def test_a_code_that_opens_nothing_is_told_in_a_sentence(enter: Enter, text: str, said: str) -> None:
    arrived = enter(room=text)
    assert said in unescaped(arrived.warning[0].value)
    assert not arrived.warning[0].value.startswith("-")
    assert "<b>" not in arrived.warning[0].value
    assert "room" not in arrived.query_params
    if text and len(text) <= 12:
        arrived.text_input(key="room_code").set_value(text)
        assert said in unescaped(words(settled(arrived)))


def test_a_code_may_be_typed_in_small_letters_and_with_spaces(teacher: AppTest, enter: Enter) -> None:
    late = enter()
    code = code_of(teacher).lower()
    late.text_input(key="room_code").set_value(f" {code[:2]} {code[2:]} ")
    settled(settled(late))
    assert late.query_params["run"] == teacher.query_params["run"]


def test_a_closed_room_says_so_and_leaves_guests_where_they_are(teacher: AppTest, student: AppTest) -> None:
    run = student.query_params["run"]
    code = code_of(teacher)
    close(teacher)
    assert "room" not in settled(teacher).query_params
    settled(settled(student))
    assert f"Room {code} is closed" in unescaped(words(student))
    assert (student.query_params["run"], "room" in student.query_params) == (run, False)
    assert not student.button(key="train").disabled


def test_who_leaves_keeps_the_page(teacher: AppTest, student: AppTest) -> None:
    press(student, "room_leave")
    assert (student.query_params["run"], "room" in student.query_params) == (
        teacher.query_params["run"],
        False,
    )
    assert not student.info


@pytest.mark.parametrize(
    "selection",
    [
        "",
        "nonsense",
        "[]",
        '{"view": "<script>"}',
        '{"unit": 1e99}',
        '{"query": {"run": ["x"]}}',
        '{"query": {"preset": "<b>", "depth": "-1", "run": "../.."}}',
        '{"view": "shift", "formula_layer": 100000, "unit": 99999}',
    ],
)
def test_a_room_s_text_is_not_trusted(
    student: AppTest, teacher: AppTest, store: Store, selection: str
) -> None:
    store.rooms.show(code_of(teacher), visitor_of(teacher), "no run", -5, selection)
    settled(settled(student))
    assert "<b>" not in words(student)
    assert "<script>" not in words(student)


def guess_control(app: AppTest, run: Run) -> Any:
    return app.segmented_control(key=f"guess_{question(run.experiment)}")


def bars(app: AppTest) -> str:
    return "".join(
        element.proto.body for element in app.get("html") if 'class="guesses"' in element.proto.body
    )


def test_a_guess_is_asked_for_counted_and_judged_in_the_end(
    teacher: AppTest, student: AppTest, enter: Enter, store: Store
) -> None:
    run = run_of(teacher, store)
    late = settled(enter(room=code_of(teacher)))
    assert (bars(student), bars(late)) == ("", "")
    guess_control(student, run).set_value("0")
    settled(student)
    settled(late)
    assert "(your guess)" in bars(student)
    assert bars(late) == ""
    assert "<b>1</b>" in bars(settled(teacher))
    assert "1 guessed" in words(teacher)
    guess_control(student, run).set_value("1")
    assert bars(settled(student)).index("(your guess)") > bars(student).index("BN")
    assert guessed(store, teacher) == ["1"]
    finish(store, run, 0.95, 0.60)
    for app in (student, late, teacher):
        settled(app)
        assert "**BN** was more accurate." in words(app)
        assert "BN **95.0 %** · no BN **60.0 %**" in words(app)
        assert "✓" in bars(app)
    assert "You guessed otherwise." in words(student)
    assert "You guessed otherwise." not in words(late)


def test_a_difference_too_small_to_count_is_none(teacher: AppTest, student: AppTest, store: Store) -> None:
    run = run_of(teacher, store)
    guess_control(student, run).set_value("same")
    settled(student)
    finish(store, run, 0.950, 0.946)
    assert "You were right." in words(settled(student))
    assert "**No difference**: less than 0.5 points." in words(student)


def test_guesses_can_be_hidden_from_all_until_the_end(
    teacher: AppTest, student: AppTest, store: Store
) -> None:
    run = run_of(teacher, store)
    teacher.toggle(key="guesses_hidden").set_value(True)
    settled(settled(teacher))
    guess_control(settled(student), run).set_value("0")
    settled(student)
    assert (bars(student), bars(settled(teacher))) == ("", "")
    finish(store, run, 0.9, 0.8)
    assert bars(settled(student))
    assert bars(settled(teacher))


def test_a_guess_about_what_is_no_longer_asked_is_not_taken(
    teacher: AppTest, student: AppTest, store: Store
) -> None:
    run = run_of(teacher, store)
    store.rooms.show(code_of(teacher), visitor_of(teacher), "another", None, "{}", "something else")
    guess_control(student, run).set_value("0")
    settled(student)
    assert guessed(store, teacher) == []


def invitation(app: AppTest) -> str:
    (progress,) = app.get("progress")
    return str(progress.proto.text)


def test_a_class_guesses_before_the_run_starts(enter: Enter, store: Store) -> None:
    teacher = settled(press(enter(width="50"), "room_open"))
    student = settled(enter(room=code_of(teacher)))
    (control,) = (each for each in student.segmented_control if (each.key or "").startswith("guess_"))
    control.set_value("0")
    settled(student)
    assert invitation(student).endswith("Make a guess: your teacher starts the run.")
    assert invitation(teacher).endswith("Make a guess, then press **Train**.")
    run = run_of(settled(press(teacher, "train")), store)
    assert guessed(store, teacher) == ["0"]
    finish(store, run, 0.95, None)
    assert "You were right." in words(settled(settled(student)))


def test_a_guess_that_a_page_sends_again_after_the_end_is_no_error(
    teacher: AppTest, student: AppTest, store: Store
) -> None:
    run = run_of(teacher, store)
    guess_control(student, run).set_value("0")
    settled(student)
    again = guess_control(student, run)
    finish(store, run, 0.95, 0.60)
    again.set_value("0")
    settled(student)
    assert "You were right." in words(student)
    assert not student.error
    assert guessed(store, teacher) == ["0"]


def test_the_strip_says_diverged_of_what_did(teacher: AppTest, student: AppTest, store: Store) -> None:
    run = run_of(teacher, store)
    guess_control(student, run).set_value("0")
    settled(student)
    finish(store, run, 0.967, None)
    assert "BN **96.7 %** · no BN **diverged** at step 14" in words(settled(student))
    assert "0.0 %" not in words(student)


def answer_is_shut(app: AppTest) -> bool:
    (found,) = (each for each in app.get("popover") if each.proto.popover.label == "Answer")
    return bool(found.proto.popover.disabled)


def test_a_guest_has_the_answer_once_the_run_is_over(enter: Enter, store: Store) -> None:
    teacher = settled(press(settled(press(enter(), "room_open")), "train"))
    student = settled(enter(room=code_of(teacher)))
    assert [answer_is_shut(app) for app in (teacher, student)] == [False, True]
    finish(store, run_of(teacher, store), 0.95, 0.60)
    assert not answer_is_shut(settled(student))


def test_a_guest_is_told_that_the_teacher_is_elsewhere(
    teacher: AppTest, student: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "another page" not in words(student)
    monkeypatch.setattr("bnviz.runs.room.LEADING", -1.0)
    assert "your teacher is on another page" in words(settled(student))


def test_a_room_is_closed_only_when_asked_twice(teacher: AppTest) -> None:
    code = code_of(teacher)
    press(press(teacher, "room_close"), "room_keep")
    assert code_of(settled(teacher)) == code
    close(teacher)
    assert "The room is closed." in unescaped(words(teacher))


def test_a_projector_shows_the_code_and_the_way_in(teacher: AppTest) -> None:
    press(teacher, "present")
    assert f"Room **{code_of(teacher)}**" in words(settled(teacher))
    assert any("QR code" in element.proto.body for element in teacher.get("html"))


def guessed(store: Store, teacher: AppTest) -> list[str]:
    room = store.rooms.get(code_of(teacher))
    assert room is not None
    return list(room.guesses.values())


def finish(store: Store, run: Run, *accuracies: float | None) -> None:
    held = store.claim("worker", run.id)
    assert held is not None
    scores = ("train_loss", "test_loss", "train_accuracy")
    scored = dict.fromkeys(scores, 0.5)
    arms = [
        {**scored, "test_accuracy": each, "diverged_at": None}
        if each is not None
        else {**scored, "test_accuracy": 0.1, "test_loss": None, "diverged_at": 14}
        for each in accuracies
    ]
    store.finish(held, "done", {"arms": arms}, seconds=1.0)


def test_a_guest_may_offer_a_run_and_the_teacher_show_and_stop_it(
    teacher: AppTest, student: AppTest, store: Store
) -> None:
    press(student, "room_away")
    student.number_input(key="seed").set_value(77)
    own = run_of(press(settled(student), "train"), store)
    settled(student).toggle(key=f"offer_{own.id}").set_value(True)
    settled(student)
    press(settled(teacher), f"show_{own.id}")
    assert run_of(settled(teacher), store).id == own.id
    assert (
        own.experiment
        == PRESETS["quick-look"].setup.model_copy(update={"width": 50, "seed": 77}).experiment()
    )
    press(teacher, "stop")
    stopped = store.get(own.id)
    assert stopped is not None
    assert stopped.state == "stopped"
