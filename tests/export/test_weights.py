"""That the weights are the ones that the run ended with."""

from pathlib import Path

import numpy as np
import pytest
from safetensors import safe_open
from safetensors.numpy import load_file
from views.recorded import noise

from bnviz.experiment import Experiment
from bnviz.export.names import file_names
from bnviz.export.tables import read_tables
from bnviz.export.weights import write_weights
from bnviz.runs.store import Store
from bnviz.training.loop import Training

from .conftest import MAPS, SMALL, Record


def trained(experiment: Experiment) -> Training:
    training = Training(experiment, noise())
    for _ in training.steps():
        pass
    return training


@pytest.mark.parametrize("experiment", [SMALL, MAPS], ids=["dense", "convolutional"])
def test_they_are_those_of_the_engine(
    experiment: Experiment, record: Record, store: Store, folder: Path
) -> None:
    run = record(experiment)
    write_weights(read_tables(store, run.id), experiment, folder)
    files = [folder / f"{name}.safetensors" for name in file_names(experiment)]
    assert {*files} == {*folder.iterdir()}
    for layer in trained(experiment).parameters():
        written = load_file(files[layer.arm])
        place = "output" if layer.layer > experiment.depth else f"hidden.{layer.layer}"
        np.testing.assert_array_equal(written[f"{place}.weight"].ravel(), layer.weight)
        shift = written.get(f"{place}.beta", written.get(f"{place}.bias"))
        np.testing.assert_array_equal(shift, layer.shift)
        for name in ("gamma", "running_mean", "running_var"):
            np.testing.assert_array_equal(written.get(f"{place}.{name}", np.empty(0)), getattr(layer, name))


def test_names_and_shapes_are_pytorchs(record: Record, store: Store, folder: Path) -> None:
    write_weights(read_tables(store, record(MAPS).id), MAPS, folder)
    plain, normalised = (folder / f"{name}.safetensors" for name in file_names(MAPS))
    assert load_file(plain)["hidden.2.weight"].shape == (4, 4, 3, 3)
    assert {"hidden.1.bias", "output.bias"} < load_file(plain).keys()
    assert {"hidden.1.gamma", "hidden.1.beta", "hidden.1.running_var"} < load_file(normalised).keys()
    with safe_open(normalised, "numpy") as file:
        assert file.metadata() == {"network": "BN lr 0.2, after step 25"}


def test_of_a_run_that_kept_none_there_are_none(store: Store, record: Record, folder: Path) -> None:
    tables = read_tables(store, record(SMALL).id)
    write_weights(tables | {"parameters": tables["parameters"][:0]}, SMALL, folder)
    assert not list(folder.iterdir())
