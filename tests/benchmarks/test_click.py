"""That Train is really pressed in a browser, or that the table says why not."""

import pytest

from benchmarks import click
from benchmarks.setting import Setting
from bnviz.data import available


@pytest.mark.browser
@pytest.mark.skipif(click.found() is None, reason="no Chromium")
def test_a_click_ends_in_a_point() -> None:
    (seconds,) = click.first_points(1)
    assert 0 < seconds < 60


def test_without_a_browser_it_is_not_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(click, "found", lambda: None)
    (figure,) = click.measure(Setting(available().dataset, 1, full=False, minutes=0))
    assert figure.row()[1:] == ("not measured here", "≤ 0.60 s", "", "no Chromium")
