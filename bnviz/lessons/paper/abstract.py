"""The statements of the paper's abstract, each with the claims that speak for it and against it here."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, NamedTuple

from bnviz.language import N_
from bnviz.lessons.claims.verdict import Verdict

Agreement = Literal["agrees", "in part", "disagrees", "not tested", "not measured yet"]


class Statement(NamedTuple):
    """A statement of the abstract.

    Attributes:
        name: of its part of the section's text.
        title: a few words.
        lesson: where it is seen.
        section: the section there.
        supported_by: the names of the claims that speak for it if they hold.
        opposed_by: the names of those that speak against it if they hold.
    """

    name: str
    title: str
    lesson: str
    section: str
    supported_by: tuple[str, ...] = ()
    opposed_by: tuple[str, ...] = ()


STATEMENTS = (
    Statement(
        "shift", N_("The inputs of layers change"), "paper", "figure_1", ("paper/figure-1-distributions",)
    ),
    Statement(
        "reduces",
        N_("BN reduces internal covariate shift"),
        "why",
        "shift",
        ("why/distributions-stay",),
        ("why/gradients-change", "why/shaken"),
    ),
    Statement("rates", N_("Much higher learning rates"), "sweeps", "init", ("lab/high-learning-rate",)),
    Statement("init", N_("Less careful first weights"), "sweeps", "init", ("sweeps/region",)),
    Statement(
        "saturating",
        N_("Saturating nonlinearities can be trained"),
        "sweeps",
        "depth",
        ("lab/deep-sigmoid", "sweeps/depth", "paper/sigmoids"),
    ),
    Statement(
        "dropout",
        N_("A regulariser; in some cases no Dropout"),
        "regularisation",
        "dropout",
        (
            "regularisation/lower-loss",
            "regularisation/better-on-new-images",
            "regularisation/instead-of-dropout",
        ),
    ),
    Statement(
        "fewer_steps",
        N_("14 times fewer steps"),
        "paper",
        "five_systems",
        ("paper/fourteen", "paper/five-systems-speed"),
        ("paper/fast-baseline",),
    ),
    Statement(
        "better",
        N_("Better in the end by a significant margin"),
        "paper",
        "five_systems",
        ("paper/figure-1", "paper/five-systems-best"),
    ),
    Statement("ensemble", N_("4.9 % top-5 error, beyond human raters"), "paper", "imagenet"),
)
"""In the order of the abstract."""


def verdicts_of(statement: Statement, recorded: Iterable[Verdict]) -> list[Verdict]:
    """What was recorded for a statement's claims, for and against."""
    names = statement.supported_by + statement.opposed_by
    return [verdict for verdict in recorded if verdict.name in names]


def agreement(statement: Statement, verdicts: Iterable[Verdict]) -> Agreement:
    """Whether our runs agree with a statement."""
    if not statement.supported_by:
        return "not tested"
    speaking_for = {verdict.holds == (verdict.name in statement.supported_by) for verdict in verdicts}
    if not speaking_for:
        return "not measured yet"
    if len(speaking_for) == 2:
        return "in part"
    return "agrees" if speaking_for == {True} else "disagrees"
