from __future__ import annotations

import pytest

from bnviz.figures import arm_styles, loss_figure, marked, measure_figure, nonlinearity_figure

from .run_tables import distributions, layers, losses

STYLES = arm_styles(["BN", "no BN"], ["batch", "none"])
MARKS = [(300, "lr 0.5"), (2500, "lr 0.05")]


def columns(depth=3):
    return measure_figure(layers(2, depth, 4), STYLES, measure="shift", depth=depth, steps=3000)


def loss():
    return loss_figure(losses([2.0], [2.0]), STYLES, steps=3000, diverged_at={})


@pytest.mark.parametrize("depth", [1, 3, 12])
def test_every_step_axis_gets_a_line_at_each_step(depth):
    lines = marked(columns(depth), MARKS).layout.shapes
    axes = ["x", *(f"x{column}" for column in range(2, depth + 1))]
    assert {(line.xref, line.x0) for line in lines} == {(axis, step) for axis in axes for step, _ in MARKS}
    assert all(line.x0 == line.x1 and (line.y0, line.y1, line.yref) == (0, 1, "paper") for line in lines)
    assert all(line.line.dash == "dash" for line in lines)


@pytest.mark.parametrize("build", [columns, loss])
def test_the_first_axis_gets_the_words_on_the_side_with_more_room(build):
    before = len(build().layout.annotations)
    notes = marked(build(), MARKS).layout.annotations[before:]
    assert [(note.text, note.x, note.xref, note.xanchor) for note in notes] == [
        ("lr 0.5", 300, "x", "left"),
        ("lr 0.05", 2500, "x", "right"),
    ]


def test_what_the_figure_has_already_stays():
    shapes = loss().layout.shapes
    assert marked(loss(), MARKS).layout.shapes[: len(shapes)] == shapes
    assert [note.text for note in marked(columns(), MARKS).layout.annotations][:4] == [
        *("layer 1", "layer 2", "layer 3", "step")
    ]


def test_without_marks_nothing_changes():
    assert marked(columns(), []) == columns()


def test_a_figure_without_step_axes_stays_as_it_is():
    def build():
        return nonlinearity_figure(
            distributions(2, 3, 2), layers(2, 3, 2), STYLES, depth=3, activation="tanh", step=1, unit=0
        )

    assert marked(build(), MARKS) == build()
