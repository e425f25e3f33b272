"""A section of a lesson: one Markdown file, which a teacher can change and a translator can copy.

The file starts with the section's title, a level-1 heading, and its question. Parts follow, each under a
level-2 heading with one of the names below; the headings are for the program and are never shown:

    predict     what the visitor is asked to predict, with options
    see         what there is to see once it was tried
    play        what else to try
    check       a question to check oneself with, with options; there may be several
    sources     where it comes from: seeds, and sections of the paper

Parts of other names are the section's own: what its page says between its figures, with `[[name]]` where a
number of the page goes. Options are a task list: the right one is ticked, and the lines below an option,
set in by two spaces, explain it. A prediction may have no ticked option: then only the experiment tells.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from bnviz.lessons.prose import prose

_HEADING = re.compile(r"^## (.+)$", re.MULTILINE)
_OPTION = re.compile(r"^- \[([ x])\] (.+)$")
_ASKED = ("predict", "check")
_SLOT = re.compile(r"\[\[(\w+)\]\]")


class Option(NamedTuple):
    """An answer to choose: its text, whether it is right, and what is said to whoever chose it."""

    text: str
    right: bool
    explanation: str


class Question(NamedTuple):
    """A question with answers to choose from."""

    text: str
    options: tuple[Option, ...]

    @property
    def has_answer(self) -> bool:
        """Whether the text itself knows what is right."""
        return any(option.right for option in self.options)


@dataclass(frozen=True)
class Section:
    """One section of a lesson.

    Attributes:
        lesson: the lesson's name, that of its folder.
        name: its own name, that of its file.
        title: a few words.
        question: what it is about, in Markdown.
        parts: the Markdown of each part that comes once, by its name.
        prediction: what the visitor is asked to predict.
        checks: the questions to check oneself with.
        words: how many its file has.
    """

    lesson: str
    name: str
    title: str
    question: str
    parts: Mapping[str, str]
    prediction: Question | None
    checks: tuple[Question, ...]
    words: int

    @property
    def place(self) -> str:
        """How the section is named among those of all lessons."""
        return f"{self.lesson}/{self.name}"

    @property
    def asks(self) -> str:
        """The first line of its question, which is the question itself."""
        return self.question.partition("\n")[0].lstrip("# ")

    def say(self, part: str, /, **values: object) -> str:
        """A part's Markdown, with a value in the place of each `[[name]]`.

        Raises:
            KeyError: if there is no such part, or a name without a value.
        """
        return _SLOT.sub(lambda slot: str(values[slot[1]]), self.parts[part])


def section(lesson: str, name: str, spoken: str | None = None) -> Section:
    """Read a section's file, in a language's code or else in the one that is spoken now.

    Raises:
        ValueError: if the file does not keep the form described above.
    """
    text = prose(f"{lesson}/{name}", spoken)
    head, *rest = _HEADING.split(text)
    title, _, question = head.strip().partition("\n")
    if not title.startswith("# "):
        raise ValueError(
            f"{lesson}/{name}: the file starts with {title!r}; it must start with '# ' and a title."
        )
    parts = list(zip(rest[::2], map(str.strip, rest[1::2]), strict=True))
    asked = {kind: [_question(text) for part, text in parts if part == kind] for kind in _ASKED}
    return Section(
        lesson,
        name,
        title.removeprefix("# "),
        question.strip(),
        {part: text for part, text in parts if part not in asked},
        next(iter(asked["predict"]), None),
        tuple(asked["check"]),
        len(text.split()),
    )


def _question(text: str) -> Question:
    lines = text.splitlines()
    first = next((place for place, line in enumerate(lines) if _OPTION.match(line)), len(lines))
    options: list[Option] = []
    for line in lines[first:]:
        if found := _OPTION.match(line):
            options.append(Option(found[2], found[1] == "x", ""))
        else:
            options[-1] = _explained(options[-1], line)
    if len(options) < 2:
        raise ValueError(f"The question {lines[0]!r} has {len(options)} options; it needs at least 2.")
    return Question("\n".join(lines[:first]).strip(), tuple(options))


def _explained(option: Option, line: str) -> Option:
    return option._replace(explanation=f"{option.explanation} {line.strip()}".strip())
