"""The line on a run says where it stands, in every state."""

from dataclasses import replace
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bnviz.experiment import Change, Setup
from bnviz.runs.forecast.line import Line, Place
from bnviz.runs.run import Run
from bnviz.runs.schema import HELD, State
from bnviz.ui import status
from bnviz.ui.status import description, duration, is_active, result_line, summary

from .runs import a_run

NOBODY = Line({}, 0)
ANNA, BEN = "a" * 64, "b" * 64

STATES: tuple[State, ...] = get_args(State)
RESULT = {
    "arms": [
        {"train_loss": 0.2, "test_loss": 0.2, "test_accuracy": 0.948, "diverged_at": None},
        {"train_loss": None, "test_loss": None, "test_accuracy": 0.0, "diverged_at": 1_234},
    ]
}


def status_line(run: Run, line: Line = NOBODY) -> str:
    """The line as its owner reads it."""
    return status.status_line(replace(run, owner=ANNA), line, ANNA)


def left(run: Run, seconds: float) -> Line:
    """A line that knows how long a run still takes."""
    return Line({}, 1, {run.id: seconds})


@pytest.mark.parametrize("state", STATES)
def test_every_state_is_named_with_its_step(state: State) -> None:
    line = status_line(a_run(state=state, step=1_240, seconds=2.0))
    assert f"**{'waiting' if state == 'queued' else state}**" in line
    assert "step 1,240 of 3,000" in line
    assert ("620 steps/s" in line) == (state not in ("queued", "paused"))


def test_a_run_that_waits_tells_its_place_and_when_its_turn_comes() -> None:
    run = a_run()
    line = Line({run.id: Place(3, 21.0), "another": Place(1, 2.0)}, training=2)
    assert status_line(run, line) == ":gray[◷] **waiting** · 3rd in line, by turns · in under a minute"
    assert status_line(run) == ":gray[◷] **waiting**"  # it was queued after the line was read


def test_a_run_that_waits_for_its_next_turn_says_how_far_it_is() -> None:
    run = a_run(step=1_200, seconds=3.0, worker="worker")
    line = status_line(run, Line({run.id: Place(1, 8.2)}, training=1))
    assert line.endswith(
        "**waiting** · its turn is over; it goes on from step 1,200 of 3,000 · "
        "next in line, by turns · in under a minute"
    )


@pytest.mark.parametrize("state", ["queued", "paused"])
def test_a_run_that_gave_way_says_so_until_it_goes_on(state: State) -> None:
    run = a_run(state=state, step=1_200, gave_way_at=5.0)
    assert "set aside while nobody watched; goes on now" in status_line(run)
    assert "set aside" not in status_line(replace(run, gave_way_at=None))


@pytest.mark.parametrize("state", STATES)
def test_who_watches_another_s_run_is_told_while_there_is_something_to_steer(state: State) -> None:
    run = a_run(state=state, owner=ANNA)
    told = "shared: started by another visitor"
    assert (told in status.status_line(run, NOBODY, BEN)) == is_active(run)
    assert "shared" not in status.status_line(run, NOBODY, ANNA)


def test_a_run_of_the_host_is_nobody_s() -> None:
    assert "shared: started by the host" in status.status_line(a_run(state="running"), NOBODY, ANNA)


def test_a_run_that_came_in_a_file_says_so() -> None:
    run = a_run(state="done", key="imported:1")
    assert "imported from a file" in status.status_line(run, NOBODY, ANNA)
    assert "imported from a file" in status.description(run)
    assert "imported" not in status.status_line(a_run(state="done"), NOBODY, ANNA)


def test_of_several_runs_the_place_of_the_first_to_be_served_is_told() -> None:
    waiting = [a_run(id="first", owner=ANNA), a_run(id="second", owner=ANNA)]
    line = Line({"first": Place(5, 40.0), "second": Place(2, 12.0), "another": Place(1, 1.0)}, training=1)
    told = summary(waiting, line, ANNA)
    assert "**waiting** · 2nd in line, by turns · in under a minute" in told
    assert "0 of 2 trainings done" in told
    training = [replace(waiting[0], state="running"), waiting[1]]
    assert "in line" not in summary(training, line, ANNA)


