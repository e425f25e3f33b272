"""One unit's descent against torch, and every written-out line worked out again."""

import re

import numpy as np
import pytest
import torch
from numpy.testing import assert_allclose

from bnviz.lessons.by_hand.update import PARAMETERS, START, descent, loss_and_gradient, task
from bnviz.lessons.by_hand.update_lines import OPTIMIZER_NAMES, Line, board, lines, step_of
from bnviz.maths import Array
from bnviz.maths.optimizers import OPTIMIZERS

BATCHES = ([2.0, 4.0, 6.0, 9.0], [5.0, 5.0, 5.0, 5.0], [3.0, 10.0], list(range(12)))
TORCH = {
    "sgd": lambda values: torch.optim.SGD(values, lr=0.1),
    "momentum": lambda values: torch.optim.SGD(values, lr=0.1, momentum=0.9),
    "rmsprop": lambda values: torch.optim.RMSprop(values, lr=0.1),
    "adam": lambda values: torch.optim.Adam(values, lr=0.1),
}
NUMBER = re.compile(r"(?<![\d.^])(?<!\^\{)(?<!\^\{-)\d+(?:\.\d+)?(?: \\cdot 10\^\{-?\d+\})?")


def torch_loss(x: Array, weight: torch.Tensor, gamma: torch.Tensor, beta: torch.Tensor) -> torch.Tensor:
    given = task(x)
    z = torch.tensor(given.inputs) @ weight
    y = torch.nn.functional.batch_norm(z[:, None], None, None, gamma, beta, training=True)[:, 0]
    return ((y - torch.tensor(given.targets)) ** 2).mean() / 2


def torch_parameters() -> list[torch.nn.Parameter]:
    return [torch.nn.Parameter(torch.tensor(part).double()) for part in (START[:2], START[2:3], START[3:])]


@pytest.mark.parametrize("batch", BATCHES)
def test_the_gradient_is_that_of_autograd(batch: list[float]) -> None:
    x, parameters = np.array(batch, float), torch_parameters()
    wanted = torch_loss(x, *parameters)
    wanted.backward()
    loss, gradient = loss_and_gradient(task(x), np.array(START))
    assert loss == pytest.approx(wanted.item())
    assert_allclose(gradient, torch.cat([each.grad for each in parameters]), rtol=1e-7, atol=1e-10)


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_twenty_updates_are_those_of_torch(name: str) -> None:
    x, parameters = np.array(BATCHES[0]), torch_parameters()
    optimizer = TORCH[name](parameters)
    for found in descent(task(x), name, 0.1):
        assert_allclose(found.parameters, torch.cat(parameters).detach(), rtol=1e-6, atol=1e-8)
        optimizer.zero_grad()
        torch_loss(x, *parameters).backward()
        optimizer.step()


def test_the_gradient_of_the_weights_is_at_a_right_angle_to_them() -> None:
    _, gradient = loss_and_gradient(task(np.array(BATCHES[0])), np.array(START))
    assert abs(gradient[:2] @ START[:2]) < 1e-4
    assert np.abs(gradient[:2]).max() > 0.1


@pytest.mark.parametrize("rate", [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0])
@pytest.mark.parametrize("name", ["rmsprop", "adam"])
def test_no_first_step_of_a_fixed_size_ends_where_the_weights_get_no_gradient(name: str, rate: float) -> None:
    first = descent(task(np.array(BATCHES[0])), name, rate, 1)[1]
    assert abs(first.parameters[2]) > 0.1
    assert np.abs(first.gradient[:2]).max() > 1e-3


def test_every_optimizer_has_a_name() -> None:
    assert tuple(OPTIMIZER_NAMES) == tuple(OPTIMIZERS)


@pytest.mark.parametrize("place", range(len(PARAMETERS)))
@pytest.mark.parametrize("name", OPTIMIZERS)
def test_arithmetic_shown_is_arithmetic_done(name: str, place: int) -> None:
    way = descent(task(np.array(BATCHES[0])), name, 0.1)
    for number in (1, 2, 20):
        before, after = way[number - 1], way[number]
        step = step_of(before, after, place, 0.1)
        shown = lines(name, step)
        assert shown[-1].result == after.parameters[place]
        assert board(name, step).count("leftarrow") == len(shown)
        for line in shown:
            check(line)


def check(line: Line) -> None:
    """The numbers that stand there give the result that stands there, as exactly as four digits can."""
    shown = worked(re.split(r"= |\\approx ", line.latex)[-1])
    texts = NUMBER.findall(line.numbers)
    middle = worked(line.numbers)
    slack = abs(shown) * 5e-4 + 1e-12
    for place, text in enumerate(texts):  # each number is itself rounded to four digits
        nudged = nth_replaced(line.numbers, place, f"({text} \\cdot 1.0005)")
        slack += abs(worked(nudged) - middle)
    assert abs(middle - shown) <= slack, line.latex
    assert abs(shown - line.result) <= 5.01e-4 * abs(line.result), line.latex


def nth_replaced(text: str, place: int, new: str) -> str:
    found = list(NUMBER.finditer(text))[place]
    return text[: found.start()] + new + text[found.end() :]


def worked(latex: str) -> float:
    """Read LaTeX as Python: what stands in braces is replaced from the inside."""
    text = latex.replace("^2", "**2").replace(r"\cdot", "*")
    while "{" in text:
        text = re.sub(r"\^\{([^{}]*)\}", r"**(\1)", text)
        text = re.sub(r"\\sqrt\{([^{}]*)\}", r"((\1)**0.5)", text)
        text = re.sub(r"\\frac\{([^{}]*)\}\{([^{}]*)\}", r"((\1)/(\2))", text)
    return float(eval(text, {"__builtins__": {}}))
