"""The whole program of an experiment: its chapters in order, and what they import."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from bnviz.experiment import Experiment, Look
from bnviz.export.chapters.arms import settings
from bnviz.export.chapters.chapter import Chapter
from bnviz.export.chapters.digits import SOURCES, digits
from bnviz.export.chapters.looks import look_of_images
from bnviz.export.chapters.network import network
from bnviz.export.chapters.training import scoring, training

STANDARD: Mapping[str, str] = MappingProxyType(
    {
        "gzip": "import gzip",
        "math": "import math",
        "sys": "import sys",
        "namedtuple": "from collections import namedtuple",
        "resources": "from importlib import resources",
        "Path": "from pathlib import Path",
    }
)
INSTALLED: Mapping[str, str] = MappingProxyType(
    {
        "plt": "import matplotlib.pyplot as plt",
        "np": "import numpy as np",
        "torch": "import torch",
        "nn": "from torch import nn",
    }
)
"""How a name comes into a program."""


def contents(experiment: Experiment, data_name: str) -> list[Chapter]:
    """All chapters but the last one, which starts the program.

    Raises:
        ValueError: there is no data set of this name.
    """
    if data_name not in SOURCES:
        raise ValueError(f"data_name: {data_name!r}; it must be one of {', '.join(SOURCES)}")
    return [
        settings(experiment),
        *([look_of_images(experiment.look)] if experiment.look != Look() else []),
        digits(experiment, data_name),
        network(experiment),
        scoring(),
        training(experiment),
    ]


def imports(code: str) -> str:
    """The lines that import what the code names."""
    names = set(re.findall(r"\w+", code))
    groups = ([line for name, line in group.items() if name in names] for group in (STANDARD, INSTALLED))
    return "\n\n".join("\n".join(group) for group in groups)
