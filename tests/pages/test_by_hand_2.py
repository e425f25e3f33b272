"""What a visitor does in the sections on placement, updates, mini-batches and inputs."""

from __future__ import annotations

import re

import pytest
from streamlit.testing.v1 import AppTest

SECTIONS = ("placement", "update", "mini_batch", "inputs")


def opened(app: AppTest, section: str) -> AppTest:
    app.switch_page("pages/by_hand.py")
    app.query_params["section"] = section
    return ran(app)


def ran(app: AppTest) -> AppTest:
    app.run()
    assert not app.exception
    return app


def texts(app: AppTest) -> str:
    return "\n".join(element.value for element in [*app.markdown, *app.caption, *app.info])


def cells(app: AppTest, first: str) -> list[str]:
    """The row of a table that begins with this cell."""
    row = next(line for line in texts(app).splitlines() if line.startswith(f"| {first} |"))
    return [cell.strip() for cell in row.strip("|").split("|")]


def table(app: AppTest, first: str) -> dict[str, list[str]]:
    """The table whose head begins with this cell: its rows, head and all, by their first cells."""
    lines = next(each.value for each in app.markdown if each.value.startswith(f"| {first} |")).splitlines()
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return {row[0]: row[1:] for row in rows}


@pytest.mark.parametrize("section", SECTIONS)
def test_a_section_is_drawn_and_leaves_no_place_of_a_number_empty(app: AppTest, section: str) -> None:
    text = texts(opened(app, section))
    assert "[[" not in text
    assert "Sources" in text
    for element in app.markdown:  # a table is one only if all its rows have as many cells
        assert len({line.count("|") for line in element.value.splitlines() if line.startswith("|")}) <= 1


def test_next_update_goes_on_until_the_last_one(app: AppTest) -> None:
    opened(app, "update")
    app.button(key="by_hand_update_next").click().run()
    assert "**Update 2 by SGD**" in texts(app)
    app.slider(key="by_hand_update_count").set_value(20).run()
    assert app.button(key="by_hand_update_next").disabled


@pytest.mark.parametrize(
    ("optimizer", "change"), [("sgd", "−0.2592"), ("rmsprop", "−1.000"), ("adam", "−0.1")]
)
def test_each_optimizer_makes_its_own_change(app: AppTest, optimizer: str, change: str) -> None:
    """γ's first gradient is 2.592, and η is 0.1."""
    opened(app, "update")
    app.segmented_control(key="by_hand_update_optimizer").set_value(optimizer).run()
    gamma = cells(app, "")[:5].index(r"$\gamma$")
    assert cells(app, "gradient $g$")[gamma] == "2.592"
    found = cells(app, r"change $\Delta\theta$")[gamma]
    assert float(found.replace("−", "-")) == pytest.approx(float(change.replace("−", "-")), rel=1e-3)


def test_the_update_is_of_the_mini_batch_of_section_1(app: AppTest) -> None:
    app.session_state["by_hand_batch"] = (3.0, 10.0)
    assert "over the 2 examples" in texts(opened(app, "update"))


def test_before_the_first_update_there_is_no_row_of_it(app: AppTest) -> None:
    opened(app, "update")
    app.slider(key="by_hand_update_count").set_value(0).run()
    assert "No update yet" in texts(app)
    assert "**Update" not in texts(app)


def test_measure_measures_and_what_it_found_stays(app: AppTest) -> None:
    opened(app, "mini_batch")
    assert "The gradient's quality" not in texts(app)
    app.button(key="by_hand_mini_batch_measure").click().run()
    assert not app.exception
    errors = dict(zip(cells(app, "m"), cells(app, "error at the start"), strict=True))
    single, many = float(errors["1"]), float(errors["1,024"])
    assert single / many == pytest.approx(32, rel=0.4)
    ratio = re.search(r"come ([\d.]+) times as close", texts(app))
    assert ratio
    assert float(ratio[1]) == pytest.approx(single / many, rel=0.01)
    times = cells(app, "μs an example")
    assert cells(ran(app), "μs an example") == times


def test_a_learning_rate_that_is_too_large_for_the_raw_features_is_said_to_be(app: AppTest) -> None:
    opened(app, "inputs")
    _, raw, standardised = cells(app, "condition number")
    assert float(raw) > 100 > 2 > float(standardised)
    app.select_slider(key="by_hand_inputs_bowl_rate").set_value(1.8).run()
    assert cells(app, "distance at the end")[1] == "out of all bounds"
    app.select_slider(key="by_hand_inputs_bowl_rate").set_value(0.1).run()
    assert float(cells(app, "distance at the end")[1]) < 1.3


def test_a_digit_that_is_moved_breaks_only_what_is_normalised_by_position(app: AppTest) -> None:
    opened(app, "placement")
    app.slider(key="by_hand_placement_pixels").set_value(4).run()
    found = re.search(r"\*\*Moved by 4 pixels\*\*.* per map (\S+), per activation (\S+)\.", texts(app))
    assert found
    assert found[1] == "0"
    assert float(found[2]) > 0.05


def test_relu_leaves_zeros_before_the_next_layer(app: AppTest) -> None:
    opened(app, "placement")
    before, after = (table(app, first) for first in ("BN first", "g first"))
    assert before["BN first"] == ["Wu", "g(BN(Wu))"]
    assert after["g first"] == ["g(Wu)", "BN(g(Wu))"]
    assert before["mean"][1] != "0"
    assert after["mean"][1] == "0"
    assert float(after["exactly 0"][0].rstrip(" %")) > 30


def test_units_that_are_off_are_spoken_of_only_if_there_are_any(app: AppTest) -> None:
    text = texts(opened(app, "placement"))
    some = table(app, "g first")["exactly 0"][1] != "0.0 %"
    assert ("Their variance is 0" in text) == some
