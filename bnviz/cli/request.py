"""From the options of `run` to the experiment they ask for."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from bnviz.cli.messages import Refusal, ending, refusal
from bnviz.experiment import Experiment
from bnviz.fields import SettingError, override, read_experiment
from bnviz.lessons.presets import PRESETS


def requested(preset: str | None, file: Path | None, settings: Sequence[str]) -> Experiment:
    """The experiment of a preset or of a file, with some settings changed.

    Args:
        preset: its name.
        file: a JSON file to read the experiment from where no preset is named.
        settings: texts of the form name=value; of two with one name the later one counts.

    Raises:
        Refusal: there is no such preset, the file holds no experiment, or a setting is not allowed.
    """
    with ending(Refusal, SettingError):
        base = _of_file(file) if file else _of_preset(preset or "")
        return override(base, dict(map(_pair, settings)))


def _of_preset(name: str) -> Experiment:
    if name not in PRESETS:
        raise refusal("preset", name, f"one of {', '.join(PRESETS)}")
    return PRESETS[name].setup.experiment()


def _of_file(file: Path) -> Experiment:
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "it is not text"
        raise refusal("experiment", str(file), f"a JSON file that can be read ({reason})") from error
    return read_experiment(text)


def _pair(text: str) -> tuple[str, str]:
    name, separator, value = text.partition("=")
    if not separator:
        raise refusal("set", text, "NAME=VALUE, such as depth=8")
    return name, value
