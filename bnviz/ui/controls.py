"""The lab's controls: one widget for each row of the field table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

import streamlit as st

from bnviz.experiment import Setup
from bnviz.fields import SettingField, field, read_settings
from bnviz.language import _
from bnviz.lessons.presets import PRESETS, Preset
from bnviz.ui.plain import plain

ROWS = (
    ("architecture",),
    ("depth", "width", "maps"),
    ("activation", "initialization"),
    ("init_std", "input"),
    ("normalization",),
    ("learning_rate",),
    ("optimizer", "batch_size"),
    ("steps", "seed"),
)
SIZES = ("width", "maps")  # of which only the one that applies is shown
MANTISSAS = (1, 1.5, 2, 3, 5, 7)


def put(setup: Setup, preset: Preset, device: str) -> None:
    """Set every control."""
    st.session_state["preset"] = preset.name
    st.session_state["device"] = device
    put_setup(setup)


def put_setup(setup: Setup) -> None:
    """Set the controls of the experiment."""
    for name, value in setup:
        st.session_state[name] = value


def _put_preset() -> None:
    put_setup(PRESETS[st.session_state["preset"]].setup)


@dataclass(frozen=True)
class Choice:
    """What the controls say.

    Attributes:
        preset: what they started from.
        setup: the settings; one that is out of its range is the preset's.
        device: where to train.
        refusals: a sentence for each setting that is out of its range.
    """

    preset: Preset
    setup: Setup
    device: str
    refusals: list[str]


def controls(devices: Mapping[str, str]) -> Choice:
    """Draw the controls and read them."""
    _preset_picker()
    for row in ROWS:
        shown = [name for name in row if name not in SIZES or _applies(name)]
        for column, name in zip(st.columns(len(shown), gap="small"), shown, strict=True):
            with column:
                _widget(field(name), disabled=not _applies(name))
    choice = chosen()
    for refusal in choice.refusals:
        st.error(plain(refusal))
    _device_picker(devices)
    return choice


def chosen() -> Choice:
    """Read the controls, be they drawn or not."""
    preset = PRESETS[st.session_state["preset"]]
    values = {name: str(st.session_state[name]) for row in ROWS for name in row}
    setup, refusals = read_settings(values, preset.setup)
    return Choice(preset, setup, st.session_state["device"], refusals)


def _applies(name: str) -> bool:
    """Whether a setting makes a difference, the other controls being as they are."""
    needed = APPLIES.get(name)
    return needed is None or st.session_state[needed[0]] == needed[1]


def _preset_picker() -> None:
    st.selectbox(
        _("Preset"),
        list(PRESETS),
        format_func=lambda name: _(PRESETS[name].title),
        key="preset",
        on_change=_put_preset,
        help=_("A set-up with a point to make. Everything below can be changed afterwards."),
        persist_state="session",
    )


def _device_picker(devices: Mapping[str, str]) -> None:
    st.selectbox(
        _("Device"),
        list(devices),
        format_func=lambda name: devices.get(name, name),
        key="device",
        help=_("Where the networks are trained."),
        persist_state="session",
    )


def _widget(setting: SettingField, *, disabled: bool) -> Any:
    about = _(setting.help)
    if setting.kind != "choice":
        about = _("{about} Choose {allowed}.").format(about=about, allowed=setting.allowed)
    common: dict[str, Any] = {
        "key": setting.name,
        "help": about,
        "disabled": disabled,
        "persist_state": "session",
    }
    return WIDGETS.get(setting.name, WIDGETS_BY_KIND[setting.kind])(setting, common)


def _select(setting: SettingField, common: dict[str, Any]) -> Any:
    labels = setting.labels
    return st.selectbox(
        _(setting.title), setting.choices, format_func=lambda choice: _(labels[choice]), **common
    )


def _segments(setting: SettingField, common: dict[str, Any]) -> Any:
    labels = setting.labels
    return st.segmented_control(
        _(setting.title),
        setting.choices,
        format_func=lambda choice: _(labels[choice]),
        required=True,
        width="stretch",
        **common,
    )


def _number(setting: SettingField, common: dict[str, Any]) -> Any:
    # Without limits: beyond them Streamlit would go on showing one number and use another.
    step, shown = INCREMENTS.get(setting.name, 1), "%d" if setting.kind == "integer" else "%g"
    return st.number_input(_(setting.title), step=step, format=shown, **common)


def _logarithmic_slider(setting: SettingField, common: dict[str, Any]) -> Any:
    present = float(st.session_state[setting.name])
    return st.select_slider(
        _(setting.title), _notches(setting, present), format_func=lambda value: f"{value:g}", **common
    )


def _notches(setting: SettingField, present: float) -> list[float]:
    """Six values a decade, and the present one if a link or a preset brought another."""
    grid = {float(f"{mantissa}e{decade}") for decade in range(-4, 2) for mantissa in MANTISSAS}
    lowest, highest = cast(float, setting.minimum), cast(float, setting.maximum)
    return sorted({value for value in grid if lowest <= value <= highest} | {present})


WIDGETS_BY_KIND = {"choice": _select, "integer": _number, "real": _number}
WIDGETS = {"normalization": _segments, "learning_rate": _logarithmic_slider}
APPLIES = {
    "init_std": ("initialization", "gaussian"),
    "width": ("architecture", "dense"),
    "maps": ("architecture", "convolutional"),
}
"""Of a setting that has no effect but with another at a certain value: which, and at what."""
INCREMENTS = {"width": 10, "batch_size": 10, "steps": 500, "init_std": 0.01}