def test_of_several_runs_the_next_says_that_its_turn_is_over() -> None:
    waiting = [a_run(id="first", owner=ANNA), a_run(id="second", owner=ANNA, step=36, worker="worker")]
    told = summary(waiting, Line({"first": Place(2, 40.0), "second": Place(1, 12.0)}, training=1), ANNA)
    assert "its turn is over; it goes on from step 36 of 3,000 · next in line" in told


def test_of_several_runs_all_done_no_step_is_told() -> None:
    assert summary([a_run(state="done"), a_run(state="done")], NOBODY, ANNA) == "2 of 2 trainings done"


@pytest.mark.parametrize("state", STATES)
def test_a_run_that_no_worker_will_go_on_with_is_not_active(state: State) -> None:
    assert is_active(a_run(state=state)) == (state in ("queued", *HELD))


def test_what_is_left_is_told_while_it_trains_and_what_it_took_afterwards() -> None:
    halfway = a_run(state="running", step=1_500, seconds=60.0)
    assert "1:12 left" in status_line(halfway, left(halfway, 72.0))
    assert "left" not in status_line(halfway)  # which the line did not know yet
    assert status_line(replace(halfway, state="stopped")).endswith("· 1:00")


def test_slow_motion_says_how_fast_it_goes_and_how_long_it_will_take() -> None:
    slow = a_run(state="running", step=1_500, seconds=3.0, pace=20.0)
    assert "at most 20 steps/s · 1:15 left" in status_line(slow, left(slow, 3.0))
    assert "500 steps/s · 0:03 left" in status_line(replace(slow, pace=1_000.0), left(slow, 3.0))


def test_a_paused_run_promises_no_time() -> None:
    assert "left" not in status_line(a_run(state="paused", step=1_500, seconds=3.0), left(a_run(), 9.0))


def test_a_run_that_has_not_begun_has_no_speed() -> None:
    assert "steps/s" not in status_line(a_run())


def test_a_run_that_was_lost_and_waits_again_says_so() -> None:
    assert "worker was lost" in status_line(a_run(requeued=1))
    assert "worker was lost" not in status_line(a_run(requeued=1, state="running"))


def test_the_result_names_each_arm_its_accuracy_and_its_end() -> None:
    line = status_line(a_run(state="done", step=3_000, seconds=4.0, result=RESULT))
    assert "BN **94.8 %** · no BN **diverged** at step 1,234" in line


@pytest.mark.parametrize("state", STATES)
def test_without_a_result_there_is_no_result_line(state: State) -> None:
    assert result_line(a_run(state=state)) == ""


@given(st.integers(0, 10**6))
def test_a_duration_reads_back(seconds: int) -> None:
    parts = [int(part) for part in duration(float(seconds)).split(":")]
    hours, minutes, rest = [0] * (3 - len(parts)) + parts
    assert hours * 3600 + minutes * 60 + rest == seconds
    assert max(minutes, rest) < 60


@pytest.mark.parametrize(
    ("seconds", "text"), [(0, "0:00"), (7, "0:07"), (59.6, "1:00"), (760, "12:40"), (3_723, "1:02:03")]
)
def test_a_duration_is_written_as_on_a_clock(seconds: float, text: str) -> None:
    assert duration(seconds) == text


def test_in_a_list_a_run_says_what_it_trained() -> None:
    run = a_run(Setup(depth=5, activation="tanh", learning_rate=0.3, seed=4), state="done", step=3_000)
    changed = replace(run, experiment=run.experiment.changed(Change(step=9, learning_rate=0.5)))
    assert description(run) == "5 × 100 tanh, lr 0.3, 3,000 steps, seed 4 · BN, no BN · done at step 3,000"
    assert "lr → 0.5 at step 9" in description(changed)
