"""The link is the state: what is chosen is in the address, and the address chooses it again."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from playwright.sync_api import expect

from bnviz.experiment import Setup
from bnviz.fields import SettingField, Value, field, fields, settings_query

from .conftest import Visit
from .lab_page import LabPage

pytestmark = pytest.mark.browser


def text(setting: SettingField, value: Value) -> str:
    """A value as a widget shows it."""
    if isinstance(value, str):
        return setting.labels[value]
    return f"{value:g}" if isinstance(value, float) else str(value)


def shown_by(setup: Setup) -> dict[str, str]:
    """What the controls show: of width and feature maps only what the layers have."""
    other = {"dense": "maps", "convolutional": "width"}[setup.architecture]
    return {name: text(field(name), value) for name, value in setup if name != other}


def shown_on(lab: LabPage) -> dict[str, str]:
    return {setting.name: lab.shown(setting) for setting in fields() if lab.control(setting.name).count()}


def first_and_last(setting: SettingField) -> tuple[Value | None, ...]:
    return (
        (setting.choices[0], setting.choices[-1]) if setting.choices else (setting.minimum, setting.maximum)
    )


def far_from_default(end: int) -> Setup:
    """A set-up that differs in every field: all lowest or first values (0), or all highest or last (-1)."""
    ends = {setting.name: first_and_last(setting) for setting in fields()}
    chosen = {setting.name: ends[setting.name][end] for setting in fields()}
    others = {name: ends[name][-1 - end] for name, value in chosen.items() if value == field(name).default}
    return Setup.model_validate(chosen | others)


@pytest.mark.parametrize("end", [0, -1])
def test_every_setting_comes_back_from_its_link(visit: Visit, end: int) -> None:
    setup = far_from_default(end)
    query = settings_query(setup)
    assert query.keys() == {setting.name for setting in fields()}
    lab = visit(urlencode(query))
    assert shown_on(lab) == shown_by(setup)
    assert lab.refusals.count() == 0
    assert lab.query == query


def test_what_is_changed_by_hand_is_in_the_link(visit: Visit) -> None:
    lab = visit()
    lab.choose("preset", "Deep sigmoid")
    lab.expect_query(preset="deep-sigmoid")
    expect(lab.page.get_by_role("heading", name="Eight sigmoid layers")).to_be_visible()
    lab.control("depth").get_by_role("spinbutton").fill("5")
    lab.page.keyboard.press("Enter")
    lab.expect_query(depth="5")
    lab.choose("activation", "ReLU")
    lab.expect_query(activation="relu")
    lab.control("normalization").get_by_role("radio", name="off").click()
    lab.expect_query(normalization="none")
    lab.control("learning_rate").get_by_role("slider").focus()
    lab.page.keyboard.press("ArrowRight")
    lab.expect_query(learning_rate="0.5")
    assert lab.query == {
        "preset": "deep-sigmoid",
        "depth": "5",
        "activation": "relu",
        "normalization": "none",
        "learning_rate": "0.5",
    }
    friend = visit(lab.page.url.partition("?")[2])
    assert shown_on(friend) == shown_on(lab)
    assert friend.control("preset").get_by_role("combobox").input_value() == "Deep sigmoid"


def test_how_a_run_is_looked_at_is_in_the_link_and_survives_a_reload(visit: Visit) -> None:
    lab = visit("width=8&steps=40")
    lab.start_and_finish()
    lab.look_at("Scales")
    lab.expect_query(figures="scales")
    lab.page.get_by_role("button", name="Link").click()
    expect(lab.page.get_by_test_id("stCode").first).to_contain_text("figures=scales")
    lab.page.keyboard.press("Escape")
    lab.page.reload()
    expect(lab.panel("weight_norm")).to_be_visible()
    lab.look_at("Distributions")
    lab.page.wait_for_url(lambda url: "figures" not in url)


def test_a_picked_preset_undoes_what_was_changed_before(visit: Visit) -> None:
    lab = visit("depth=7&seed=5")
    lab.choose("preset", "The PyTorch example")
    lab.expect_query(preset="seed-003")
    assert lab.query == {"preset": "seed-003"}


def test_link_and_controls_agree_even_after_back(visit: Visit) -> None:
    lab = visit("depth=5")
    lab.choose("activation", "tanh")
    lab.expect_query(activation="tanh")
    lab.page.go_back(wait_until="commit")
    lab.page.wait_for_function(
        """() => document.querySelector(".st-key-activation input").value
            === (new URL(location).searchParams.get("activation") ?? "sigmoid")"""
    )
    assert lab.shown(field("depth")) == lab.query["depth"] == "5"
