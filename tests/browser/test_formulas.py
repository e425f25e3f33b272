"""The formulas beside the plots: numbers of the network that is training, and what each symbol is."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, expect

from .conftest import Visit
from .lab_page import LabPage

pytestmark = pytest.mark.browser

WAITING = "…"
POWERS = str.maketrans("−⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "--0123456789")
HALF_A_DIGIT = 0.5e-3  # relative: four significant digits are shown
LONG, SHORT = "steps=100000&seed=5", "width=8&steps=40"
PHONE = {"width": 390, "height": 844}

NUMBERS = """board => Object.fromEntries(
    [...board.querySelectorAll('[data-slot]')].map(slot => [slot.dataset.slot, slot.textContent])
)"""
CUT_OFF = """board => [...board.querySelectorAll('.right')].filter(row => {
    const scrolls = getComputedStyle(row).overflowX === 'auto';
    return row.scrollHeight > row.clientHeight + 1 || (row.scrollWidth > row.clientWidth && !scrolls);
}).map(row => row.textContent)"""
"""Rows of formulas whose end or lower edge cannot be seen."""


def board(lab: LabPage) -> Locator:
    return lab.formulas.locator(".formula-board")


def numbers(lab: LabPage) -> dict[str, str]:
    """The text of every slot, all of one tick."""
    shown: dict[str, str] = board(lab).evaluate(NUMBERS)
    return shown


def value(text: str) -> float:
    """The number that a text such as "(−1.234·10⁻⁵)" stands for."""
    mantissa, _, power = text.strip("()").translate(POWERS).partition("·10")
    return float(mantissa) * 10.0 ** int(power or 0)


def page(lab: LabPage) -> Locator:
    """The formulas that can be seen."""
    return board(lab).get_by_role("tabpanel")


def symbol(lab: LabPage, name: str) -> Locator:
    """Where a symbol stands first."""
    return page(lab).locator(f"[data-symbol={name}]").first


def note(lab: LabPage) -> Locator:
    return board(lab).locator(".notes .shown")


def comments(lab: LabPage, role: str) -> list[str]:
    """What the formulas do that have a role for the symbol that is pointed at."""
    marked = page(lab).locator(f".formula[data-role='{role}']")
    return [found.get_attribute("aria-label") or "" for found in marked.all()]


def wait_for_other(lab: LabPage, before: dict[str, str]) -> None:
    """Wait until other numbers than `before` are shown."""
    expect(board(lab).locator("[data-slot=mu]").first).not_to_have_text(before["mu"])


def test_the_numbers_move_with_the_training_and_add_up(visit: Visit) -> None:
    lab = visit(LONG)
    assert numbers(lab)["output"] == WAITING
    lab.start()
    wait_for_other(lab, {"mu": WAITING})
    first = numbers(lab)
    wait_for_other(lab, first)
    shown = numbers(lab)
    scale, x_hat, shift, y = (value(shown[name]) for name in ("gamma", "(normalised)", "(beta)", "output"))
    rounding = HALF_A_DIGIT * (2 * abs(scale * x_hat) + abs(shift) + abs(y))
    assert scale * x_hat + shift == pytest.approx(y, abs=rounding)


def test_another_unit_and_another_image_have_other_numbers(visit: Visit) -> None:
    lab = visit(SHORT)
    lab.start_and_finish()
    wait_for_other(lab, {"mu": WAITING})
    first = numbers(lab)
    lab.choose("formula_unit", "2")
    wait_for_other(lab, first)
    second = numbers(lab)
    image = lab.page.locator(".st-key-formula_example input")
    image.fill("7")
    image.press("Enter")
    expect(board(lab).locator("[data-slot=i]").first).to_have_text("7")
    assert numbers(lab)["x"] != second["x"]
    assert numbers(lab)["mu"] == second["mu"]


def test_without_batch_normalization_there_are_no_numbers(visit: Visit) -> None:
    lab = visit(f"{SHORT}&normalization=none")
    lab.train.click()
    lab.wait_for_points()
    lab.page.get_by_text("the formulas stay without numbers").wait_for()
    assert set(numbers(lab).values()) == {WAITING}


def test_a_symbol_that_is_pointed_at_shows_where_it_comes_from_and_goes_to(visit: Visit) -> None:
    lab = visit(SHORT)
    before = board(lab).bounding_box()
    symbol(lab, "mu").hover()
    assert comments(lab, "from") == ["mini-batch mean"]
    assert comments(lab, "goes to") == ["mini-batch variance", "normalise"]
    lit = {found.get_attribute("data-symbol") for found in board(lab).locator(".lit").all()}
    assert lit == {"mu"}
    expect(note(lab)).to_contain_text("mean of the unit's inputs over the mini-batch")
    expect(board(lab).get_by_role("tab", name=re.compile("Gradients"))).to_have_attribute(
        "data-role", "goes to"
    )
    assert board(lab).bounding_box() == before
    lab.page.mouse.move(5, 5)
    expect(board(lab).locator(".lit")).to_have_count(0)


def test_what_a_reader_looks_at_stays_while_the_numbers_change(visit: Visit) -> None:
    lab = visit(LONG)
    lab.start()
    wait_for_other(lab, {"mu": WAITING})
    board(lab).get_by_role("tab", name=re.compile("Gradients")).click()
    focused = symbol(lab, "to_variance")
    focused.focus()
    symbol(lab, "to_mu").hover()
    wait_for_other(lab, numbers(lab))
    expect(focused).to_be_focused()
    expect(note(lab)).to_contain_text("how the loss changes with the mean")


def test_the_keyboard_goes_from_page_to_page_and_from_symbol_to_symbol(visit: Visit) -> None:
    lab = visit(SHORT)
    keyboard = lab.page.keyboard
    board(lab).get_by_role("tab", name=re.compile("Algorithm 1")).focus()
    keyboard.press("ArrowRight")
    expect(board(lab).get_by_role("tab", selected=True)).to_contain_text("Algorithm 2")
    keyboard.press("ArrowLeft")
    keyboard.press("Tab")
    expect(symbol(lab, "x")).to_be_focused()
    expect(note(lab)).to_contain_text("Wu for image i")
    keyboard.press("End")
    expect(note(lab)).to_contain_text("what training hands to the nonlinearity")
    assert comments(lab, "from") == ["scale and shift"]
    keyboard.press("Escape")
    expect(note(lab)).to_contain_text("Point at a symbol")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_on_a_phone_no_formula_is_cut_off(visit: Visit, scheme: str) -> None:
    lab = visit(SHORT, viewport=PHONE, color_scheme=scheme)
    lab.start_and_finish()
    for tab in board(lab).get_by_role("tab").all():
        tab.click()
        assert board(lab).evaluate(CUT_OFF) == []
