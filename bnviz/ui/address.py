"""The link is the state: what a URL says on arrival, and what it should say now."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bnviz.experiment import Setup
from bnviz.fields import harmless, read_settings, settings_query
from bnviz.language import _
from bnviz.lessons.presets import DEFAULT_PRESET, PRESETS, Preset
from bnviz.runs.run import Run
from bnviz.ui.screen import VIEW, Screen, screen_of, screen_query, screen_refusals
from bnviz.ui.tongue import LANGUAGE

CPU = "cpu"
WITH = "with"  # the key of the run that is shown beside another
LOOK = ("figures", "place", "unit", "raw")  # how the run is looked at
ROOM, AWAY = "room", "away"  # the room that a visitor is in, and whether to try something of their own
NOT_SETTINGS = ("preset", "run", WITH, "device", VIEW, LANGUAGE, *LOOK, ROOM, AWAY)
RUN_ID = re.compile(r"[0-9a-f]{10}(-[1-9][0-9]{0,5})?")


@dataclass(frozen=True)
class Address:
    """All that a link of the lab holds.

    Attributes:
        preset: the preset that the settings are told relative to.
        setup: the controls.
        device: where to train: a torch name.
        run: the run that is shown, or None.
        compared: the run that is shown beside it, or None.
        screen: what the page is shown on.
    """

    preset: Preset = DEFAULT_PRESET
    setup: Setup = DEFAULT_PRESET.setup
    device: str = CPU
    run: Run | None = None
    compared: Run | None = None
    screen: Screen = Screen.OWN

    def query(self) -> dict[str, str]:
        """The URL's query: only what differs from the default."""
        query = settings_query(self.setup, self.preset.setup)
        # A link with nothing but a run means that run's settings; here they may differ.
        if self.preset is not DEFAULT_PRESET or self.run:
            query = {"preset": self.preset.name} | query
        if self.device != CPU:
            query["device"] = self.device
        shown = {"run": self.run, WITH: self.compared if self.run else None}
        return query | {name: run.id for name, run in shown.items() if run} | screen_query(self.screen)


def read_address(
    query: Mapping[str, str], devices: Mapping[str, str], find: Callable[[str], Run | None]
) -> tuple[Address, list[str]]:
    """What a URL's query asks for, and a sentence for each part of it that cannot be had.

    Args:
        query: the URL's query.
        devices: the devices of this machine.
        find: gives the run of an id, or None.
    """
    refusals = screen_refusals(query)
    screen = screen_of(query)
    preset = _preset(query.get("preset"), refusals)
    run = _run("run", query, find, refusals)
    compared = _run(WITH, query, find, refusals) if run else None
    device = _device(query.get("device"), devices, refusals)
    settings = {name: text for name, text in query.items() if name not in NOT_SETTINGS}
    if run and not settings and "preset" not in query:
        preset, setup = _nearest_preset(run), Setup.of(run.experiment)
    else:
        setup, refused = read_settings(settings, preset.setup)
        refusals += refused
    return Address(preset, setup, device, run, compared, screen), refusals


def _nearest_preset(run: Run) -> Preset:
    """The preset that the run is of, if it is one."""
    setup = Setup.of(run.experiment)
    return next((preset for preset in PRESETS.values() if preset.setup == setup), DEFAULT_PRESET)


def _preset(name: str | None, refusals: list[str]) -> Preset:
    if name is not None and name not in PRESETS:
        said = _('{name}: "{value}" is not to be had: choose one of {known}.')
        refusals.append(said.format(name="preset", value=harmless(name), known=", ".join(PRESETS)))
    return PRESETS.get(name or "", DEFAULT_PRESET)


def _run(
    name: str, query: Mapping[str, str], find: Callable[[str], Run | None], refusals: list[str]
) -> Run | None:
    run_id = query.get(name)
    if run_id is None:
        return None
    run = find(run_id) if RUN_ID.fullmatch(run_id) else None
    if run is None:
        said = _(
            '{name}: "{value}" is not to be had: no run of this name is kept here; press Train for a new one.'
        )
        refusals.append(said.format(name=name, value=harmless(run_id)))
    return run


def _device(device: str | None, devices: Mapping[str, str], refusals: list[str]) -> str:
    if device is not None and device not in devices:
        said = _('{name}: "{value}" is not to be had: not on this machine; choose {known}.')
        known = _(" or ").join(devices)
        refusals.append(said.format(name="device", value=harmless(device), known=known))
    return device if device is not None and device in devices else CPU
