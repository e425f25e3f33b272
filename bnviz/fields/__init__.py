"""Settings: the table of what there is to set, and the door by which settings from outside come in."""

from bnviz.fields.reading import override, read_experiment, read_settings, settings_query
from bnviz.fields.table import SettingError, SettingField, Value, field, fields, harmless, refusal

__all__ = [
    "SettingError",
    "SettingField",
    "Value",
    "field",
    "fields",
    "harmless",
    "override",
    "read_experiment",
    "read_settings",
    "refusal",
    "settings_query",
]
