"""The host's limits, each answered with one sentence that names what would fit."""

import re

import pytest

from bnviz.experiment import Arm, Experiment
from bnviz.host import Host
from bnviz.runs.forecast.admission import Admission
from bnviz.runs.forecast.cost import estimate, training_seconds
from bnviz.runs.forecast.line import HAND_OVER
from bnviz.runs.run import Run
from bnviz.runs.store import Store

from .small_runs import Clock

SMALL = Experiment(depth=1, width=8, batch_size=16, steps=100)
LONG = Experiment(steps=50_000)
LARGE = Experiment(arms=(Arm(),) * 64, width=500, batch_size=512, steps=50)


def admission(store: Store, **limits: object) -> Admission:
    return Admission(store, Host(**limits))  # type: ignore[arg-type]


def queued(store: Store, count: int, owner: str | None, first: int = 0) -> list[Run]:
    seeds = range(first, first + count)
    return [
        store.submit(SMALL.model_copy(update={"seed": seed}), "MNIST", "fingerprint", "1", "cpu", owner)
        for seed in seeds
    ]


def done(store: Store, clock: Clock, experiment: Experiment, seconds: float, device: str = "cpu") -> None:
    clock.now += 1
    run = store.claim("worker", store.submit(experiment, "MNIST", "fingerprint", "1", device).id)
    assert run is not None
    store.append(run, {}, experiment.steps, seconds)
    store.finish(run, "done", seconds=seconds)


def test_what_is_within_all_limits_is_not_refused(store: Store) -> None:
    assert admission(store).refusal([SMALL, LONG], "ann") is None


def test_too_long_a_training_is_answered_with_the_steps_that_fit(store: Store) -> None:
    desk = admission(store, run_minutes=0.5)
    sentence = desk.refusal([SMALL, LONG], "ann")
    assert sentence is not None
    said = re.fullmatch(
        r"50,000 steps of 2 networks of 3 × 100 units would take about (\d+) s; "
        r"a run here may take 30 s: ([\d,]+) steps would fit\.",
        sentence,
    )
    assert said is not None
    steps = int(said[2].replace(",", ""))
    assert desk.refusal([LONG.model_copy(update={"steps": steps})], "ann") is None
    assert desk.refusal([LONG.model_copy(update={"steps": round(1.1 * steps)})], "ann") is not None


@pytest.mark.parametrize(
    ("times", "words"),
    [(1.01, "a little over 15 min"), (2, "about 30 min"), (20, "about 5 h"), (30, "about 7.5 h")],
)
def test_how_much_too_long_is_told_in_fitting_units(
    store: Store, monkeypatch: pytest.MonkeyPatch, times: float, words: str
) -> None:
    desk = admission(store, run_minutes=15)
    monkeypatch.setattr(desk, "slowness", lambda device: times * 900 / estimate(LONG).seconds)
    sentence = desk.refusal([LONG], "ann")
    assert sentence is not None
    assert f" would take {words}; a run here may take 15 min: " in sentence


def test_too_large_a_training_is_answered_with_the_networks_that_fit(store: Store) -> None:
    desk = admission(store)
    sentence = desk.refusal([LARGE], "ann")
    assert sentence is not None
    said = re.fullmatch(
        r"50 steps of 64 networks of 3 × 500 units would take about [\d,]+ MB; "
        r"a run here may take 500 MB: (\d+) networks would fit\.",
        sentence,
    )
    assert said is not None
    assert desk.refusal([LARGE.model_copy(update={"arms": LARGE.arms[: int(said[1])]})], "ann") is None


def test_what_can_never_fit_is_said_to(store: Store) -> None:
    sentence = admission(store, run_megabytes=0.001).refusal([SMALL], "ann")
    assert sentence is not None
    assert sentence.endswith("no such network would fit.")


@pytest.mark.parametrize(("asked", "refused"), [(2, False), (3, True)])
def test_a_visitor_may_have_so_many_wait(store: Store, asked: int, refused: bool) -> None:
    queued(store, 3, "ann")
    queued(store, 9, "ben", 10)
    sentence = admission(store, queued_per_visitor=5).refusal([SMALL] * asked, "ann")
    assert sentence == (
        "3 runs more would be too many: 3 of yours wait, and a visitor may have 5 wait here: 2 would fit."
        if refused
        else None
    )


