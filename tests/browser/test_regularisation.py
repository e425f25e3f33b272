"""What a student does in the lesson Regularisation."""

import re

import pytest
from playwright.sync_api import expect

from .conftest import Lesson, train

pytestmark = pytest.mark.browser


def test_a_student_makes_the_mini_batches_larger_and_the_noise_smaller(lesson: Lesson) -> None:
    page = lesson("regularisation?section=noise")
    train(page)
    slider = page.locator(".st-key-regularisation_noise_size").get_by_role("slider")
    slider.wait_for()
    said = page.get_by_test_id("stMarkdown").filter(has_text=re.compile("standard deviation of"))
    expect(said.first).to_contain_text("With m = 64")
    expect(said.first).to_contain_text("0.1250")
    slider.press("End")
    expect(said.first).to_contain_text("With m = 512")
    expect(said.first).to_contain_text("0.0442")


def test_a_student_compares_dropout_with_its_spread(lesson: Lesson) -> None:
    page = lesson("regularisation?section=dropout")
    page.get_by_text("1 seed:", exact=False).click()
    train(page)
    table = page.get_by_test_id("stMarkdown").filter(has_text=re.compile("BN instead of Dropout"))
    expect(table.first).to_contain_text("one seed: no margin")
