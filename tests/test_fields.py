import json
import math
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import parse_qsl

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from bnviz.experiment import NORMALIZATIONS, Arm, Control, Experiment, Setup, Shared
from bnviz.fields import (
    SettingError,
    SettingField,
    field,
    fields,
    override,
    read_experiment,
    read_settings,
    settings_query,
)

NAMES = tuple(Setup.model_fields)
SETTINGS = (*fields(), field("init_scale"))
patient = settings(deadline=None)


def values(known: SettingField) -> st.SearchStrategy[Any]:
    if known.kind == "choice":
        return st.sampled_from(known.choices)
    numbers: Callable[..., st.SearchStrategy[Any]] = st.integers if known.kind == "integer" else st.floats
    return numbers(known.minimum, known.maximum)


def models(model: Any, names: Iterable[str], **others: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.builds(model, **{name: values(field(name)) for name in names}, **others)


setups = models(Setup, NAMES)
arms = models(Arm, ["learning_rate", "init_scale"], normalization=st.sampled_from(NORMALIZATIONS))
experiments = models(Experiment, Shared.model_fields, arms=st.lists(arms, min_size=1, max_size=4).map(tuple))
TEXTS = ("5", "0.5", "relu", "batch", "99", "-0", "3.0", "1e999", "nan", "", "%00", "%F0%9F", "9" * 5_000)
pairs = st.sampled_from([f"{name}={text}" for name in NAMES for text in TEXTS])
any_text = st.text(max_size=60)
query_strings = st.builds("{}&{}&{}={}&{}".format, pairs, pairs, st.sampled_from(NAMES), any_text, any_text)


def pydantic_takes(name: str, text: str) -> bool:
    try:
        Setup.model_validate({name: text})
    except ValidationError:
        return False
    return True


def is_one_harmless_sentence(sentence: str) -> bool:
    return sentence.isprintable() and sentence.endswith(".") and len(sentence) < 1_000


@settings(max_examples=10_000, deadline=None)
@given(query_strings)
def test_of_any_query_the_good_is_kept_and_the_bad_is_answered(query_string: str) -> None:
    query = dict(parse_qsl(query_string, keep_blank_values=True))
    setup, refusals = read_settings(query)
    good = {name: text for name, text in query.items() if pydantic_takes(name, text)}
    assert setup == Setup.model_validate(good)
    assert len(refusals) == len(query) - len(good)
    assert all(is_one_harmless_sentence(refusal) for refusal in refusals)
    for name in query.keys() & set(NAMES) - good.keys():
        assert any(refusal.startswith(f"{name}: ") for refusal in refusals)


@patient
@given(setups, setups)
def test_a_setup_survives_its_query(setup: Setup, base: Setup) -> None:
    query = settings_query(setup, base)
    assert read_settings(query, base) == (setup, [])
    assert all(getattr(setup, name) != getattr(base, name) for name in query)


def test_a_query_says_only_what_is_not_as_usual() -> None:
    assert settings_query(Setup()) == {}
    assert settings_query(Setup(depth=5, learning_rate=1, init_std=0.1 + 0.2)) == {
        "depth": "5",
        "learning_rate": "1",
        "init_std": "0.30000000000000004",
    }


def test_what_a_query_gets_wrong_stays_as_it_was() -> None:
    base = Setup(depth=7, width=50)
    setup, refusals = read_settings({"depth": "99", "width": "60"}, base)
    assert setup == Setup(depth=7, width=60)
    assert refusals == ['depth: "99" is not allowed; choose a whole number from 1 to 12.']


def test_keys_that_mean_something_else_are_left_to_the_caller() -> None:
    assert read_settings({"run": "a1", "preset": "x"}, ignore=("run", "preset")) == (Setup(), [])
    _, refusals = read_settings({"run": "a1"})
    assert refusals[0].startswith('run: "a1" is not allowed; choose one of the settings depth, width, ')


def test_the_table_has_every_field_of_the_controls_once_and_complete() -> None:
    assert tuple(known.name for known in fields()) == NAMES
    for known in fields():
        assert known.title
        assert known.help.endswith(".")
        assert known.default == getattr(Setup(), known.name)


@pytest.mark.parametrize("model", [Setup, Experiment, Arm])
def test_every_setting_of_a_model_says_how_it_is_offered(model: type[Setup | Experiment | Arm]) -> None:
    without = {
        name
        for name, info in model.model_fields.items()
        if not any(isinstance(item, Control) for item in info.metadata)
    }
    assert without <= {"arms"}


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
        ("activation", "one of sigmoid, tanh, relu, leaky_relu, gelu, identity"),
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


@patient
@given(experiments)
def test_overriding_nothing_changes_nothing(experiment: Experiment) -> None:
    assert override(experiment, {}) == experiment


def test_a_shared_setting_replaces_and_a_setting_of_an_arm_goes_to_every_arm() -> None:
    experiment = override(Experiment(), {"depth": "5", "learning_rate": "0.5", "init_scale": "2"})
    assert experiment.depth == 5
    assert experiment.arms == (
        Arm(normalization="batch", learning_rate=0.5, init_scale=2),
        Arm(normalization="none", learning_rate=0.5, init_scale=2),
    )


@pytest.mark.parametrize(
    ("asked", "kinds"), [("both", ["batch", "none"]), ("batch", ["batch"]), ("none", ["none"])]
)
def test_a_normalization_makes_its_arms_from_the_first_one(asked: str, kinds: list[str]) -> None:
    experiment = Experiment(arms=(Arm(learning_rate=0.7), Arm(), Arm()))
    arms = override(experiment, {"normalization": asked}).arms
    assert [arm.normalization for arm in arms] == kinds
    assert {arm.learning_rate for arm in arms} == {0.7}


@patient
@given(setups)
def test_on_the_default_experiment_overrides_and_controls_agree(setup: Setup) -> None:
    assert override(Setup().experiment(), settings_query(setup)) == setup.experiment()


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"depth": "99"}, 'depth: "99" is not allowed; choose a whole number from 1 to 12.'),
        (
            {"normalization": "layer"},
            'normalization: "layer" is not allowed; choose one of both, batch, none.',
        ),
        ({"init_scale": "0"}, 'init_scale: "0" is not allowed; choose a number from 0.001 to 1000.'),
        (
            {"arms": "[]"},
            f'arms: "[]" is not allowed; choose one of the settings {", ".join(NAMES)}, init_scale.',
        ),
    ],
)
def test_a_wrong_override_is_answered(settings: dict[str, str], sentence: str) -> None:
    with pytest.raises(SettingError) as refusal:
        override(Experiment(), settings)
    assert str(refusal.value) == sentence


