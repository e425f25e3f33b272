"""The prose is there in each language, and speaks of what the app really shows."""

import re
from pathlib import Path

import pytest

import bnviz.lessons
from bnviz.experiment import Experiment
from bnviz.lessons.prose import prose
from bnviz.runs.feed import Curves
from bnviz.ui.curves import curve_figures

TEXT = Path(bnviz.lessons.__file__).parent / "text"
SECTIONS = sorted(TEXT.glob("*/*.md"))

every_section = pytest.mark.parametrize("file", SECTIONS, ids=lambda file: f"{file.parent.name}-{file.stem}")


@every_section
def test_a_section_is_read_and_starts_with_its_title(file: Path) -> None:
    assert prose(file.stem, file.parent.name).startswith("# ")


@every_section
def test_a_formula_that_begins_also_ends(file: Path) -> None:
    for paragraph in prose(file.stem, file.parent.name).split("\n\n"):
        assert paragraph.count("$") % 2 == 0, paragraph


@every_section
def test_a_section_links_to_nothing_on_this_machine(file: Path) -> None:
    """Such a file would not be served: pictures and other pages come from elsewhere in the app."""
    targets = re.findall(r"\]\(([^)]*)\)", prose(file.stem, file.parent.name))
    assert all(target.startswith("https://") for target in targets), targets


def test_the_plots_that_are_explained_are_those_on_the_page() -> None:
    experiment = Experiment()
    figures = curve_figures(experiment, Curves.empty(len(experiment.arms)), raw_shift=False)
    titles = [figure.layout.title.text for figure in figures.values()]
    explained = re.findall(r"^\| \*\*(.+?)\*\* \|", prose("measured"), re.MULTILINE)
    assert len(explained) == len(titles)
    assert all(title.startswith(name) for title, name in zip(titles, explained, strict=True))
