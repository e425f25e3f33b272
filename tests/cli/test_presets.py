import pytest

from bnviz.fields import settings_query
from bnviz.lessons.presets import PRESETS

from .conftest import Command


def test_every_preset_is_listed_with_what_it_claims_and_sets(command: Command) -> None:
    listed = " ".join(command("presets").out.split())
    for preset in PRESETS.values():
        assert f"{preset.name} {preset.title}" in listed
        assert " ".join(preset.claim.split()) in listed
        assert " ".join(f"{key}={value}" for key, value in settings_query(preset.setup).items()) in listed


def test_lines_fit_the_terminal(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    assert max(map(len, command("presets").out.splitlines())) <= 60