@patient
@given(experiments)
def test_an_experiment_is_read_back_from_its_json(experiment: Experiment) -> None:
    assert read_experiment(experiment.model_dump_json()) == experiment
    assert read_experiment(experiment.model_dump_json(exclude_defaults=True)) == experiment


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("", 'experiment: "" is not allowed; choose JSON text ('),
        (
            "{'depth': 3}",
            "experiment: \"{'depth': 3}\" is not allowed; choose JSON text (key must be a string",
        ),
        ("[1]", "experiment: [1] is not allowed; choose a JSON object with fields among depth, "),
        ('{"depth": 99}', "depth: 99 is not allowed; choose a whole number from 1 to 12."),
        ('{"depth": true}', "depth: true is not allowed; choose a whole number from 1 to 12."),
        ('{"init_std": NaN}', "init_std: NaN is not allowed; choose a number from 0.0001 to 10."),
        (
            '{"batch_size": 1}',
            "batch_size: 1 is not allowed; choose a whole number from 2 to 1024 (Batch",
        ),
        ('{"colour": "red"}', 'colour: "red" is not allowed; choose one of the fields depth, '),
        ('{"arms": []}', "arms: [] is not allowed; choose a list of 1 to 256 arms."),
        ('{"arms": 3}', "arms: 3 is not allowed; choose a list of 1 to 256 arms."),
        (
            '{"arms": [{}, 3]}',
            "arms.1: 3 is not allowed; choose a JSON object with fields among normalization, ",
        ),
        (
            '{"arms": [{"learning_rate": 50}]}',
            "arms.0.learning_rate: 50 is not allowed; choose a number from 0.0001 to 10.",
        ),
        (
            '{"arms": [{"normalization": "both"}]}',
            'arms.0.normalization: "both" is not allowed; choose one of batch, none.',
        ),
        (
            '{"arms": [{"depth": 3}]}',
            "arms.0.depth: 3 is not allowed; choose one of the fields normalization, ",
        ),
    ],
)
def test_a_wrong_file_is_answered_by_its_first_mistake(text: str, start: str) -> None:
    with pytest.raises(SettingError) as refusal:
        read_experiment(text)
    assert str(refusal.value).startswith(start)
    assert is_one_harmless_sentence(str(refusal.value))


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=50),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=50), inner, max_size=3),
    max_leaves=6,
)
documents = st.one_of(
    json_values,
    st.dictionaries(st.sampled_from([*Experiment.model_fields]), json_values, max_size=3),
    st.fixed_dictionaries(
        {"arms": st.lists(st.dictionaries(st.sampled_from([*Arm.model_fields]), json_values), max_size=2)}
    ),
)


@settings(max_examples=1_000, deadline=None)
@given(documents.map(json.dumps) | st.text())
def test_any_text_is_an_experiment_or_is_answered(text: str) -> None:
    if (answer := answer_to(text)) is not None:
        assert is_one_harmless_sentence(answer)


def answer_to(text: str) -> str | None:
    """The sentence that a wrong file is answered with; None for an experiment."""
    try:
        read_experiment(text)
    except SettingError as refusal:
        return str(refusal)
    return None
