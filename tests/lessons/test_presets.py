"""Every preset can be trained, linked to and told from the others. Its claim is tested by training it."""

import re

import pytest

from bnviz.experiment import Setup
from bnviz.lessons.presets import DEFAULT_PRESET, PRESETS, Preset

every_preset = pytest.mark.parametrize("preset", PRESETS.values(), ids=PRESETS)


@every_preset
def test_a_preset_is_a_valid_set_up(preset: Preset) -> None:
    assert Setup.model_validate(preset.setup.model_dump()) == preset.setup
    assert preset.setup.experiment().arms


@every_preset
def test_a_preset_asks_and_answers(preset: Preset) -> None:
    assert preset.title
    assert preset.about.endswith(".")
    assert preset.question.endswith("?")
    assert preset.claim.endswith((".", ".)"))


@every_preset
def test_a_preset_is_found_by_its_name_which_fits_a_link(preset: Preset) -> None:
    assert PRESETS[preset.name] is preset
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", preset.name)


@pytest.mark.parametrize("part", ["title", "about", "question", "claim", "setup"])
def test_no_two_presets_are_alike(part: str) -> None:
    values = [getattr(preset, part) for preset in PRESETS.values()]
    assert all(value not in values[:place] for place, value in enumerate(values))


def test_a_bare_link_is_the_default_set_up() -> None:
    assert DEFAULT_PRESET.setup == Setup()
    assert DEFAULT_PRESET in PRESETS.values()
