"""What a visitor's hands on the wheel ask of a run."""

import pytest
from streamlit.testing.v1 import AppTest
from ui.stand_ins import IdlePool

from bnviz.experiment import Setup
from bnviz.lessons.presets import PRESETS
from bnviz.runs.run import Run
from bnviz.runs.store import Store

BUTTONS = ("pause", "walk_1", "walk_10", "change_rate")


def now(app: AppTest, store: Store) -> Run:
    run = store.get(str(app.query_params["run"]))
    assert run is not None
    return run


def press(app: AppTest, key: str) -> None:
    app.button(key=key).click().run()
    assert not app.exception


@pytest.fixture
def trained(app: AppTest, store: Store) -> AppTest:
    """The lab with a run that a worker holds."""
    app.run()
    press(app, "train")
    store.claim("worker")
    app.run()
    return app


def test_without_a_run_there_is_nothing_to_steer(app: AppTest) -> None:
    app.run()
    assert all(app.button(key=key).disabled for key in (*BUTTONS, "rewind"))


def test_before_a_run_the_wheel_has_the_learning_rate_that_train_would_start_with(app: AppTest) -> None:
    app.query_params["preset"] = "seed-003"
    app.run()
    wanted = PRESETS["seed-003"].setup.learning_rate
    assert wanted != Setup().learning_rate
    assert app.selectbox(key="wheel_rate").value == wanted
    app.select_slider(key="learning_rate").set_value(1.0).run()
    assert app.selectbox(key="wheel_rate").value == 1.0


def test_the_wheel_is_there_after_a_visit_to_another_page(trained: AppTest) -> None:
    trained.selectbox(key="wheel_rate").set_value(1.0).run()
    trained.switch_page("pages/measured.py").run()
    trained.switch_page("pages/lab.py").run()
    assert not trained.exception
    assert trained.selectbox(key="wheel_rate").value == 1.0


def test_a_run_is_paused_and_goes_on(trained: AppTest, store: Store, pool: IdlePool) -> None:
    press(trained, "pause")
    assert now(trained, store).pause_at == 0
    woken = pool.woken
    held = now(trained, store)
    store.append(held, {}, 7, 0.1, paused=True)
    trained.run()
    assert trained.button(key="pause").label == "Resume"
    press(trained, "pause")
    assert now(trained, store).pause_at is None
    assert pool.woken > woken


def test_a_paused_run_walks_from_where_it_will_be(trained: AppTest, store: Store) -> None:
    assert trained.button(key="walk_1").disabled
    store.append(now(trained, store), {}, 7, 0.1, paused=True)
    trained.run()
    press(trained, "walk_1")
    assert now(trained, store).pause_at == 8
    press(trained, "walk_10")
    assert now(trained, store).pause_at == 18


def test_slow_motion_is_asked_for_and_ended(trained: AppTest, store: Store) -> None:
    trained.selectbox(key="pace").set_value("5 steps/s").run()
    assert now(trained, store).pace == 5
    trained.selectbox(key="pace").set_value("full speed").run()
    assert now(trained, store).pace is None


def test_another_learning_rate_is_asked_for(trained: AppTest, store: Store) -> None:
    assert trained.button(key="change_rate").disabled
    trained.selectbox(key="wheel_rate").set_value(0.3).run()
    press(trained, "change_rate")
    assert now(trained, store).next_rate == 0.3


def test_rewind_trains_from_the_same_weights_beside_the_run(trained: AppTest, store: Store) -> None:
    old = now(trained, store)
    trained.selectbox(key="wheel_rate").set_value(1.0).run()
    press(trained, "rewind")
    new = now(trained, store)
    assert trained.query_params["with"] == old.id
    assert new.experiment == old.experiment.at_rate(1.0)
    assert {arm.learning_rate for arm in new.experiment.arms} == {1.0}
    assert new.experiment.seed == old.experiment.seed


def test_a_run_is_put_beside_another_and_taken_away(trained: AppTest, store: Store) -> None:
    first = now(trained, store).id
    trained.number_input(key="seed").set_value(2).run()
    press(trained, "train")
    trained.selectbox(key="compared").set_value(first).run()
    assert trained.query_params["with"] == first
    trained.selectbox(key="compared").set_value(None).run()
    assert "with" not in trained.query_params
