"""Every sign and word, once and in order."""

from streamlit.testing.v1 import AppTest

from bnviz.lessons.formulas.symbols import SYMBOLS
from bnviz.lessons.prose import prose


def test_the_page_has_every_symbol_of_the_formulas(app: AppTest) -> None:
    app.run()
    app.switch_page("pages/glossary.py").run()
    assert not app.exception
    (text,) = [each.value for each in app.markdown if each.value.startswith("# Glossary")]
    assert all(f"| {symbol.about} |" in text for symbol in SYMBOLS.values())
    assert r"| $\partial\ell/\partial \gamma$ | how the loss changes with γ" in text


def test_words_are_in_order_each_with_its_korean_name_and_what_it_is() -> None:
    lines = prose("glossary").partition("## Words")[2].strip().splitlines()[2:]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    words = [word.lower() for word, *_ in rows]
    assert words == sorted(set(words))
    for _, korean, meaning in rows:
        assert any("\uac00" <= letter <= "\ud7a3" for letter in korean)
        assert meaning
