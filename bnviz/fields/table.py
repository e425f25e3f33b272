"""The table of settings, read off the models: what there is to set, and what is allowed.

Titles, help and labels are in English, to be translated where they are shown.

What cannot be used is answered with one sentence that names the setting, the value that was given and what
is allowed.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Literal

from pydantic import ValidationError

from bnviz.experiment import Arm, Change, Control, Experiment, Frozen, Look, Setup
from bnviz.language import _

Kind = Literal["integer", "real", "choice"]
Value = int | float | str

KINDS: Mapping[str, Kind] = MappingProxyType({"integer": "integer", "number": "real", "string": "choice"})
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
        default: the value it has until somebody changes it; None where it has to be given.
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
    default: Value | None
    why: str

    @property
    def allowed(self) -> str:
        """What may be chosen, in words: "a whole number from 1 to 12", "one of relu, tanh"."""
        if self.kind == "choice":
            return _("one of {choices}").format(choices=", ".join(self.choices))
        whole, real = _("a whole number from {least} to {most}"), _("a number from {least} to {most}")
        number = whole if self.kind == "integer" else real
        return number.format(least=as_text(self.minimum), most=as_text(self.maximum))

    def advice(self, problem: str) -> str:
        """What to choose instead of a value that pydantic refused with the error type `problem`."""
        too_low = problem == "greater_than_equal"
        return f"{self.allowed} ({_(self.why)})" if self.why and too_low else self.allowed

    def parse(self, text: str) -> Value:
        """The value that a text such as "12", "1e-1" or "relu" means.

        Raises:
            SettingError: the text means no allowed value.
        """
        try:
            value: Value = getattr(self.model.model_validate({self.name: text}), self.name)
        except ValidationError as error:
            raise refusal(self.name, text, self.advice(error.errors()[0]["type"])) from None
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
        default=schema.get("default"),
        why=control.why,
    )


TABLES: Mapping[type[Frozen], Mapping[str, SettingField]] = MappingProxyType(
    {model: _table(model) for model in (Setup, Experiment, Arm, Change, Look)}
)
"""The settings of each model by name, in the order of its fields."""
OVERRIDABLE = MappingProxyType({**TABLES[Arm], **TABLES[Experiment], **TABLES[Setup]})
"""The settings that a command line knows: those of arms and experiments, and of the controls."""


def fields() -> tuple[SettingField, ...]:
    """The settings that the controls offer, in the order of the models."""
    return tuple(TABLES[Setup].values())


def field(name: str) -> SettingField:
    """The setting of that name, one of `fields()` or of those that only an experiment or its arms have.

    Raises:
        KeyError: there is no such setting.
    """
    return OVERRIDABLE[name]


def refusal(where: str, value: object, advice: str) -> SettingError:
    """The sentence on a value that cannot be used: where it was given, what it is, what to choose instead."""
    shown = f'"{harmless(value)}"' if isinstance(value, str) else harmless(json.dumps(value))
    said = _("{where}: {value} is not allowed; choose {advice}.")
    return SettingError(said.format(where=where, value=shown, advice=advice))


def harmless(text: str) -> str:
    """A text from outside as a sentence may hold it: not long, and nothing in it that does not print."""
    start = text[: LONGEST_SHOWN + 1]  # what is longer than that is cut in any case
    printable = "".join(char if char.isprintable() else ascii(char)[1:-1] for char in start)
    return printable if len(printable) <= LONGEST_SHOWN else f"{printable[: LONGEST_SHOWN - 1]}…"


def as_text(value: object) -> str:
    """A value as a query and a sentence hold it: whole numbers without a fraction."""
    return str(value).removesuffix(".0")
