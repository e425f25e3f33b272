"""The notebook is the script in cells, with words and formulas between them."""

import json
from typing import Any

import nbformat
import numpy as np
import pytest

from bnviz.data import Dataset
from bnviz.experiment import Experiment
from bnviz.export.notebook import training_notebook

from .experiments import LOOKS, MATCHED, small
from .trainings import by_engine

READ = [*MATCHED.values(), small(look=LOOKS[0])]


def cells(text: str, kind: str) -> list[str]:
    return [cell["source"] for cell in json.loads(text)["cells"] if cell["cell_type"] == kind]


@pytest.mark.parametrize("data_name", ["mnist", "mnist-sample"])
@pytest.mark.parametrize("experiment", READ, ids=lambda experiment: experiment.key()[:8])
def test_it_is_a_notebook(experiment: Experiment, data_name: str) -> None:
    text = training_notebook(experiment, data_name)
    nbformat.validate(nbformat.reads(text, as_version=nbformat.NO_CONVERT))
    for words in cells(text, "markdown"):
        assert words.count("$") % 2 == 0


def test_the_formulas_stand_beside_their_code() -> None:
    words = "".join(cells(training_notebook(MATCHED["decay"], "mnist"), "markdown"))
    for formula in (r"\hat x_i = \frac{x_i - \mu}{\sqrt{\sigma^2 + \epsilon}}", r"w \leftarrow w - \eta g"):
        assert formula in words


def test_its_cells_train_as_the_engine_does(sample: Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MPLBACKEND", "agg")
    names: dict[str, Any] = {}
    for code in cells(training_notebook(MATCHED["sigmoid"], "mnist-sample"), "code"):
        exec(code, names)
    expected = by_engine(MATCHED["sigmoid"], sample)
    np.testing.assert_allclose(names["losses"], expected.losses, rtol=1e-4)
    drawn = names["plt"].gcf().axes[0].lines
    assert [line.get_label() for line in drawn] == ["BN", "no BN"]
    np.testing.assert_array_equal(drawn[0].get_ydata(), names["losses"][:, 0])


def test_a_notebook_for_unknown_data_is_refused() -> None:
    with pytest.raises(ValueError, match="data_name: 'cifar'; it must be one of"):
        training_notebook(small(), "cifar")
