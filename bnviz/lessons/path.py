"""The path through the lessons: in which order they and their sections are taken, why, and for how long."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from math import ceil

from bnviz.language import ENGLISH, language
from bnviz.lessons.prose import prose
from bnviz.lessons.section import Section, section

ORDER = {
    "by_hand": (
        "algorithm",
        "nonlinearity",
        "bias",
        "scale",
        "backward",
        "placement",
        "update",
        "mini_batch",
        "inputs",
    ),
    "test_time": ("two_batches", "cures", "batch_of_one", "folding"),
    "covariate_shift": ("looks", "layers", "adaptation"),
    "sweeps": ("init", "depth", "batch"),
    "paper": ("figure_1", "imagenet", "five_systems", "modifications", "convolution", "abstract"),
    "regularisation": ("noise", "companions", "gap", "dropout", "weight_decay"),
    "why": (
        "shift",
        "noisy",
        "landscape",
        "surface",
        "larger_steps",
        "explosion",
        "ghosts",
        "small_batches",
    ),
}
"""The sections of each lesson; the lessons, too, are in order."""
WORDS_A_MINUTE = 200
TRYING = 5
"""Minutes that a section leaves for its sliders and trainings, whatever it has to read."""


@dataclass(frozen=True)
class Lesson:
    """A lesson on the path.

    Attributes:
        name: that of its folder and of its page's script.
        title: what its page is called.
        question: the one that all its sections answer together.
        why: why it has this place on the path.
        sections: in order.
    """

    name: str
    title: str
    question: str
    why: str
    sections: tuple[Section, ...]


def path() -> tuple[Lesson, ...]:
    """All lessons, in order, in the language that is spoken now.

    Raises:
        KeyError: if the text of the path leaves a lesson out.
        ValueError: if a file does not keep its form.
    """
    return _path(language())


@cache
def _path(spoken: str) -> tuple[Lesson, ...]:
    blocks = dict(_block(block) for block in prose("path", spoken).split("\n## ")[1:])
    return tuple(
        Lesson(name, *blocks[name], tuple(section(name, each, spoken) for each in sections))
        for name, sections in ORDER.items()
    )


def _block(block: str) -> tuple[str, tuple[str, str, str]]:
    """What the path's text says of a lesson: its name, then its title, question and why."""
    name, title, question, why = map(str.strip, block.split("\n\n"))
    return name, (title, question, why)


def about() -> str:
    """What the path's text says of the path itself, in Markdown."""
    said = prose("path").partition("\n## ")[0]
    return said.format(words=WORDS_A_MINUTE, trying=TRYING)


def lesson(name: str) -> Lesson:
    """The lesson of a name; raises KeyError if there is none."""
    return {each.name: each for each in path()}[name]


def after(name: str) -> Lesson | None:
    """The lesson that comes after one; None after the last."""
    names = [each.name for each in path()]
    return dict(zip(names, path()[1:], strict=False)).get(name)


def sections() -> list[Section]:
    """Those of all lessons, in order."""
    return _sections(language())


def _sections(spoken: str) -> list[Section]:
    return [each for lesson in _path(spoken) for each in lesson.sections]


def minutes(shown: Section) -> int:
    """About how long a section takes: to read all its words in English, and to try what it lets one try."""
    words = next(each.words for each in _sections(ENGLISH) if each.place == shown.place)
    return ceil(words / WORDS_A_MINUTE) + TRYING
