"""An experiment as a Jupyter notebook: the script's code in cells, with its formulas beside it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from bnviz.experiment import Experiment
from bnviz.export.chapters.chapter import Chapter, worded
from bnviz.export.chapters.contents import contents, imports
from bnviz.export.chapters.title import about, title
from bnviz.language import _

TRAINED = """\
train_set, test_set = load()
networks, losses = train(train_set, test_set)
for arm, network in zip(ARMS, networks):
    print(f"{arm.name}: $test" % score(network, *test_set))"""
# What it writes stays English: the fonts that matplotlib brings have the letters of few languages.
PLOTTED = """\
plt.plot(range(1, STEPS + 1), losses, label=[arm.name for arm in ARMS], linewidth=0.8)
plt.yscale("log")
plt.xlabel("step")
plt.ylabel("mini-batch loss (nats)")
plt.legend()
plt.show()"""


def training_notebook(experiment: Experiment, data_name: str) -> str:
    """The notebook of an experiment: JSON of nbformat 4.5, for `training_script`'s arguments and errors."""
    chapters = [
        *contents(experiment, data_name),
        Chapter(_("## Train"), worded(TRAINED, test=_("test loss %.4f, accuracy %.4f"))),
        Chapter(_("## The losses\n\nOf each mini-batch."), PLOTTED),
    ]
    head = f"# {title(experiment)}\n\n{about(experiment, data_name)}"
    needed = imports("\n".join(chapter.code for chapter in chapters))
    cells = enumerate([("markdown", head), ("code", needed), *_cells(chapters)])
    document = {
        "cells": [_cell(number, kind, text) for number, (kind, text) in cells],
        "metadata": {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def _cells(chapters: list[Chapter]) -> Iterator[tuple[str, str]]:
    for chapter in chapters:
        yield "markdown", chapter.words
        yield "code", chapter.code


def _cell(number: int, kind: str, text: str) -> dict[str, Any]:
    cell = {"cell_type": kind, "id": f"cell-{number}", "metadata": {}, "source": text}
    return cell | {"execution_count": None, "outputs": []} if kind == "code" else cell