def test_all_visitors_together_may_have_so_many_wait(store: Store) -> None:
    queued(store, 3, "ann")
    queued(store, 3, None, 10)
    assert admission(store, queued=7).refusal([SMALL], "cleo") is None
    assert admission(store, queued=6).refusal([SMALL], "cleo") == (
        "One run more would be too many: 6 wait, and 6 may wait here: 0 would fit, and more in a while."
    )


def test_a_run_in_training_does_not_wait(store: Store) -> None:
    queued(store, 1, "ann")
    assert store.claim("worker") is not None
    assert admission(store, queued_per_visitor=1).refusal([SMALL], "ann") is None


def test_a_full_store_takes_no_new_run(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store.archive, "megabytes", lambda: 5_012.0)
    assert admission(store, store_megabytes=5_000).refusal([SMALL], "ann") is None
    assert admission(store, store_megabytes=4_000).refusal([SMALL], "ann") == (
        "The store is full, with 5,012 MB of 4,000 MB: "
        "a new run would fit once old ones are cleared, which is tried every few minutes."
    )


def test_the_estimate_follows_what_this_hosts_last_runs_took(store: Store, clock: Clock) -> None:
    assert admission(store).estimate(LONG) == estimate(LONG)
    plans = [LONG.model_copy(update={"seed": seed}) for seed in range(30)]
    expected = training_seconds(LONG)
    for plan in plans[:10]:
        done(store, clock, plan, 9 * expected)
    for plan in plans[10:]:
        done(store, clock, plan, 3 * expected)
    done(store, clock, SMALL, 1.9)  # so short that it says nothing
    done(store, clock, plans[0], 0.2 * expected, device="cuda:1")
    found = admission(store)
    assert found.slowness() == pytest.approx(3)
    assert found.slowness("cuda:0") == pytest.approx(0.2)
    assert found.estimate(LONG).seconds == pytest.approx(3 * estimate(LONG).seconds)
    assert found.estimate(LONG).megabytes == estimate(LONG).megabytes


def test_before_any_run_is_done_the_speed_is_that_of_the_runs_in_hand(store: Store) -> None:
    run = store.claim("worker", store.submit(LONG, "MNIST", "fingerprint", "1", "cpu").id)
    assert run is not None
    store.append(run, {}, 5, 1.0)
    assert admission(store).slowness() == 1.0  # too short to tell
    store.append(run, {}, 1_000, 5 * training_seconds(LONG, 1_000))
    assert admission(store).slowness() == pytest.approx(5)
    store.steering(None).set_pace(run.id, 2.0)
    assert admission(store).slowness() == 1.0


def test_runs_of_an_earlier_version_tell_nothing_of_the_speed(store: Store, clock: Clock) -> None:
    from sqlalchemy import update

    from bnviz.runs.schema import runs

    done(store, clock, LONG, 1_000.0)
    with store.engine.begin() as connection:
        connection.execute(update(runs).values(experiment='{"depth": 100}'))
    assert admission(store).slowness() == 1.0


def test_the_line_knows_how_long_the_runs_ahead_will_take(store: Store, clock: Clock) -> None:
    first, second = queued(store, 2, "ann")
    held = store.claim("worker", first.id)
    assert held is not None
    (other,) = queued(store, 1, "ben", 10)
    line = admission(store, workers=1).line()
    each = estimate(SMALL).seconds
    assert line.training == 1
    assert [line.position(run.id) for run in (other, second)] == [1, 2]
    assert line.wait(other.id) == pytest.approx(each + HAND_OVER)
    assert line.wait(second.id) == pytest.approx(2 * (each + HAND_OVER))
    assert line.left[second.id] == pytest.approx(each)
    store.append(held, {}, 75, training_seconds(SMALL, 75))  # as fast as expected
    left = each - training_seconds(SMALL, 75)
    assert admission(store, workers=1).line().wait(other.id) == pytest.approx(left + HAND_OVER)
    assert admission(store, workers=2).line().wait(other.id) == 0.0


def test_what_is_left_of_a_run_that_trains_counts_its_turn_so_far(store: Store, clock: Clock) -> None:
    held = store.claim("worker", store.submit(LONG, "MNIST", "fingerprint", "1", "cpu").id)
    assert held is not None
    (other,) = queued(store, 1, "ben", 10)
    clock.now += 6.0
    store.append(held, {}, 1_000, 5.0)
    assert admission(store, workers=1, turn_seconds=10).line().wait(other.id) == pytest.approx(4 + HAND_OVER)
