"""The documents tell what the code does."""

import re
from pathlib import Path
from typing import Any

import pytest

from bnviz.fields import SettingField, field, fields
from bnviz.fields.table import OVERRIDABLE
from bnviz.host import Host
from bnviz.host.settings import PREFIX
from bnviz.lessons.presets import PRESETS
from bnviz.views.views import VIEWS

PROJECT = Path(__file__).parent.parent
DOCUMENTS = sorted([*PROJECT.glob("*.md"), *PROJECT.glob("docs/*.md")])
LESSONS = PROJECT / "bnviz" / "lessons"
LINK = re.compile(r"\]\(([^)#\s]+)\)")


def _row(setting: SettingField) -> str:
    default = f"{setting.default:g}" if isinstance(setting.default, float) else setting.default
    return f"| `{setting.name}` | {setting.title} | {setting.allowed} | {default} | {setting.help} |"


def _host_row(name: str, about: dict[str, Any]) -> str:
    """A host's setting, as its JSON schema has it; without a default it is one that the machine gives."""
    default = about.get("default", "one a core")
    default = (
        f"{default:g}" if isinstance(default, float) else str(default if default is not None else "").lower()
    )
    return f"| `{PREFIX}{name.upper()}` | {_allowed(about)} | {default or 'none'} | {about['description']} |"


def _allowed(about: dict[str, Any]) -> str:
    if "enum" in about:
        return f"one of {', '.join(about['enum'])}"
    if "maximum" not in about:
        return "true or false" if about.get("type") == "boolean" else "text"
    kind = "a whole number" if about["type"] == "integer" else "a number"
    lowest = (
        f"from {about['minimum']} to" if "minimum" in about else f"above {about['exclusiveMinimum']}, at most"
    )
    return f"{kind} {lowest} {about['maximum']}"


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_links_lead_somewhere(document: Path) -> None:
    targets = [target for target in LINK.findall(document.read_text("utf-8")) if "://" not in target]
    assert [target for target in targets if not (document.parent / target).exists()] == []


def test_files_are_where_architecture_names_them() -> None:
    text = (PROJECT / "docs" / "architecture.md").read_text("utf-8")
    named = re.findall(r"`(?:bnviz/)?([\w-]+/[\w/.-]+\.(?:py|js|json|md|toml))`", text)
    found = [name for name in named if (PROJECT / name).exists() or (PROJECT / "bnviz" / name).exists()]
    assert len(named) > 20
    assert found == named


def test_the_settings_are_those_of_the_field_table() -> None:
    text = (PROJECT / "docs" / "settings.md").read_text("utf-8")
    rows = [line for line in text.splitlines() if line.startswith("| `") and PREFIX not in line]
    others = [field(name) for name in OVERRIDABLE if name not in {setting.name for setting in fields()}]
    assert rows == [_row(setting) for setting in (*fields(), *others)]


def test_the_settings_of_a_host_are_those_that_it_reads() -> None:
    text = (PROJECT / "docs" / "settings.md").read_text("utf-8")
    rows = [line for line in text.splitlines() if line.startswith(f"| `{PREFIX}")]
    assert rows == [_host_row(name, about) for name, about in Host.model_json_schema()["properties"].items()]


def test_every_preset_is_described() -> None:
    text = (PROJECT / "docs" / "settings.md").read_text("utf-8")
    assert [name for name in PRESETS if f"`{name}`" not in text] == []


def test_every_direct_dependency_has_a_reason() -> None:
    text = (PROJECT / "docs" / "architecture.md").read_text("utf-8").lower()
    pins = [
        re.split(r"\[|==", line)[0]
        for file in PROJECT.glob("requirements*.txt")
        for line in file.read_text("utf-8").splitlines()
        if "==" in line and not line.startswith("#")
    ]
    assert pins
    assert [pin for pin in pins if pin.lower() not in text] == []


def test_what_the_sources_say_is_shown_where_the_document_says() -> None:
    text = (PROJECT / "docs" / "coverage.md").read_text("utf-8")
    places = {tuple(place.split("/")) for place in re.findall(r"`(\w+/\w+)`", text)}
    sections = {(file.parent.name, file.stem) for file in (LESSONS / "text" / "en").glob("*/*.md")}
    views = {("lab", view) for view in VIEWS}
    assert places - views <= sections
    assert {place for place in sections if place[0] != "views"} <= places  # and every section has a source
    assert {name for name in re.findall(r"`([\w-]+)`", text) if "-" in name} <= PRESETS.keys()
