"""The engine: all arms of an experiment trained in lockstep, and what is measured on them.

The only room that imports torch; this file does not, so that others may ask for what it holds.
"""

from collections.abc import Mapping
from typing import Any

import numpy.typing as npt

ENGINE_VERSION = "3"
"""Part of a run's key: raised whenever the same experiment would give other numbers, beyond rounding."""

State = Mapping[str, npt.NDArray[Any]]
"""All that a training remembers (see `bnviz.training.memory`): `part.attribute` to its values."""
