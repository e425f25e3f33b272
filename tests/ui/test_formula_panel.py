"""The panel hands the board the numbers of what is chosen: an arm, a layer, a unit, an image."""

from __future__ import annotations

import json
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from bnviz.lessons.formulas.digits import digits

M = 5


def page(arms: list[str], depth: int, units: int, recorded: str, architecture: str) -> None:
    import numpy as np
    import pandas as pd

    from bnviz.experiment import Arm, Experiment
    from bnviz.ui.formula_panel import formula_panel

    kinds = tuple(Arm(normalization=kind, learning_rate=0.1 * (i + 1)) for i, kind in enumerate(arms))
    settings = {"architecture": architecture, "depth": depth, "width": 10, "maps": 8, "batch_size": 5}
    experiment = Experiment.model_validate(settings | {"arms": kinds})
    index = pd.MultiIndex.from_product(
        [[1_234], range(len(arms)), range(1, depth + 1), range(1, units + 1)],
        names=["step", "arm", "layer", "unit"],
    )
    rows = pd.DataFrame(index=index).reset_index()
    # A number for each row that tells the row: arm 0, layer 1, unit 3, image 2 has 1032.
    base = 1000 * (rows["arm"] + 1) + 100 * (rows["layer"] - 1) + 10 * rows["unit"]
    table = rows.assign(gamma=2.0, beta=0.5, batch_mean=0.125, running_mean=0.25, running_var=4.0)
    table["batch_var"] = base / 1000.0
    batches = rows.assign(
        x=[np.arange(1, 6, dtype=np.float32) + np.float32(b) for b in base],
        gradient=[np.full(5, 0.5, np.float32)] * len(rows),
    )
    batches = batches[[kinds[arm].normalization == "batch" for arm in batches["arm"]]]
    formula_panel(
        experiment,
        table if recorded != "nothing" else table[:0],
        batches if recorded == "all" else batches[:0],
    )


def opened(
    arms: tuple[str, ...] = ("batch", "none"),
    *,
    depth: int = 2,
    units: int = 8,
    recorded: str = "all",
    architecture: str = "dense",
    **chosen: Any,
) -> AppTest:
    """The panel, with choices put into the session before it is drawn."""
    app = AppTest.from_function(
        page, args=([*arms], depth, units, recorded, architecture), default_timeout=30
    )
    for name, value in chosen.items():
        app.session_state[f"formula_{name}"] = value
    app.run()
    assert not app.exception
    return app


def numbers(app: AppTest) -> dict[str, str]:
    (proto,) = (
        element.proto
        for element in app.main.children.values()
        if getattr(element.proto, "component_name", "") == "bnviz.formula_numbers"
    )
    shown: dict[str, str] = json.loads(proto.json)["numbers"]
    return shown


def test_at_first_the_first_image_of_the_first_unit_of_the_first_layer_is_shown() -> None:
    app = opened()
    assert numbers(app)["x"] == digits(1011)
    assert (numbers(app)["i"], numbers(app)["m"]) == ("1", str(M))
    assert "at step 1,234" in app.markdown[0].value


def test_each_choice_has_its_numbers() -> None:
    app = opened()
    app.selectbox(key="formula_layer").set_value(2)
    app.selectbox(key="formula_unit").set_value(3)
    app.number_input(key="formula_example").set_value(4).run()
    assert numbers(app)["x"] == digits(1134)


def test_all_that_the_tables_hold_goes_into_the_numbers() -> None:
    shown = numbers(opened())
    given = ("gamma", "beta", "running_mean", "running_variance", "to_output")
    assert [shown[name] for name in given] == [digits(value) for value in (2, 0.5, 0.25, 4, 0.5)]


def test_a_choice_made_elsewhere_is_taken_over() -> None:
    assert numbers(opened(layer=2, unit=7, example=5))["x"] == digits(1175)


@pytest.mark.parametrize("name", ["layer", "unit", "example", "arm"])
@pytest.mark.parametrize("value", [0, 11, "2"])
def test_a_choice_that_the_run_does_not_have_is_forgotten(name: str, value: object) -> None:
    assert numbers(opened(("none", "batch", "batch"), **{name: value}))["x"] == digits(2011)


def test_the_arm_is_a_choice_only_among_several_with_batch_normalization() -> None:
    assert not any(box.key == "formula_arm" for box in opened(("none", "batch")).selectbox)
    app = opened(("none", "batch", "batch"))
    assert app.selectbox(key="formula_arm").options == ["BN lr 0.2", "BN lr 0.3"]
    app.selectbox(key="formula_arm").set_value(2).run()
    assert numbers(app)["x"] == digits(3011)


def test_only_units_that_the_run_recorded_can_be_chosen() -> None:
    assert opened(units=3).selectbox(key="formula_unit").options == ["1", "2", "3"]
    assert opened(recorded="nothing").selectbox(key="formula_unit").options == [*map(str, range(1, 9))]


@pytest.mark.parametrize("recorded", ["nothing", "units"])
def test_before_the_first_mini_batch_only_constants_have_numbers(recorded: str) -> None:
    app = opened(recorded=recorded)
    assert numbers(app) == {"i": "1", "m": str(M), "(epsilon)": "10⁻⁵"}
    assert "step" not in app.markdown[0].value


@pytest.mark.parametrize("recorded", ["nothing", "all"])
def test_without_an_arm_with_batch_normalization_it_says_so(recorded: str) -> None:
    app = opened(("none",), recorded=recorded)
    assert "without numbers" in app.caption[0].value
    assert not app.selectbox
    assert numbers(app) == {}


def test_of_a_feature_map_it_tells_how_many_values_its_mini_batch_has() -> None:
    app = opened(depth=3, recorded="units", architecture="convolutional")
    assert "5 · 14 · 14 = 980 values" in app.caption[0].value
    shown = numbers(app)
    assert shown["m"] == "980"
    assert {shown[name] for name in ("mu", "variance", "gamma")} == {"0.1250", "1.010", "2.000"}
    assert not shown.keys() & {"x", "normalised", "output", "to_x"}
    app.selectbox(key="formula_layer").set_value(3).run()
    assert "5 · 7 · 7 = 245 values" in app.caption[0].value
    assert not app.number_input  # no image to choose


def test_a_convolution_without_batch_normalization_has_no_formulas_with_numbers() -> None:
    app = opened(("none",), recorded="units", architecture="convolutional")
    assert "no arm with Batch Normalization" in app.caption[0].value
    assert numbers(app) == {}
