"""What a section tells of its claims is what was recorded."""

from __future__ import annotations

from dataclasses import replace

import pytest
from lessons.claims.claims import DENIED, LARGE, judged
from streamlit.testing.v1 import AppTest

from bnviz.language import LANGUAGES, speaking
from bnviz.lessons.claims.record import recorded
from bnviz.ui import verdicts

RECORDED = (
    judged(LARGE, 2, 3),
    judged(DENIED, 0, 1),
    replace(judged(LARGE, 2), name="page/elsewhere", place="page/other"),
)


@pytest.fixture(autouse=True)
def _recorded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verdicts, "_recorded", lambda: RECORDED)


def _section() -> None:
    from bnviz.ui.verdicts import show_verdicts_of

    show_verdicts_of("page/section")


def _nowhere() -> None:
    from bnviz.ui.verdicts import show_verdicts_of

    show_verdicts_of("page/without")


def _one() -> None:
    from bnviz.ui.verdicts import show_verdict_on

    show_verdict_on("page/elsewhere")


def test_a_section_tells_the_verdicts_on_its_claims() -> None:
    page = AppTest.from_function(_section).run()
    holds, denied = (element.value.replace(verdicts.NO_BREAK, " ") for element in page.markdown)
    assert "**holds**] The seed is above 1." in holds
    assert "Measured on the 5,000-digit sample" in holds
    assert ":small[seed 2: size 2, share 20 %]" in holds
    assert ":small[seed 3: size 3, share 30 %]" in holds
    assert "Claimed by: nobody" in holds
    assert "**does not hold here**]" in denied
    assert page.expander[0].label.startswith("**What we measured**")
    assert "`python -m bnviz verify page/large page/denied`" in page.caption[0].value


def test_what_is_the_same_for_all_seeds_takes_one_line() -> None:
    same = replace(LARGE, shows="always the same")
    assert verdicts._measured(judged(same, 1, 2, 3)) == ["seeds 1–3: always the same"]


def test_in_another_language_values_are_written_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    known = replace(LARGE, shows="{share:.0%}")
    found = replace(judged(known, 2, 3), data="mnist")
    with speaking("ko"):
        assert verdicts._measured(found) == ["시드 2: 20 %", "시드 3: 30 %"]  # a claim of long ago
        monkeypatch.setattr(verdicts, "CLAIMS", {known.name: known})
        assert verdicts._measured(found) == ["시드 2: 20%", "시드 3: 30%"]
        assert "전체 MNIST" in verdicts._told(found)
        assert "**성립**]" in verdicts._told(found)
    assert verdicts._measured(found) == ["seed 2: 20 %", "seed 3: 30 %"]


def test_what_all_claims_show_can_be_told_in_every_language() -> None:
    """A pattern names the same values in every language, as does a translation that was forgotten."""
    for code in LANGUAGES:
        with speaking(code):
            for verdict in recorded():
                assert all(verdicts._measured(verdict)), verdict.name


def test_a_section_without_claims_has_no_expander() -> None:
    page = AppTest.from_function(_nowhere).run()
    assert not page.expander
    assert not page.markdown


def test_one_claim_is_told_by_its_name() -> None:
    page = AppTest.from_function(_one).run()
    assert len(page.markdown) == 1
    assert "verify page/elsewhere`" in page.caption[0].value
