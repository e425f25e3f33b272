"""Every page opens, for whoever comes first and however they come."""

import pytest
from streamlit.testing.v1 import AppTest

from .conftest import PROJECT

PAGES = [str(file.relative_to(PROJECT)) for file in sorted(PROJECT.glob("pages/*.py"))]

every_page = pytest.mark.parametrize("page", PAGES)


@every_page
def test_a_page_opens(app: AppTest, page: str) -> None:
    app.run()
    app.switch_page(page).run()
    assert not app.exception
    assert not app.error
    assert app.markdown


@every_page
def test_a_page_opens_with_a_link_meant_for_another(app: AppTest, page: str) -> None:
    app.run()
    app.query_params["depth"] = "<b>99</b>"
    app.query_params["nonsense"] = "1"
    app.switch_page(page).run()
    assert not app.exception
    assert not app.error


@every_page
def test_going_to_a_page_and_back_loses_no_setting(app: AppTest, page: str) -> None:
    app.query_params["width"] = "50"
    app.run()
    app.number_input(key="depth").set_value(5).run()
    app.switch_page(page).run()
    app.switch_page("pages/lab.py").run()
    assert (app.number_input(key="depth").value, app.number_input(key="width").value) == (5, 50)
