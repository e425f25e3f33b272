"""The panel shows the newest numbers of the chosen unit, of the arm with Batch Normalization."""

import pytest
from streamlit.testing.v1 import AppTest

from bnviz.lessons.formulas import number


def page(normalization: str, recorded: bool) -> None:
    import numpy as np
    import pandas as pd

    from bnviz.experiment import Setup
    from bnviz.runs.feed import Curves
    from bnviz.ui.formula_panel import formula_panel

    experiment = Setup(depth=2, width=4, normalization=normalization).experiment()
    index = pd.MultiIndex.from_product(
        [(0, 1, 2), range(len(experiment.arms)), (1, 2), (1, 2, 3, 4)], names=["step", "arm", "layer", "unit"]
    )
    units = pd.DataFrame(index=index).reset_index()
    # A number for each row that tells the row: step 2, arm 0, layer 1, unit 3 has 20.13.
    units["batch_mean"] = (
        10.0 * units["step"] + units["arm"] + 0.1 * units["layer"] + 0.01 * units["unit"]
    ).where(units["step"] > 0, np.nan)
    units = units.assign(batch_var=1.0, gamma=1.0, beta=0.0, example=0.0)
    formula_panel(experiment, units if recorded else Curves.empty(2).units)


def opened(normalization: str = "both", *, recorded: bool = True) -> AppTest:
    app = AppTest.from_function(page, args=(normalization, recorded), default_timeout=30).run()
    assert not app.exception
    return app


def formulas(app: AppTest) -> str:
    return "\n".join(block.value for block in app.markdown)


def test_the_newest_mini_batch_of_the_chosen_unit_is_shown() -> None:
    app = opened()
    assert rf"\mu_B \approx {number(20.11)}" in formulas(app)
    assert "step 2" in app.caption[0].value
    app.selectbox(key="formula_layer").set_value(2)
    app.selectbox(key="formula_unit").set_value(3).run()
    assert rf"\mu_B \approx {number(20.23)}" in formulas(app)


def test_only_layers_and_units_that_are_recorded_can_be_chosen() -> None:
    app = opened()
    assert app.selectbox(key="formula_layer").options == ["1", "2"]
    assert app.selectbox(key="formula_unit").options == ["1", "2", "3", "4"]


def test_before_the_first_mini_batch_there_are_formulas_without_numbers() -> None:
    app = opened(recorded=False)
    assert r"\sigma_B^2 = \frac1m" in formulas(app)
    assert "y_1" not in formulas(app)


@pytest.mark.parametrize("recorded", [True, False])
def test_without_an_arm_with_batch_normalization_it_says_so(recorded: bool) -> None:
    app = opened("none", recorded=recorded)
    assert "without numbers" in app.caption[0].value
    assert not app.selectbox
    assert "y_1" not in formulas(app)
