"""The first five sections of the lesson by hand, as a visitor uses them."""

from typing import Any

import pytest
from streamlit.testing.v1 import AppTest
from views.recorded import noise

from bnviz.experiment import Experiment
from bnviz.lessons.by_hand.toy_batch import values_of
from bnviz.runs.store import Store
from bnviz.runs.workers.frames import snapshot_rows
from bnviz.training.loop import Training

SECTIONS = ("algorithm", "nonlinearity", "bias", "scale", "backward")
FIELD = "by_hand_batch_text"


def opened(app: AppTest, section: str) -> AppTest:
    app.run()
    app.query_params["section"] = section
    return done(app.switch_page("pages/by_hand.py"))


def done(changed: Any) -> AppTest:
    """The app after a change of one of its elements."""
    app: AppTest = changed.run()
    assert not app.exception
    return app


def words(app: AppTest) -> str:
    kinds = (app.markdown, app.latex, app.info, app.caption)
    return "\n".join(element.value for kind in kinds for element in kind)


@pytest.mark.parametrize("example", ["Four values", "All the same", "Two values", "One outlier"])
@pytest.mark.parametrize("section", ["algorithm", "bias", "backward"])
def test_every_ready_made_mini_batch_can_be_worked_through(app: AppTest, section: str, example: str) -> None:
    opened(app, section)
    done(app.button(key=f"by_hand_{example}").click())
    assert not app.warning


@pytest.mark.parametrize("section", SECTIONS)
def test_a_section_opens_and_leaves_no_slot_empty(app: AppTest, section: str) -> None:
    opened(app, section)
    assert not app.error
    assert "[[" not in words(app)


def test_a_pasted_mini_batch_is_worked_out(app: AppTest) -> None:
    opened(app, "algorithm")
    done(app.text_input(key=FIELD).set_value("1\t2;3  6"))
    assert r"(1 + 2 + 3 + 6" in words(app)
    assert r"= 3 \end" in words(app)


def test_a_bad_paste_gets_a_sentence_and_the_values_stay(app: AppTest) -> None:
    opened(app, "algorithm")
    done(app.text_input(key=FIELD).set_value("1, <b>two"))
    assert "two" in app.warning[0].value
    assert "is no number" in app.warning[0].value.replace("\\", "")
    assert r"(2 + 4 + 6 + 9" in words(app)


def test_the_mini_batch_is_the_same_in_every_section(app: AppTest) -> None:
    opened(app, "algorithm")
    done(app.text_input(key=FIELD).set_value("1, 2, 3, 6, 8"))
    done(app.pills(key="section_by_hand").set_value("bias"))
    assert app.text_input(key=FIELD).value == "1, 2, 3, 6, 8"
    assert "| 5 | 8 | 15 |" in words(app)


def test_gamma_and_beta_give_the_input_back(app: AppTest) -> None:
    opened(app, "algorithm")
    done(app.segmented_control(key="by_hand_algorithm_way").set_value("γ = σ, β = μ"))
    assert "β = 5.25" in app.info[0].value
    assert "The input is back" in app.info[0].value
    assert "| 1 | 2 | −3.25 | 10.56 | −1.257 | 2.000 |" in words(app)
    done(app.select_slider(key="by_hand_algorithm_epsilon").set_value(10.0))
    assert "The input is not back" in app.info[0].value
    done(app.segmented_control(key="by_hand_algorithm_way").set_value("γ = √(σ² + ε), β = μ"))
    assert "every y is its x" in app.info[0].value


def test_an_example_that_a_smaller_mini_batch_lacks_is_left(app: AppTest) -> None:
    opened(app, "algorithm")
    done(app.number_input(key="by_hand_algorithm_example").set_value(4))
    done(app.button(key="by_hand_Two values").click())
    assert app.number_input(key="by_hand_algorithm_example").value == 2


def test_without_epsilon_equal_values_are_no_numbers(app: AppTest) -> None:
    opened(app, "algorithm")
    done(app.button(key="by_hand_All the same").click())
    assert "is 0 and each y is β" in app.info[0].value
    done(app.select_slider(key="by_hand_algorithm_epsilon").set_value(0.0))
    assert "0/0" in app.info[0].value
    done(app.segmented_control(key="by_hand_algorithm_way").set_value("γ = σ, β = μ"))
    assert len(app.info) == 1  # nothing comes back, or is missing


