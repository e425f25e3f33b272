"""A link holds the whole state of the lab, and no link can do harm."""

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bnviz.experiment import Setup
from bnviz.fields import SettingField, fields, settings_query
from bnviz.lessons.presets import PRESETS, Preset
from bnviz.runs.run import Run
from bnviz.ui.address import Address, read_address
from bnviz.ui.screen import Screen

from .runs import a_run

DEVICES = {"cpu": "CPU", "cuda": "GPU"}
KEYS = ("preset", "run", "with", "device", "view", *(setting.name for setting in fields()))


def nothing(run_id: str) -> Run | None:
    """A store without runs."""
    return None


def among(*runs: Run | None) -> Callable[[str], Run | None]:
    """A store with these runs."""
    kept = {run.id: run for run in runs if run is not None}
    return kept.get


def values(setting: SettingField) -> st.SearchStrategy[Any]:
    if setting.choices:
        return st.sampled_from(setting.choices)
    number: Any = st.integers if setting.kind == "integer" else st.floats
    of_range: st.SearchStrategy[Any] = number(setting.minimum, setting.maximum)
    return of_range


setups = st.builds(Setup, **{setting.name: values(setting) for setting in fields()})
runs = st.builds(lambda setup: a_run(setup, id="0123456789-2"), setups)
compared = st.builds(lambda setup: a_run(setup, id="abcdef0123"), setups)
addresses = st.builds(
    Address,
    preset=st.sampled_from(list(PRESETS.values())),
    setup=setups | st.just(Setup()),
    device=st.sampled_from(list(DEVICES)),
    run=runs,
    compared=st.none() | compared,
    screen=st.sampled_from(Screen),
) | st.builds(Address, setup=setups)
queries = st.dictionaries(st.sampled_from(KEYS) | st.text(), st.text() | st.sampled_from(list(PRESETS)))


@given(queries)
def test_any_query_is_answered_with_valid_settings_and_short_printable_sentences(
    query: dict[str, str],
) -> None:
    address, refusals = read_address(query, DEVICES, nothing)
    assert Setup.model_validate(address.setup.model_dump()) == address.setup
    assert (address.device in DEVICES, address.run) == (True, None)
    assert len(refusals) <= len(query)
    for refusal in refusals:
        assert refusal.isprintable(), refusal
        assert len(refusal) < 300, refusal


@given(addresses)
def test_a_link_brings_back_what_it_was_made_of(address: Address) -> None:
    travelled = dict(parse_qsl(urlencode(address.query()), keep_blank_values=True))
    assert read_address(travelled, DEVICES, among(address.run, address.compared)) == (address, [])


@given(st.text())
def test_the_store_is_only_asked_for_what_can_be_the_id_of_a_run(run_id: str) -> None:
    asked: list[str] = []
    read_address({"run": run_id}, DEVICES, lambda found: asked.append(found))
    assert all(id_.isascii() and id_.replace("-", "").isalnum() for id_ in asked)


@pytest.mark.parametrize("run_id", ["0123456789", "abcdef0123-2", "0123456789-17"])
def test_an_id_of_a_run_is_looked_up(run_id: str) -> None:
    run = a_run(id=run_id)
    assert read_address({"run": run_id}, DEVICES, among(run))[0].run is run


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ({"run": "0123456789"}, 'run: "0123456789" is not to be had: no run of this name is kept here'),
        ({"run": "../../etc"}, 'run: "../../etc" is not to be had'),
        ({"preset": "easy"}, f'preset: "easy" is not to be had: choose one of {", ".join(PRESETS)}.'),
        ({"device": "cuda:7"}, 'device: "cuda:7" is not to be had: not on this machine; choose cpu or cuda.'),
        ({"view": "huge"}, 'view: "huge" is not to be had: choose present or lesson.'),
        ({"depth": "99"}, 'depth: "99" is not allowed; choose a whole number from 1 to 12.'),
        ({"colour": "red"}, 'colour: "red" is not allowed; choose one of the settings architecture'),
    ],
)
def test_a_refusal_names_the_part_its_value_and_what_may_be_had(query: dict[str, str], sentence: str) -> None:
    address, refusals = read_address(query, DEVICES, nothing)
    assert len(refusals) == 1
    assert refusals[0].startswith(sentence)
    assert address == Address()


def test_what_is_refused_leaves_the_rest_as_it_was_asked_for() -> None:
    query = {"preset": "deep-sigmoid", "depth": "nine", "width": "50", "device": "tpu"}
    address, refusals = read_address(query, DEVICES, nothing)
    preset = PRESETS["deep-sigmoid"]
    assert len(refusals) == 2
    assert address == Address(preset, preset.setup.model_copy(update={"width": 50}))


@given(setups)
def test_a_link_with_nothing_but_a_run_brings_the_settings_of_the_run(setup: Setup) -> None:
    run = a_run(setup)
    address, refusals = read_address({"run": run.id}, DEVICES, among(run))
    assert (address.setup, refusals) == (setup, [])


@pytest.mark.parametrize("preset", PRESETS.values(), ids=PRESETS)
def test_a_run_of_a_preset_brings_its_question_too(preset: Preset) -> None:
    run = a_run(preset.setup)
    assert read_address({"run": run.id}, DEVICES, among(run))[0].preset is preset


def test_a_run_is_shown_beside_another_one_among() -> None:
    run, other = a_run(id="0123456789"), a_run(id="abcdef0123")
    both, refusals = read_address({"run": run.id, "with": other.id}, DEVICES, among(run, other))
    assert (both.run, both.compared, refusals) == (run, other, [])
    assert read_address({"with": other.id}, DEVICES, among(run, other))[0] == Address()
    gone, (refusal,) = read_address({"run": run.id, "with": "gone"}, DEVICES, among(run))
    assert gone.compared is None
    assert refusal.startswith('with: "gone" is not to be had')


@given(setups)
def test_a_link_says_only_what_is_not_the_preset_s(setup: Setup) -> None:
    assert Address(setup=setup).query() == settings_query(setup)
    assert Address().query() == {}
