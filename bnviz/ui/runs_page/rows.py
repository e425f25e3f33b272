"""The rows of the list: what is known of each run, as numbers to sort by and words to search in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import pandas as pd
import streamlit as st

from bnviz.experiment import NORMALIZATIONS, Normalization
from bnviz.experiment.plan import NAMES
from bnviz.language import N_, _
from bnviz.lessons.plan_words import activation, in_words, networks
from bnviz.runs.catalogue import Entry
from bnviz.runs.summary import Score
from bnviz.ui.status import STATES, is_active, state_in_words

PIN = "★"


class Number(NamedTuple):
    """A number in the list, one column for each kind of network: its unit, how it is written, what it is."""

    unit: str
    form: str
    of: Callable[[Score], float | None]
    about: str


def fits(entry: Entry, words: Sequence[str]) -> bool:
    """Whether each of these words, in small letters, is somewhere in what is known of a run in words."""
    if not words:
        return True
    run, mark = entry.run, entry.mark
    of_plan = in_words(run.experiment), activation(run.experiment), *run.experiment.arm_names()
    said = " ".join((mark.name, mark.note, run.id, run.data_name, _state(entry), *of_plan)).casefold()
    return all(word in said for word in words)


def rows(entries: Sequence[Entry], per_cent: int) -> pd.DataFrame:
    """A row for each run; without the column of names where no run has a name or a pin.

    Args:
        entries: the runs.
        per_cent: the accuracy that steps are counted to.
    """
    names = [_name(entry) for entry in entries]
    columns: dict[str, Any] = {_("name"): names} if any(names) else {}
    columns[_("what")] = [_what(entry) for entry in entries]
    columns[_("state")] = [_state(entry) for entry in entries]
    for number in _numbers(per_cent):
        for kind in _kinds(entries):
            values = [_value(entry, kind, number) for entry in entries]
            columns[_head(kind, number)] = pd.Series(values, dtype="Float64")
    columns[_("asked for")] = pd.to_datetime([entry.run.created_at for entry in entries], unit="s", utc=True)
    columns[_("run")] = [entry.run.id for entry in entries]
    return pd.DataFrame(columns)


def column_config(per_cent: int) -> dict[str, Any]:
    """How each column that there may be is shown and explained."""
    numbers = {
        _head(kind, number): st.column_config.NumberColumn(format=number.form, help=number.about, width=82)
        for number in _numbers(per_cent)
        for kind in NORMALIZATIONS
    }
    return numbers | {
        _("name"): st.column_config.TextColumn(help=_(NAME).format(pin=PIN), width=150),
        _("what"): st.column_config.TextColumn(help=_(WHAT), width=290),
        _("state"): st.column_config.TextColumn(width=110),
        _("asked for"): st.column_config.DatetimeColumn(format="YYYY-MM-DD HH:mm", width=130),
        _("run"): st.column_config.TextColumn(help=_(RUN), width=100),
    }


def _numbers(per_cent: int) -> tuple[Number, ...]:
    return (
        Number("%", "%.1f", lambda score: score.accuracy and 100 * score.accuracy, _of_several(ACCURACY)),
        Number(
            _("steps"),
            "%d",
            lambda score: score.steps_to(per_cent),
            _of_several(STEPS).format(per_cent=per_cent),
        ),
        Number(_("shift"), "%.2f", lambda score: score.shift, _of_several(SHIFT)),
    )


def _of_several(about: str) -> str:
    return f"{_(about)} {_(OF_SEVERAL)}"


def _head(kind: Normalization, number: Number) -> str:
    return f"{_(NAMES[kind])}, {number.unit}"


def _kinds(entries: Sequence[Entry]) -> list[Normalization]:
    """The kinds of networks that there are in the list."""
    there = {arm.normalization for entry in entries for arm in entry.run.experiment.arms}
    return [kind for kind in NORMALIZATIONS if kind in there]


def _value(entry: Entry, kind: Normalization, number: Number) -> float | None:
    score = (entry.summary or {}).get(kind)
    return None if score is None else number.of(score)


def _name(entry: Entry) -> str:
    return f"{PIN} {entry.mark.name}" if entry.mark.pinned_at else entry.mark.name


def _what(entry: Entry) -> str:
    """What was trained; the networks too, if they are not the usual two."""
    plan = entry.run.experiment
    kinds = tuple(arm.normalization for arm in plan.arms)
    return in_words(plan) if kinds == USUAL else f"{in_words(plan)}; {networks(plan)}"


def _state(entry: Entry) -> str:
    """The state, and who diverged, as that has no numbers."""
    run = entry.run
    if is_active(run):
        return f"{_(STATES[run.state])}, {run.step / run.steps:.0%}" if run.step else _(STATES[run.state])
    diverged = [
        _(DIVERGED).format(name=_(NAMES[kind]), step=score.diverged_at)
        for kind, score in (entry.summary or {}).items()
        if score.diverged_at is not None
    ]
    return ", ".join([state_in_words(run), *diverged])


USUAL = "batch", "none"
DIVERGED = N_("{name} diverged at step {step:,}")
NAME = N_("What you call it; {pin}: pinned by you.")
WHAT = N_("What was trained: a preset, or the settings that make it another experiment.")
RUN = N_("Its name in links.")
OF_SEVERAL = N_("Of several networks of a kind, the one with the best accuracy at the end.")
ACCURACY = N_(
    "Accuracy at the end, in per cent of all test images. Empty where a network diverged, or the run did not "
    "get to its end."
)
STEPS = N_(
    "The first step at which {per_cent} % of the 512 probe images are right. Empty where the run ended "
    "before."
)
SHIFT = N_(
    "How far the layers’ inputs have moved from step 0 to the last Snapshot: Wasserstein-1 distance, mean "
    "over units and layers, in initial standard deviations. Small first weights make it large: see *What the "
    "plots mean*. Empty where it was not measured, or a network diverged."
)
