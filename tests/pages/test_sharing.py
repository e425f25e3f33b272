"""Several visitors at one store: all may look at a run, and only who started it may steer it."""

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from bnviz.runs.run import Orders, Run
from bnviz.runs.store import Store
from bnviz.ui.services import Services
from bnviz.ui.status import NOT_YOURS

from .conftest import PROJECT, forced

UNTOUCHED = Orders(stop=False, pause_at=None, pace=None, learning_rate=None)
STEERING = ("stop", "pause", "walk_1", "walk_10", "pace", "change_rate")

Visit = Callable[..., AppTest]


@pytest.fixture
def visit() -> Visit:
    """Opens the lab as a new visitor: each session without a cookie is one."""

    def open_lab(**query: str) -> AppTest:
        app = AppTest.from_file(str(PROJECT / "frame.py"), default_timeout=30)
        app.query_params.update(query)
        return app.run()

    return open_lab


@pytest.fixture
def anna(visit: Visit) -> AppTest:
    """Who has started a run."""
    return visit().button(key="train").click().run()


@pytest.fixture
def ben(anna: AppTest, visit: Visit, store: Store) -> AppTest:
    """Who has opened the link to Anna's run, which a worker holds."""
    store.claim("worker")
    anna.run()
    return visit(run=link(anna))


@pytest.fixture
def fooled(ben: AppTest, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    """The same, on a page that takes Anna's runs for Ben's."""
    monkeypatch.setattr(Services, "may_steer", lambda *_: True)
    return ben.run()


def link(app: AppTest) -> str:
    return str(app.query_params["run"])


def the_run(app: AppTest, store: Store) -> Run:
    run = store.get(link(app))
    assert run is not None
    return run


def disabled(app: AppTest) -> dict[str, bool]:
    return {
        key: app.selectbox(key=key).disabled if key == "pace" else app.button(key=key).disabled
        for key in STEERING
    }


def status(app: AppTest) -> str:
    return " ".join(bar.proto.text for bar in app.get("progress"))


def errors(app: AppTest) -> str:
    assert not app.exception
    return " ".join(error.value.replace("\\", "") for error in app.error)


def test_who_asks_for_the_same_experiment_is_shown_the_same_run_and_does_not_own_it(
    anna: AppTest, visit: Visit, store: Store
) -> None:
    ben = visit().button(key="train").click().run()
    assert link(ben) == link(anna)
    assert len(store.recent()) == 1
    assert ben.button(key="stop").disabled
    assert not anna.button(key="stop").disabled


def test_who_watches_another_s_run_is_told_so(anna: AppTest, ben: AppTest) -> None:
    assert "shared: started by another visitor" in status(ben)
    assert "shared" not in status(anna)


def test_another_s_run_cannot_be_steered_and_the_buttons_say_why(
    anna: AppTest, ben: AppTest, store: Store
) -> None:
    assert all(disabled(ben).values())
    assert {ben.button(key=key).help for key in ("stop", "pause", "walk_1", "change_rate")} == {NOT_YOURS}
    assert not any(disabled(anna)[key] for key in ("stop", "pause", "pace"))
    assert not ben.button(key="rewind").disabled  # a run of one's own, from the same first weights
    assert the_run(ben, store).orders == UNTOUCHED


@pytest.mark.parametrize("key", ["stop", "pause", "change_rate"])
def test_a_button_that_is_forced_changes_nothing(ben: AppTest, store: Store, key: str) -> None:
    forced(ben.button(key=key)).click().run()
    assert not ben.exception
    assert (the_run(ben, store).state, the_run(ben, store).orders) == ("running", UNTOUCHED)


@pytest.mark.parametrize("key", ["stop", "pause", "change_rate"])
def test_the_store_refuses_what_a_page_should_not_have_offered(
    fooled: AppTest, store: Store, key: str
) -> None:
    fooled.selectbox(key="wheel_rate").set_value(1.0).run()
    fooled.button(key=key).click().run()
    assert "is not yours to steer or stop" in errors(fooled)
    assert (the_run(fooled, store).state, the_run(fooled, store).orders) == ("running", UNTOUCHED)


@pytest.mark.parametrize("key", ["pause", "walk_1", "walk_10"])
def test_a_paused_run_of_another_goes_on_only_when_its_owner_says_so(
    anna: AppTest, fooled: AppTest, store: Store, key: str
) -> None:
    anna.button(key="pause").click().run()
    store.append(the_run(anna, store), {}, 7, 0.1, paused=True)
    fooled.run()
    before = the_run(anna, store).orders
    fooled.button(key=key).click().run()
    assert "is not yours" in errors(fooled)
    assert the_run(anna, store).orders == before
    anna.run().button(key=key).click().run()
    assert not errors(anna)
    assert the_run(anna, store).orders != before


def test_a_speed_for_another_s_run_is_refused(fooled: AppTest, store: Store) -> None:
    fooled.selectbox(key="pace").set_value("5 steps/s").run()
    assert "is not yours" in errors(fooled)
    assert the_run(fooled, store).pace is None


def test_what_was_refused_is_told_until_something_else_is_asked_for(fooled: AppTest) -> None:
    fooled.button(key="stop").click().run()
    assert errors(fooled.run())
    fooled.number_input(key="seed").set_value(5).run()
    fooled.button(key="train").click().run()
    assert not errors(fooled)


def test_a_run_that_nobody_trains_any_more_is_no_one_s_to_be_told_of(
    anna: AppTest, ben: AppTest, store: Store
) -> None:
    store.finish(the_run(anna, store), "stopped", seconds=1.0)
    ben.run()
    assert "shared" not in status(ben)
    assert ben.button(key="stop").help != NOT_YOURS


def test_a_lesson_s_training_is_stopped_only_by_who_asked_for_it(visit: Visit, store: Store) -> None:
    anna, ben = visit(), visit()
    for app in (anna, ben):
        app.query_params["predicted"] = "1"
        app.switch_page("pages/test_time.py").run()
    anna.button(key="test_time_train").click().run()
    ben.run()
    assert not anna.button(key="test_time_stop").disabled
    assert ben.button(key="test_time_stop").disabled
    assert ben.button(key="test_time_stop").help == NOT_YOURS
    assert "shared: started by another visitor" in status(ben)
    forced(ben.button(key="test_time_stop")).click().run()
    assert [run.state for run in store.recent()] == ["queued"]
    anna.button(key="test_time_stop").click().run()
    assert [run.state for run in store.recent()] == ["stopped"]
