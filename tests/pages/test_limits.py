"""What is over a limit of the host says so before Train is pressed, and is refused all the same."""

import re

import pytest
from streamlit.testing.v1 import AppTest

from bnviz.host import Host
from bnviz.runs.forecast.admission import LimitError
from bnviz.runs.store import Store
from bnviz.ui.services import Services

from .conftest import forced


@pytest.fixture
def settings() -> Host:
    """A host with room for one run of a visitor, and for no long one."""
    return Host(run_minutes=1, queued_per_visitor=1)


def texts(app: AppTest) -> str:
    assert not app.exception
    return " ".join(text.value.replace("\\", "") for text in (*app.caption, *app.markdown))


def test_what_training_costs_is_told_before(app: AppTest) -> None:
    app.run()
    assert re.search(r"about \d+ s of training here", texts(app))
    assert not app.button(key="train").disabled


def test_what_takes_too_long_cannot_be_trained_and_says_what_would_fit(app: AppTest, store: Store) -> None:
    app.run()
    app.number_input(key="steps").set_value(100_000).run()
    assert app.button(key="train").disabled
    assert "100,000 steps" in texts(app)
    assert "would fit" in texts(app)
    app.number_input(key="steps").set_value(300).run()
    assert not app.button(key="train").disabled
    assert "would fit" not in texts(app)


def test_train_is_not_recommended_where_it_cannot_be_pressed(app: AppTest) -> None:
    app.run()
    app.button(key="train").click().run()
    app.number_input(key="steps").set_value(300).run()  # another one, but one waits already
    assert "Below is another run." in texts(app)
    assert "press Train" not in texts(app)


def test_a_button_that_is_forced_queues_nothing(app: AppTest, store: Store) -> None:
    app.run()
    app.number_input(key="steps").set_value(100_000).run()
    forced(app.button(key="train")).click().run()
    assert not app.exception
    assert store.recent() == []


@pytest.mark.parametrize(("page", "key"), [("lab", "train"), ("test_time", "test_time_train")])
def test_a_limit_that_is_reached_meanwhile_is_told_and_the_page_stays(
    app: AppTest, monkeypatch: pytest.MonkeyPatch, page: str, key: str
) -> None:
    def refuse(*_: object) -> None:
        raise LimitError("Two *runs* wait: none more would fit.")

    app.run()
    app.query_params["predicted"] = "1"  # without, a lesson keeps what would tell the answer
    app.switch_page(f"pages/{page}.py").run()
    monkeypatch.setattr(Services, "submit", refuse)
    app.button(key=key).click().run()
    assert not app.exception
    assert [error.value for error in app.error] == [r"Two \*runs\* wait\: none more would fit\."]
    assert app.get("expander") or app.get("progress")  # what comes below is still there
    app.run()
    assert app.error


def test_who_has_too_many_in_line_may_still_look_at_what_there_is(app: AppTest, store: Store) -> None:
    app.run()
    app.button(key="train").click().run()
    assert app.get("progress")[0].proto.text.startswith(":gray[◷] **waiting**")
    app.number_input(key="seed").set_value(2).run()
    assert app.button(key="train").disabled
    app.number_input(key="seed").set_value(1).run()
    assert not app.button(key="train").disabled
    assert "shown at once" not in texts(app)  # it waits
    assert "of training here" not in texts(app)


def test_a_run_of_one_s_own_beside_another_is_refused_under_the_wheel(app: AppTest, store: Store) -> None:
    app.run()
    app.button(key="train").click().run()
    app.selectbox(key="wheel_rate").set_value(1.0).run()
    app.button(key="rewind").click().run()
    assert not app.exception
    assert len(store.recent()) == 1
    assert "a visitor may have 1 wait here" in app.error[0].value.replace("\\", "")


def test_a_lesson_says_what_its_networks_cost_and_what_is_over_a_limit(app: AppTest, store: Store) -> None:
    app.run()
    app.query_params["predicted"] = "1"
    app.switch_page("pages/test_time.py").run()
    assert "of training here" in texts(app)
    app.switch_page("pages/lab.py").run()
    app.button(key="train").click().run()
    app.query_params["predicted"] = "1"
    app.switch_page("pages/test_time.py").run()
    assert app.button(key="test_time_train").disabled
    assert "a visitor may have 1 wait here" in texts(app)
    forced(app.button(key="test_time_train")).click().run()
    assert len(store.recent()) == 1
