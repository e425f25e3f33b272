"""Text from outside becomes Markdown that shows it, and does nothing else."""

import re
import string

from hypothesis import given
from hypothesis import strategies as st

from bnviz.ui.plain import plain

# What CommonMark lets be escaped; of these a quotation mark and the like have no meaning within a paragraph.
MARKUP = frozenset(string.punctuation) - frozenset("\"',;?=%^")
text_with_markup = st.text(st.sampled_from(string.punctuation + "ab \n") | st.characters())


@given(text_with_markup)
def test_every_character_with_a_meaning_is_escaped(text: str) -> None:
    unescaped = re.sub(r"\\[!-/:-@\[-`{-~]", "", plain(text))
    assert MARKUP.isdisjoint(unescaped)


@given(text_with_markup.filter(lambda text: "\u2060" not in text))
def test_without_the_escapes_it_is_the_same_text(text: str) -> None:
    shown = re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", plain(text))
    assert shown.replace("\u2060", "") == text  # word joiners may part what would become a link
