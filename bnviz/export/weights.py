"""The trained networks' parameters as safetensors, a file for each arm.

Names and shapes are PyTorch's: `hidden.1.weight` is (units, inputs), of a convolution (maps, channels, 3, 3).
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import save_file

from bnviz.experiment import Arm, Experiment
from bnviz.export.names import file_names, own_names
from bnviz.export.tables import Tables

KERNEL = (3, 3)
VECTORS = ("gamma", "running_mean", "running_var")
"""A value for each unit; of an arm that has none they are empty."""


def write_weights(tables: Tables, experiment: Experiment, folder: Path) -> None:
    """Write the parameters of each arm as they were recorded last; nothing where none were."""
    rows = tables["parameters"]
    newest = rows[rows["step"] == rows["step"].max()].sort_values("layer")
    names = file_names(experiment)
    for place, layers in newest.groupby("arm"):
        arm = experiment.arms[place]
        tensors = {
            name: values
            for layer in layers.to_dict("records")
            for name, values in _tensors(layer, arm, experiment).items()
        }
        told = f"{own_names(experiment)[place]}, after step {layers['step'].iloc[0]}"
        # One fact: of several the library shuffles the order, and the same run would make other bytes.
        save_file(tensors, folder / f"{names[place]}.safetensors", {"network": told})


def _tensors(layer: Mapping[Hashable, Any], arm: Arm, experiment: Experiment) -> dict[str, NDArray[Any]]:
    """The parameters of one layer, by name."""
    is_output = layer["layer"] > experiment.depth
    at = "output" if is_output else f"hidden.{layer['layer']}"
    shift = "beta" if arm.normalization != "none" and not is_output else "bias"
    convolves = experiment.architecture == "convolutional" and not is_output
    shape = (-1, *KERNEL) if convolves else (-1,)
    weight = layer["weight"].reshape(len(layer["shift"]), *shape)
    vectors = {name: layer[name] for name in VECTORS if len(layer[name])}
    named = {"weight": weight, shift: layer["shift"], **vectors}
    return {f"{at}.{name}": np.ascontiguousarray(values) for name, values in named.items()}
