import math
from typing import Any

import pytest

from bnviz.experiment import Arm, Change, Control, Experiment, Setup
from bnviz.fields import SettingError, SettingField, field, fields, read_settings
from bnviz.fields.table import OVERRIDABLE

from .strategies import is_one_harmless_sentence

NAMES = tuple(Setup.model_fields)
SETTINGS = tuple(map(field, OVERRIDABLE))


def test_the_table_has_every_field_of_the_controls_once_and_complete() -> None:
    assert tuple(known.name for known in fields()) == NAMES
    for known in fields():
        assert known.title
        assert known.help.endswith(".")
        assert known.default == getattr(Setup(), known.name)


@pytest.mark.parametrize("model", [Setup, Experiment, Arm, Change])
def test_every_setting_of_a_model_says_how_it_is_offered(
    model: type[Setup | Experiment | Arm | Change],
) -> None:
    without = {
        name
        for name, info in model.model_fields.items()
        if not any(isinstance(item, Control) for item in info.metadata)
    }
    assert without <= {"arms", "changes", "look", "checkpoints"}


@pytest.mark.parametrize("known", SETTINGS, ids=lambda known: known.name)
def test_each_choice_is_taken_and_no_other_word(known: SettingField) -> None:
    assert [known.parse(choice) for choice in known.choices] == list(known.choices)
    for word in ("x", "", "None", "nan", "inf"):
        with pytest.raises(SettingError, match=f'^{known.name}: "{word}" is not allowed; choose '):
            known.parse(word)


@pytest.mark.parametrize(
    "known", [known for known in SETTINGS if known.kind != "choice"], ids=lambda known: known.name
)
def test_a_range_is_taken_to_its_ends_and_no_further(known: SettingField) -> None:
    assert known.minimum is not None
    assert known.maximum is not None
    assert [known.parse(str(end)) for end in (known.minimum, known.maximum)] == [known.minimum, known.maximum]
    for outside in (beyond(known.minimum, -math.inf), beyond(known.maximum, math.inf)):
        with pytest.raises(SettingError, match=f"^{known.name}: "):
            known.parse(str(outside))


def beyond(end: float, direction: float) -> float:
    """The first number of the same kind beyond the end of a range."""
    if isinstance(end, int):
        return end + (1 if direction > 0 else -1)
    return math.nextafter(end, direction)


@pytest.mark.parametrize(
    ("name", "allowed"),
    [
        ("depth", "a whole number from 1 to 12"),
        ("learning_rate", "a number from 0.0001 to 10"),
        ("initialization", "one of gaussian, xavier, he, pytorch"),
        ("init_scale", "a number from 0.001 to 1000"),
    ],
)
def test_what_is_allowed_is_told_in_words(name: str, allowed: str) -> None:
    assert field(name).allowed == allowed


def test_a_choice_has_the_label_of_the_page_or_its_own_name() -> None:
    labels = field("activation").labels
    assert labels["relu"] == "ReLU"
    assert labels["tanh"] == "tanh"


def test_numbers_have_the_type_of_their_kind() -> None:
    for known in fields():
        number = {"integer": int, "real": float, "choice": type(None)}[known.kind]
        assert type(known.minimum) is type(known.maximum) is number


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("learning_rate", "1e-1", 0.1),
        ("depth", "3.0", 3),
        ("width", " 64 ", 64),
        ("activation", "gelu", "gelu"),
    ],
)
def test_a_text_is_read_as_pydantic_reads_it(name: str, text: str, value: Any) -> None:
    assert field(name).parse(text) == value


def test_a_mini_batch_of_one_is_told_why() -> None:
    for text, told in [("1", True), ("5000", False), ("many", False)]:
        with pytest.raises(SettingError) as refusal:
            field("batch_size").parse(text)
        assert ("subtracts the image from itself" in str(refusal.value)) is told


@pytest.mark.parametrize(
    "text", ["9" * 100_000, "\x1b[31m\n\r\t", "\u202egnorw", "\ud800", 'a"b', "\x00" * 1_000]
)
def test_whatever_the_value_the_sentence_stays_short_and_on_one_line(text: str) -> None:
    for name in ("depth", "init_std", "activation"):
        with pytest.raises(SettingError) as refusal:
            field(name).parse(text)
        assert is_one_harmless_sentence(str(refusal.value))
    _, refusals = read_settings({text: text})
    assert is_one_harmless_sentence(refusals[0])