def test_relu_tells_of_what_is_off(app: AppTest) -> None:
    opened(app, "nonlinearity")
    assert "straight middle" in words(app)
    done(app.segmented_control(key="by_hand_nonlinearity_nonlinearity").set_value("relu"))
    assert "off (input ≤ 0)" in words(app)


def test_what_a_line_cannot_tell_is_a_dash_with_a_reason(app: AppTest) -> None:
    opened(app, "nonlinearity")
    assert "—" not in words(app)
    done(app.slider(key="by_hand_nonlinearity_gamma").set_value(0.1))
    done(app.slider(key="by_hand_nonlinearity_beta").set_value(4.0))
    assert "Why the two columns differ" in words(app)
    done(app.slider(key="by_hand_nonlinearity_beta").set_value(-4.0))
    done(app.segmented_control(key="by_hand_nonlinearity_nonlinearity").set_value("relu"))
    assert "| 100.0 % | — |" in words(app)
    assert "there is no variance to explain" in words(app)


def test_a_factor_divides_the_gradient_and_a_negative_one_flips_the_sign(app: AppTest) -> None:
    opened(app, "scale")
    assert "**×\N{NO-BREAK SPACE}0.1000**" in words(app)
    done(app.segmented_control(key="by_hand_scale_sign").set_value("a < 0"))
    assert "the sign flips" in words(app)
    done(app.select_slider(key="by_hand_scale_a").set_value(0.01))
    assert "the paper's equation no longer holds" in words(app)
    assert "Here ε is not small" in words(app)
    done(app.segmented_control(key="by_hand_scale_epsilon").set_value(0.0))
    assert "the sign flips" in words(app)
    assert "is 90.00°" in words(app)
    done(app.segmented_control(key="by_hand_scale_source").set_value("32 real digits"))


def test_a_network_counts_its_parameters(app: AppTest) -> None:
    opened(app, "bias")
    spelt_out = 784 * 100 + 2 * 100 * 100 + 3 * 200 + 100 * 10 + 10
    assert f"| BN, no bias | {spelt_out:,} |" in words(app)
    done(app.number_input(key="by_hand_bias_depth").set_value(1))
    assert f"| no BN | {784 * 100 + 100 + 1000 + 10:,} |" in words(app)


def test_gradients_that_do_not_fit_are_answered(app: AppTest) -> None:
    opened(app, "backward")
    done(app.text_input(key="by_hand_gradient_text").set_value("1, 1"))
    assert "the mini" in app.warning[0].value
    done(app.text_input(key="by_hand_gradient_text").set_value("1, 1, 1, 1"))
    assert not app.warning
    done(app.button(key="by_hand_gradient_Example").click())
    assert "| sum | 2.5 |" in words(app)
    done(app.button(key="by_hand_gradient_All 1").click())
    assert "| 4 | 0 | 0 | 0 |" in words(app)
    done(app.button(key="by_hand_Two values").click())
    assert app.text_input(key="by_hand_gradient_text").value == "1, −2"


def test_without_a_run_there_is_nothing_to_take(app: AppTest) -> None:
    opened(app, "algorithm")
    done(app.toggle(key="by_hand_from_run").set_value(True))
    assert "No run has kept a mini-batch" in words(app)


def test_a_units_real_values_can_be_taken(app: AppTest, store: Store) -> None:
    experiment = Experiment(depth=2, width=10, batch_size=16, steps=3)
    run = store.claim("w", store.submit(experiment, "mnist-sample", "f", "1", "cpu").id)
    assert run is not None
    snapshots = [snapshot for snapshot in Training(experiment, noise()).steps() if snapshot]
    store.append(run, snapshot_rows(snapshots), 3, 0.1)
    kept = store.read_at(run.id, "batches", 3)
    opened(app, "backward")
    done(app.toggle(key="by_hand_from_run").set_value(True))
    done(app.selectbox(key="by_hand_run_Unit").set_value("2"))
    assert "The first 12 of the mini-batch's 16 values" in words(app)
    done(app.button(key="by_hand_use").click())
    row = kept[(kept["layer"] == 1) & (kept["unit"] == 2)].iloc[0]
    shown = values_of(app.text_input(key=FIELD).value, "x")
    assert shown == pytest.approx(tuple(row["x"][:12]), rel=1e-5)
    assert len(app.text_input(key="by_hand_gradient_text").value.split(", ")) == 12
