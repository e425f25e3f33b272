"""What the buttons of the lab do to the store, and what the store does to the page."""

from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest
from ui.stand_ins import FixedLibrary, IdlePool

from bnviz.experiment import Setup
from bnviz.lessons.presets import PRESETS
from bnviz.runs.database import StoreError
from bnviz.runs.run import Run
from bnviz.runs.store import Store
from bnviz.ui import lab
from bnviz.ui.services import Services


def press(app: AppTest, key: str) -> AppTest:
    app.button(key=key).click().run()
    assert not app.exception
    return app


def shown_run(app: AppTest, store: Store) -> Run:
    run = store.get(str(app.query_params["run"]))
    assert run is not None
    return run


def texts(app: AppTest, kind: str) -> str:
    return "\n".join(element.value for element in getattr(app, kind))


def progress_text(app: AppTest) -> str:
    (bar,) = app.get("progress")
    return str(bar.proto.text)


def test_train_submits_what_the_controls_show(app: AppTest, store: Store, pool: IdlePool) -> None:
    app.query_params["width"] = "50"
    app.run()
    app.selectbox(key="activation").set_value("relu")
    app.segmented_control(key="normalization").set_value("batch")
    app.selectbox(key="device").set_value("cuda")
    app.number_input(key="depth").set_value(5).run()
    run = shown_run(press(app, "train"), store)
    wanted = Setup(width=50, activation="relu", normalization="batch", depth=5)
    assert run.experiment == wanted.experiment()
    assert (run.device, run.data_name, run.data_fingerprint) == ("cuda", "mnist", "fingerprint")
    assert pool.woken == 1
    assert "**waiting**" in progress_text(app)


def test_a_convolution_is_trained_with_its_feature_maps(app: AppTest, store: Store) -> None:
    app.run()
    app.selectbox(key="preset").set_value("convolution").run()
    app.number_input(key="maps").set_value(8).run()
    run = shown_run(press(app, "train"), store)
    assert run.experiment == PRESETS["convolution"].setup.model_copy(update={"maps": 8}).experiment()
    assert "60 · 14 · 14 = 11,760 values" in texts(app, "caption")


def test_a_change_of_the_controls_trains_nothing(app: AppTest, pool: IdlePool) -> None:
    app.run()
    app.number_input(key="depth").set_value(5).run()
    assert "run" not in app.query_params
    assert pool.woken == 0


def test_train_again_is_the_same_run_while_it_lives_and_a_new_one_after(app: AppTest, store: Store) -> None:
    app.run()
    first = shown_run(press(app, "train"), store).id
    assert shown_run(press(app, "train"), store).id == first
    press(app, "stop")
    assert shown_run(press(app, "train"), store).id == f"{first}-2"


def test_stop_stops_the_run_and_has_nothing_to_do_without_one(app: AppTest, store: Store) -> None:
    app.run()
    assert app.button(key="stop").disabled
    press(app, "train")
    assert not app.button(key="stop").disabled
    press(app, "stop")
    assert shown_run(app, store).state == "stopped"
    assert app.button(key="stop").disabled
    assert "**stopped**" in progress_text(app)


def test_reset_goes_back_to_the_preset_and_keeps_the_run(app: AppTest, store: Store) -> None:
    app.query_params.update(preset="deep-sigmoid", width="50")
    app.run()
    run = shown_run(press(app, "train"), store)
    press(app, "reset")
    assert app.query_params == {"preset": "deep-sigmoid"}
    assert app.number_input(key="width").value == PRESETS["deep-sigmoid"].setup.width
    assert store.get(run.id) == run


def test_a_run_that_failed_says_why_in_plain_text(app: AppTest, store: Store) -> None:
    app.run()
    press(app, "train")
    held = store.claim("worker")
    assert held is not None
    store.finish(held, "failed", error="The <b>disk</b> is *full*.", seconds=1.0)
    app.run()
    assert "**failed**" in progress_text(app)
    assert app.error[0].value == r"The \<b\>disk\<\/b\> is \*full\*\."


def test_a_shared_run_shows_that_the_controls_differ_from_it(app: AppTest) -> None:
    app.run()
    press(app, "train")
    assert "Below is another run" not in texts(app, "caption")
    app.number_input(key="depth").set_value(5).run()
    assert "Below is another run" in texts(app, "caption")


def test_nothing_out_of_range_is_trained(app: AppTest) -> None:
    app.run()
    app.number_input(key="steps").set_value(1_000_000).run()
    assert "from 1 to 100000" in app.error[0].value
    assert app.button(key="train").disabled
    app.number_input(key="steps").set_value(100).run()
    assert not app.button(key="train").disabled


def test_the_answer_is_the_preset_s_and_no_question_is_asked_of_a_changed_one(app: AppTest) -> None:
    preset = PRESETS["quick-look"]
    app.run()
    assert preset.question in texts(app, "markdown")
    app.number_input(key="depth").set_value(5).run()
    assert preset.question not in texts(app, "markdown")
    assert "Depth" in texts(app, "caption")


def test_refusals_are_told_until_something_is_trained(app: AppTest) -> None:
    app.query_params.update(depth="0", width="50")
    app.run()
    assert r"depth\: " in app.warning[0].value
    assert app.query_params == {"width": "50"}
    press(app, "train")
    assert not app.warning


@pytest.mark.parametrize("problem", ["The run store 'x' cannot be opened (*oh*): try again."])
def test_a_store_that_cannot_be_opened_is_told_in_a_sentence(
    app: AppTest, monkeypatch: pytest.MonkeyPatch, problem: str
) -> None:
    def fail() -> Services:
        raise StoreError(problem)

    monkeypatch.setattr(lab, "services", fail)
    app.run()
    assert not app.exception
    assert app.error[0].value.replace("\\", "") == problem


def test_a_store_that_fails_later_is_told_and_the_page_recovers(
    app: AppTest, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    app.run()
    press(app, "train")
    store.claim("worker")  # so that there may be something new to read
    with monkeypatch.context() as broken:
        broken.setattr(store, "read", _disk_error)
        app.run()
        assert not app.exception
        assert "did not answer" in app.error[0].value
    app.run()
    assert not app.error
    assert "**running**" in progress_text(app)


def _disk_error(*_: object) -> None:
    raise StoreError("The run store did not answer (disk error): try again.")


def test_full_mnist_needs_no_notice(app: AppTest) -> None:
    app.run()
    assert "sample" not in texts(app, "caption")


def test_the_sample_is_named_and_the_download_can_be_tried_again(app: AppTest, library: FixedLibrary) -> None:
    library.shelf = replace(library.shelf, name="mnist-sample", folder=None, failure="No mirror answered.")
    app.run()
    assert "sample of MNIST" in texts(app, "caption")
    press(app, "retry")
    assert library.retried == 1


def test_a_download_under_way_shows_how_far_it_is(app: AppTest, library: FixedLibrary) -> None:
    library.shelf = replace(library.shelf, name="mnist-sample", folder=None, downloaded=0.25)
    app.run()
    assert not app.exception
    assert [bar.proto.value for bar in app.get("progress")] == [25, 0]
