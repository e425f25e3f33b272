"""`presets`: what there is to `run --preset`."""

from __future__ import annotations

import argparse
import shutil
import textwrap

from bnviz.fields import settings_query
from bnviz.lessons.presets import PRESETS, Preset

WIDEST = 100
INDENT = "    "


def main(_: argparse.Namespace) -> int:
    """Print every preset."""
    width = min(shutil.get_terminal_size().columns, WIDEST)
    print("\n\n".join(_described(preset, width) for preset in PRESETS.values()))
    return 0


def _described(preset: Preset, width: int) -> str:
    """Its name and title, its claim, and the settings in which it differs from the defaults."""
    settings = " ".join(f"{name}={value}" for name, value in settings_query(preset.setup).items())
    paragraphs = (preset.claim, settings or "every setting at its default")
    wrapped = (
        textwrap.fill(text, width, initial_indent=INDENT, subsequent_indent=INDENT) for text in paragraphs
    )
    return "\n".join([f"{preset.name}  {preset.title}", *filter(None, wrapped)])
