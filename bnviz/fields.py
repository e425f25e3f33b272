"""The table of settings, read off the models, and the door by which settings from outside come in.

A URL, a command line and a file all pass through here. What cannot be used is answered with one sentence
that names the setting, the value that was given and what is allowed.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Literal

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from bnviz.experiment import NORMALIZATIONS, Arm, Control, Experiment, Frozen, Setup, Shared

Kind = Literal["integer", "real", "choice"]
Value = int | float | str

KINDS: Mapping[str, Kind] = MappingProxyType({"integer": "integer", "number": "real", "string": "choice"})
DEFAULTS = Setup()
LONGEST_SHOWN = 40


class SettingError(ValueError):
    """A setting from outside that cannot be used; its text is one sentence for whoever gave it."""


@dataclass(frozen=True)
class SettingField:
    """One setting, with all that is needed to offer it, explain it and check it.

    Attributes:
        model: the model whose field it is; it judges the values.
        name: the field's name, also its key in a URL and on the command line.
        title: what a widget calls it.
        help: one sentence on what it is.
        group: the part of the controls it belongs to.
        kind: a whole number, a real number or a choice.
        minimum: the least allowed number, an int for a whole number; None for a choice.
        maximum: the greatest allowed number, likewise.
        choices: the allowed values of a choice, in order; empty for a number.
        labels: what each choice is called on the page.
        logarithmic: whether equal steps of the control are equal factors of the value.
        default: the value it has until somebody changes it.
        why: the reason the range starts where it does, or "".
    """

    model: type[Frozen]
    name: str
    title: str
    help: str
    group: Literal["network", "training", "data"]
    kind: Kind
    minimum: float | None
    maximum: float | None
    choices: tuple[str, ...]
    labels: Mapping[str, str]
    logarithmic: bool
    default: Value
    why: str

    @property
    def allowed(self) -> str:
        """What may be chosen, in words: "a whole number from 1 to 12", "one of relu, tanh"."""
        if self.kind == "choice":
            return f"one of {', '.join(self.choices)}"
        number = "a whole number" if self.kind == "integer" else "a number"
        return f"{number} from {_text(self.minimum)} to {_text(self.maximum)}"

    def advice(self, problem: str) -> str:
        """What to choose instead of a value that pydantic refused with the error type `problem`."""
        too_low = problem == "greater_than_equal"
        return f"{self.allowed} ({self.why})" if self.why and too_low else self.allowed

    def parse(self, text: str) -> Value:
        """The value that a text such as "12", "1e-1" or "relu" means.

        Raises:
            SettingError: the text means no allowed value.
        """
        try:
            value: Value = getattr(self.model.model_validate({self.name: text}), self.name)
        except ValidationError as error:
            raise _refusal(self.name, text, self.advice(error.errors()[0]["type"])) from None
        return value


def _table(model: type[Frozen]) -> Mapping[str, SettingField]:
    schema = model.model_json_schema()["properties"]
    return MappingProxyType(
        {
            name: _setting_field(model, name, control, schema[name])
            for name, info in model.model_fields.items()
            for control in info.metadata
            if isinstance(control, Control)
        }
    )


def _setting_field(model: type[Frozen], name: str, control: Control, schema: dict[str, Any]) -> SettingField:
    kind = KINDS[schema["type"]]
    choices = tuple(schema.get("enum", ()))
    number = float if kind == "real" else int
    return SettingField(
        model=model,
        name=name,
        title=schema["title"],
        help=schema["description"],
        group=control.group,
        kind=kind,
        minimum=number(schema["minimum"]) if "minimum" in schema else None,
        maximum=number(schema["maximum"]) if "maximum" in schema else None,
        choices=choices,
        labels={choice: control.labels.get(choice, choice) for choice in choices},
        logarithmic=control.logarithmic,
        default=schema["default"],
        why=control.why,
    )


_OF_SETUP, _OF_EXPERIMENT, _OF_ARM = _table(Setup), _table(Experiment), _table(Arm)
_ARMS = Experiment.model_json_schema()["properties"]["arms"]
_OVERRIDABLE = MappingProxyType({**_OF_SETUP, "init_scale": _OF_ARM["init_scale"]})


def fields() -> tuple[SettingField, ...]:
    """The settings that the controls offer, in the order of the models."""
    return tuple(_OF_SETUP.values())


def field(name: str) -> SettingField:
    """The setting of that name, one of `fields()` or "init_scale", which only arms have.

    Raises:
        KeyError: there is no such setting.
    """
    return _OVERRIDABLE[name]


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
            values[name] = _parse(_OF_SETUP, name, text)
        except SettingError as refusal:
            refusals.append(str(refusal))
    return base.model_copy(update=values), refusals


def settings_query(setup: Setup, base: Setup = DEFAULTS) -> dict[str, str]:
    """The inverse of `read_settings`: the shortest query that turns `base` into `setup`."""
    return {name: _text(value) for name, value in setup if value != getattr(base, name)}


def override(experiment: Experiment, settings: Mapping[str, str]) -> Experiment:
    """The experiment with some of its settings replaced, as `--set name=value` asks for it.

    A shared setting replaces the experiment's; `learning_rate` and `init_scale` go to every arm;
    `normalization` replaces the arms by one copy of the first arm for each normalization it asks for.

    Raises:
        SettingError: a name is not known or a value not allowed.
    """
    values = {name: _parse(_OVERRIDABLE, name, text) for name, text in settings.items()}
    arms = experiment.arms
    if compared := values.pop("normalization", None):
        chosen = NORMALIZATIONS if compared == "both" else (compared,)
        arms = tuple(arms[0].model_copy(update={"normalization": kind}) for kind in chosen)
    shared = {name: value for name, value in values.items() if name in Shared.model_fields}
    of_arm = {name: value for name, value in values.items() if name in Arm.model_fields}
    arms = tuple(arm.model_copy(update=of_arm) for arm in arms)
    return experiment.model_copy(update={**shared, "arms": arms})


def read_experiment(text: str) -> Experiment:
    """The experiment that a JSON text describes; what the text leaves out has its default.

    Raises:
        SettingError: the text is not JSON, or a field of it is unknown or not allowed.
    """
    try:
        return Experiment.model_validate_json(text, strict=True)
    except ValidationError as error:
        first = error.errors()[0]
    where = ".".join(harmless(str(part)) for part in first["loc"]) or "experiment"
    raise _refusal(where, first["input"], _advice(first))


def _advice(error: ErrorDetails) -> str:
    location, problem = error["loc"], error["type"]
    table, model = (_OF_EXPERIMENT, Experiment) if len(location) < 2 else (_OF_ARM, Arm)
    match location:
        case (*_, str(name)) if name in table:
            return table[name].advice(problem)
        case ("arms",):
            return f"a list of {_ARMS['minItems']} to {_ARMS['maxItems']} arms"
        case () if problem == "json_invalid":
            return f"JSON text ({error['ctx']['error']})"
        case (*_, str()):
            return f"one of the fields {', '.join(model.model_fields)}"
        case _:
            return f"a JSON object with fields among {', '.join(model.model_fields)}"


def _parse(table: Mapping[str, SettingField], name: str, text: str) -> Value:
    if name not in table:
        raise _refusal(harmless(name), text, f"one of the settings {', '.join(table)}")
    return table[name].parse(text)


def _refusal(where: str, value: object, advice: str) -> SettingError:
    shown = f'"{harmless(value)}"' if isinstance(value, str) else harmless(json.dumps(value))
    return SettingError(f"{where}: {shown} is not allowed; choose {advice}.")


def harmless(text: str) -> str:
    """A text from outside as a sentence may hold it: not long, and nothing in it that does not print."""
    start = text[: LONGEST_SHOWN + 1]  # what is longer than that is cut in any case
    printable = "".join(char if char.isprintable() else ascii(char)[1:-1] for char in start)
    return printable if len(printable) <= LONGEST_SHOWN else f"{printable[: LONGEST_SHOWN - 1]}…"


def _text(value: object) -> str:
    return str(value).removesuffix(".0")
