import json
from typing import get_args
from urllib.parse import parse_qsl

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from bnviz.experiment import NORMALIZATIONS, Arm, Change, Experiment, Setup
from bnviz.experiment.settings import Comparison
from bnviz.fields import SettingError, override, read_experiment, read_settings, settings_query
from bnviz.fields.table import OVERRIDABLE

from .strategies import experiments, is_one_harmless_sentence, patient, setups

NAMES = tuple(Setup.model_fields)
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
    assert refusals[0].startswith(
        'run: "a1" is not allowed; choose one of the settings architecture, depth, '
    )


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
    ("asked", "kinds"),
    [
        ("both", ["batch", "none"]),
        ("batch", ["batch"]),
        ("none", ["none"]),
        ("layer", ["layer"]),
        ("all", list(NORMALIZATIONS)),
    ],
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


def test_changes_on_the_way_stay_through_an_override_that_leaves_them_room() -> None:
    experiment = Experiment(steps=50, changes=(Change(step=20, learning_rate=0.5),))
    assert override(experiment, {"steps": "21", "learning_rate": "0.2"}).changes == experiment.changes
    with pytest.raises(SettingError) as refusal:
        override(experiment, {"steps": "20"})
    assert str(refusal.value) == (
        'steps: "20" is not allowed; choose a whole number from 21, where the plan needs a step.'
    )


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"depth": "99"}, 'depth: "99" is not allowed; choose a whole number from 1 to 12.'),
        (
            {"normalization": "group"},
            f'normalization: "group" is not allowed; choose one of {", ".join(get_args(Comparison))}.',
        ),
        (
            {"ghost_batch": "7"},
            'ghost_batch: "7" is not allowed; choose a divisor, from 2, of 60 images.',
        ),
        (
            {"ghost_batch": "30", "batch_size": "40"},
            'ghost_batch: "30" is not allowed; choose a divisor, from 2, of 40 images.',
        ),
        ({"init_scale": "0"}, 'init_scale: "0" is not allowed; choose a number from 0.001 to 1000.'),
        (
            {"arms": "[]"},
            f'arms: "[]" is not allowed; choose one of the settings {", ".join(OVERRIDABLE)}.',
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
        ('{"look": {"kind": "wet"}}', 'look.kind: "wet" is not allowed; choose one of plain, thickness, '),
        ('{"look": {"strength": 2}}', "look.strength: 2 is not allowed; choose a number from -1 to 1."),
        ('{"look": {"kind": "blur", "strength": -1}}', "look: {"),
        ('{"look": {"": null}}', "look.: null is not allowed; choose one of the fields kind, strength, sub"),
        ('{"checkpoints": [2, 1]}', "checkpoints: [2, 1] is not allowed; choose a list of at most 16 "),
        ('{"checkpoints": [-1]}', "checkpoints.0: -1 is not allowed; choose a list of at most 16 asc"),
        ('{"steps": 5, "checkpoints": [6]}', "checkpoints: [6] is not allowed; choose a list of at most "),
        (
            "{'depth': 3}",
            "experiment: \"{'depth': 3}\" is not allowed; choose JSON text (key must be a string",
        ),
        ("[1]", "experiment: [1] is not allowed; choose a JSON object with fields among architecture, "),
        ('{"depth": 99}', "depth: 99 is not allowed; choose a whole number from 1 to 12."),
        ('{"depth": true}', "depth: true is not allowed; choose a whole number from 1 to 12."),
        ('{"init_std": NaN}', "init_std: NaN is not allowed; choose a number from 0.0001 to 10."),
        (
            '{"batch_size": 1}',
            "batch_size: 1 is not allowed; choose a whole number from 2 to 1024 (Batch",
        ),
        ('{"colour": "red"}', 'colour: "red" is not allowed; choose one of the fields architecture, '),
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
            f'arms.0.normalization: "both" is not allowed; choose one of {", ".join(NORMALIZATIONS)}.',
        ),
        (
            '{"arms": [{"depth": 3}]}',
            "arms.0.depth: 3 is not allowed; choose one of the fields normalization, ",
        ),
        (
            '{"changes": [{"step": 100000, "learning_rate": 1}]}',
            "changes.0.step: 100000 is not allowed; choose a whole number from 0 to 99999.",
        ),
        (
            '{"changes": [{"step": -1, "learning_rate": 1}]}',
            "changes.0.step: -1 is not allowed; choose a whole number from 0 to 99999.",
        ),
        (
            '{"changes": [{"step": 5, "learning_rate": 50}]}',
            "changes.0.learning_rate: 50 is not allowed; choose a number from 0.0001 to 10.",
        ),
        (
            '{"changes": [{"step": 5}]}',
            'changes.0: {"step": 5} is not allowed; choose a JSON object with all the fields step, learning_',
        ),
        (
            '{"changes": [{"step": 5, "learning_rate": 1, "m": 2}]}',
            "changes.0.m: 2 is not allowed; choose one of the fields step, learning_rate.",
        ),
        ('{"changes": 3}', "changes: 3 is not allowed; choose a list of changes at ascending steps, "),
        *(
            (
                f'{{"steps": 9, "changes": {json.dumps(changes)}}}',
                f"changes: {json.dumps(changes)[:39]}… is not allowed; choose a list of changes at ascending "
                "steps, all below the experiment's steps.",
            )
            for changes in (
                [{"step": 8, "learning_rate": 1.0}, {"step": 9, "learning_rate": 2.0}],
                [{"step": 5, "learning_rate": 1.0}, {"step": 5, "learning_rate": 2.0}],
                [{"step": 5, "learning_rate": 1.0}, {"step": 4, "learning_rate": 2.0}],
            )
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
    *(
        st.fixed_dictionaries(
            {name: st.lists(st.dictionaries(st.sampled_from([*model.model_fields]), json_values), max_size=2)}
        )
        for name, model in (("arms", Arm), ("changes", Change))
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
