"""The door by which settings from outside come in: a URL, a command line and a file all pass through here."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from types import MappingProxyType

from pydantic import ValidationError

from bnviz.experiment import COMPARISONS, ONE_SIDED, Arm, Change, Experiment, Frozen, Look, Setup
from bnviz.fields.table import (
    OVERRIDABLE,
    TABLES,
    SettingError,
    SettingField,
    Value,
    as_text,
    harmless,
    refusal,
)
from bnviz.language import _

DEFAULTS = Setup()
SCHEMA = Experiment.model_json_schema()["properties"]
MOST_ARMS, MOST_CHECKPOINTS = (SCHEMA[name]["maxItems"] for name in ("arms", "checkpoints"))
PARTS: Mapping[str, tuple[type[Frozen] | None, str]] = MappingProxyType(
    {
        "arms": (Arm, f"a list of 1 to {MOST_ARMS} arms"),
        "changes": (Change, "a list of changes at ascending steps, all below the experiment's steps"),
        "look": (Look, f"a look with a strength from -1 to 1, of {', '.join(sorted(ONE_SIDED))} from 0 to 1"),
        "checkpoints": (
            None,
            f"a list of at most {MOST_CHECKPOINTS} ascending steps, none beyond the experiment's steps",
        ),
    }
)
"""What an experiment has besides plain settings: the model of it, or of an item, and what is allowed."""


def read_settings(
    query: Mapping[str, str], base: Setup = DEFAULTS, ignore: Collection[str] = ()
) -> tuple[Setup, list[str]]:
    """The controls as a URL's query asks for them, and a sentence for each part of it that cannot be used.

    Args:
        query: texts by setting name; what it leaves out or gets wrong stays as in `base`.
        base: the controls to start from.
        ignore: keys of the query that are not settings but mean something to the caller.
    """
    values, refusals = {}, []
    asked = {name: text for name, text in query.items() if name not in ignore}
    for name, text in asked.items():
        try:
            values[name] = _parse(TABLES[Setup], name, text)
        except SettingError as error:
            refusals.append(str(error))
    return base.model_copy(update=values), refusals


def settings_query(setup: Setup, base: Setup = DEFAULTS) -> dict[str, str]:
    """The inverse of `read_settings`: the shortest query that turns `base` into `setup`."""
    return {name: as_text(value) for name, value in setup if value != getattr(base, name)}


def override(experiment: Experiment, settings: Mapping[str, str]) -> Experiment:
    """The experiment with some of its settings replaced, as `--set name=value` asks for it.

    A setting of the experiment replaces its own; one of arms, such as `learning_rate`, goes to every arm;
    `normalization` replaces the arms by one copy of the first arm for each normalization it asks for.

    Raises:
        SettingError: a name is not known or a value not allowed.
    """
    values = {name: _parse(OVERRIDABLE, name, text) for name, text in settings.items()}
    arms = experiment.arms
    if compared := values.pop("normalization", None):
        arms = tuple(arms[0].model_copy(update={"normalization": kind}) for kind in COMPARISONS[compared])
    of_arm = {name: values.pop(name) for name in Arm.model_fields if name in values}
    arms = tuple(arm.model_copy(update=of_arm) for arm in arms)
    changed = experiment.model_copy(update={**values, "arms": arms})
    _refuse_part_ghosts(changed)
    last = max([change.step + 1 for change in changed.changes] + [*changed.checkpoints], default=0)
    if changed.steps < last:
        raise refusal("steps", settings["steps"], f"a whole number from {last}, where the plan needs a step")
    return changed


def _refuse_part_ghosts(experiment: Experiment) -> None:
    for size in {arm.ghost_batch for arm in experiment.arms} - {0}:
        if size == 1 or experiment.batch_size % size:
            raise refusal("ghost_batch", str(size), f"a divisor, from 2, of {experiment.batch_size} images")


def read_experiment(text: str) -> Experiment:
    """The experiment that a JSON text describes; what the text leaves out has its default.

    Raises:
        SettingError: the text is not JSON, or a field of it is unknown or not allowed.
    """
    try:
        return Experiment.model_validate_json(text, strict=True)
    except ValidationError as error:
        first = error.errors()[0]
    # What is missing is missed in the object around it.
    location = first["loc"][:-1] if first["type"] == "missing" else first["loc"]
    where = ".".join(harmless(str(part)) for part in location) or "experiment"
    if first["type"] == "json_invalid":
        raise refusal(where, first["input"], f"JSON text ({first['ctx']['error']})")
    raise refusal(where, first["input"], _advice(location, first["type"]))


def _advice(location: tuple[int | str, ...], problem: str) -> str:
    model, words = PARTS[str(location[0])] if len(location) > 1 else (Experiment, "")
    if model is None:
        return words
    match location:
        case (*_, str(name)) if name in TABLES[model]:
            return TABLES[model][name].advice(problem)
        case (str(name),) if name in PARTS:
            return PARTS[name][1]
        case (*_, str()):
            return f"one of the fields {', '.join(model.model_fields)}"
        case _:
            which = "all the fields" if problem == "missing" else "fields among"
            return f"a JSON object with {which} {', '.join(model.model_fields)}"


def _parse(table: Mapping[str, SettingField], name: str, text: str) -> Value:
    if name not in table:
        raise refusal(harmless(name), text, _("one of the settings {names}").format(names=", ".join(table)))
    return table[name].parse(text)
