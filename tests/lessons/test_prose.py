"""The prose is there in each language, and speaks of what the app really shows."""

import re
from pathlib import Path

import pytest

import bnviz.lessons
from bnviz.lessons.prose import prose
from bnviz.views.views import VIEWS

TEXT = Path(bnviz.lessons.__file__).parent / "text"
PAGES = sorted(TEXT.glob("*/*.md"))
SECTIONS = sorted(TEXT.glob("**/*.md"))

every_section = pytest.mark.parametrize("file", SECTIONS, ids=lambda file: "-".join(name_of(file)))


def name_of(file: Path) -> tuple[str, str]:
    """The section of a file, and its language."""
    language, section = file.relative_to(TEXT).with_suffix("").as_posix().split("/", 1)
    return section, language


def test_what_is_not_translated_yet_is_told_in_english() -> None:
    assert prose("measured", "ko") != prose("measured", "en") == prose("measured", "de")


@pytest.mark.parametrize("file", PAGES, ids=lambda file: file.stem)
def test_a_page_starts_with_its_title(file: Path) -> None:
    assert prose(*name_of(file)).startswith("# ")


def test_every_view_is_explained() -> None:
    explained = sorted(file.stem for file in (TEXT / "en" / "views").glob("*.md"))
    assert explained == sorted([*VIEWS, "feature_maps"])  # and what is special to these


@every_section
def test_a_formula_that_begins_also_ends(file: Path) -> None:
    for paragraph in prose(*name_of(file)).split("\n\n"):
        assert paragraph.count("$") % 2 == 0, paragraph


@every_section
def test_a_section_links_to_nothing_on_this_machine(file: Path) -> None:
    """Such a file would not be served: pictures and other pages come from elsewhere in the app."""
    targets = re.findall(r"\]\(([^)]*)\)", prose(*name_of(file)))
    assert all(target.startswith("https://") for target in targets), targets
