"""The controls show any allowed set-up as it is, and give it back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from bnviz.fields import field, fields
from bnviz.ui.controls import ROWS, _notches

LEARNING_RATE = field("learning_rate")


def page() -> None:
    import streamlit as st

    from bnviz.experiment import Setup
    from bnviz.lessons.presets import PRESETS
    from bnviz.ui.controls import controls, put

    if "preset" not in st.session_state:
        put(Setup(learning_rate=0.123, init_std=0.07), PRESETS["quick-look"], "cuda")
    choice = controls({"cpu": "CPU", "cuda": "GPU"})
    st.json({"preset": choice.preset.name, "device": choice.device, **choice.setup.model_dump()})


@pytest.fixture
def app() -> AppTest:
    return AppTest.from_function(page, default_timeout=30).run()


def test_every_setting_has_one_control() -> None:
    placed = [name for row in ROWS for name in row]
    assert sorted(placed) == sorted(setting.name for setting in fields())


@given(st.floats(LEARNING_RATE.minimum, LEARNING_RATE.maximum))
def test_the_slider_has_rising_notches_in_range_and_one_for_the_present_value(present: float) -> None:
    rising = _notches(LEARNING_RATE, present)
    assert rising == sorted(set(rising))
    assert (rising[0], rising[-1]) == (LEARNING_RATE.minimum, LEARNING_RATE.maximum)
    assert present in rising
    assert len(set(rising) - {present}) >= 6 * 5  # six a decade, for five decades


def test_values_between_the_notches_are_kept(app: AppTest) -> None:
    assert not app.exception
    assert app.select_slider(key="learning_rate").value == 0.123
    assert app.number_input(key="init_std").value == 0.07


def test_what_is_put_comes_back(app: AppTest) -> None:
    assert '"device": "cuda"' in app.json[0].value
    app.selectbox(key="activation").set_value("relu")
    app.number_input(key="depth").set_value(7).run()
    assert '"activation": "relu"' in app.json[0].value
    assert '"depth": 7' in app.json[0].value


def test_a_preset_sets_every_control(app: AppTest) -> None:
    app.selectbox(key="preset").set_value("deep-sigmoid").run()
    assert app.number_input(key="depth").value == 8
    assert app.select_slider(key="learning_rate").value == 0.3
    assert app.number_input(key="init_std").value == 0.05


def test_the_gaussian_s_sigma_can_only_be_set_for_a_gaussian(app: AppTest) -> None:
    assert not app.number_input(key="init_std").disabled
    app.selectbox(key="initialization").set_value("he").run()
    assert app.number_input(key="init_std").disabled


def test_an_architecture_has_the_size_that_belongs_to_it(app: AppTest) -> None:
    def shown() -> set[str]:
        return {widget.key for widget in app.number_input} & {"width", "maps"}

    assert shown() == {"width"}
    app.number_input(key="width").set_value(50).run()
    app.selectbox(key="architecture").set_value("convolutional").run()
    assert shown() == {"maps"}
    app.number_input(key="maps").set_value(8).run()
    app.selectbox(key="architecture").set_value("dense").run()
    assert app.number_input(key="width").value == 50
    assert '"maps": 8' in app.json[0].value


def test_every_control_tells_what_may_be_chosen(app: AppTest) -> None:
    helps = {widget.key: widget.help for kind in WIDGETS for widget in getattr(app, kind)}
    app.selectbox(key="architecture").set_value("convolutional").run()
    helps |= {widget.key: widget.help for kind in WIDGETS for widget in getattr(app, kind)}
    for setting in fields():
        assert helps[setting.name].startswith(setting.help)
        if setting.kind != "choice":  # a list shows by itself what may be chosen
            assert helps[setting.name].endswith(f"Choose {setting.allowed}.")


def test_a_number_out_of_range_is_refused_with_its_sentence_and_the_preset_s_counts(app: AppTest) -> None:
    app.number_input(key="depth").set_value(99).run()
    assert "from 1 to 12" in app.error[0].value
    assert '"depth": 3' in app.json[0].value
    app.selectbox(key="preset").set_value("deep-sigmoid").run()
    assert not app.error
    assert app.number_input(key="depth").value == 8


WIDGETS = ("number_input", "selectbox", "select_slider", "segmented_control")
