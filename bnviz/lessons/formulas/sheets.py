"""The paper's Algorithm 1, its Algorithm 2 as far as it differs, and the gradients of its §3."""

from __future__ import annotations

from bnviz.language import N_
from bnviz.lessons.formulas.formula import Formula, Given, Sheet
from bnviz.lessons.formulas.notation import (
    BREAK,
    DOT,
    MINUS,
    NUMBERS_BREAK,
    PLUS,
    TIMES,
    brackets,
    factored_total,
    fraction,
    long_brackets,
    number,
    power,
    root,
    total,
)
from bnviz.lessons.formulas.symbols import (
    BETA,
    EPSILON,
    GAMMA,
    GAP,
    MU,
    NORMALISED,
    OFFSET,
    OUTPUT,
    RUNNING_MEAN,
    RUNNING_VARIANCE,
    SCALE,
    TEST_OUTPUT,
    TO_BETA,
    TO_GAMMA,
    TO_MU,
    TO_NORMALISED,
    TO_OUTPUT,
    TO_VARIANCE,
    TO_X,
    VARIANCE,
    M,
    X,
    over_batches,
)
from bnviz.maths.batch_norm import MOMENTUM

ONE, TWO = number("1"), number("2")
CENTRED = f"{X}{MINUS}{MU}"
POSITIVE = f"{VARIANCE}{PLUS}{EPSILON}"
DEVIATION = root(POSITIVE)
TEST_DEVIATION = root(f"{RUNNING_VARIANCE}{PLUS}{EPSILON}")
UNBIASED = fraction(f"{M}", f"{M}{MINUS}{ONE}")
KEPT, NEW = number(f"{1 - MOMENTUM:g}"), number(f"{MOMENTUM:g}")

ALGORITHM_1 = Sheet(
    name=N_("Algorithm 1"),
    purpose=N_("training"),
    caption=N_("Batch Normalizing Transform, applied to the unit over a mini-batch."),
    given=(
        Given(N_("Input"), N_("values of x over a mini-batch"), (X, M)),
        Given(N_("Learned"), N_("parameters"), (GAMMA, BETA)),
    ),
    formulas=(
        Formula(MU, factored_total(fraction(ONE, f"{M}"), f"{X}"), N_("mini-batch mean")),
        Formula(
            VARIANCE,
            factored_total(fraction(ONE, f"{M}"), power(brackets(CENTRED), TWO)),
            N_("mini-batch variance"),
        ),
        Formula(NORMALISED, fraction(CENTRED, DEVIATION), N_("normalise")),
        Formula(OUTPUT, f"{GAMMA}{TIMES}{NORMALISED}{BREAK}{PLUS}{BETA}", N_("scale and shift")),
    ),
)

ALGORITHM_2 = Sheet(
    name=N_("Algorithm 2"),
    purpose=N_("test time"),
    caption=N_("Steps 10 and 11: the unit when training is over, without a mini-batch."),
    given=(
        Given(N_("Input"), N_("the same value, and what was learned"), (X, GAMMA, BETA)),
        Given(N_("From Algorithm 1"), "", (MU, VARIANCE, M)),
    ),
    formulas=(
        Formula(RUNNING_MEAN, over_batches(f"{MU}"), N_("over many mini-batches"), has_numbers=False),
        Formula(
            RUNNING_MEAN,
            f"{KEPT}{TIMES}{RUNNING_MEAN}{PLUS}{NEW}{TIMES}{MU}",
            N_("kept while training"),
            worked="",
        ),
        Formula(
            RUNNING_VARIANCE,
            f"{UNBIASED}{TIMES}{over_batches(f'{VARIANCE}')}",
            N_("over many mini-batches"),
            has_numbers=False,
        ),
        Formula(
            RUNNING_VARIANCE,
            f"{KEPT}{TIMES}{RUNNING_VARIANCE}{PLUS}{NEW}{TIMES}{UNBIASED}{TIMES}{VARIANCE}",
            N_("kept while training"),
            worked="",
        ),
        Formula(SCALE, fraction(f"{GAMMA}", TEST_DEVIATION), N_("folded scale")),
        Formula(OFFSET, f"{BETA}{BREAK}{MINUS}{SCALE}{TIMES}{RUNNING_MEAN}", N_("folded offset")),
        Formula(
            TEST_OUTPUT,
            f"{fraction(f'{GAMMA}', TEST_DEVIATION)}{DOT}{X}{BREAK}{PLUS}"
            + brackets(f"{BETA}{MINUS}{fraction(f'{GAMMA}{TIMES}{RUNNING_MEAN}', TEST_DEVIATION)}"),
            N_("one linear map"),
            worked=f"{SCALE}{DOT}{X}{BREAK}{PLUS}{OFFSET}",
        ),
        Formula(GAP, f"{TEST_OUTPUT}{BREAK}{MINUS}{OUTPUT}", N_("test mode against training")),
    ),
)

BACKWARD = Sheet(
    name=N_("Gradients"),
    purpose=N_("backward"),
    caption=N_("The chain rule back through the mini-batch (§3). The last line is the chain in one."),
    commented=False,
    given=(
        Given(N_("Input"), N_("the gradient from the layers above"), (TO_OUTPUT,)),
        Given(N_("From Algorithm 1"), "", (X, MU, VARIANCE, NORMALISED, GAMMA, M)),
    ),
    formulas=(
        Formula(TO_NORMALISED, f"{TO_OUTPUT}{DOT}{GAMMA}", N_("to the normalised input")),
        Formula(
            TO_VARIANCE,
            total(
                f"{TO_NORMALISED}{NUMBERS_BREAK}{DOT}{brackets(CENTRED)}{BREAK}{DOT}"
                + brackets(fraction(number("−1"), TWO))
                + power(brackets(POSITIVE), number("−3/2"))
            ),
            N_("to the variance"),
        ),
        Formula(
            TO_MU,
            long_brackets(total(f"{TO_NORMALISED}{DOT}{fraction(number('−1'), DEVIATION)}"))
            + f"{BREAK}{PLUS}{TO_VARIANCE}{NUMBERS_BREAK}{DOT}"
            + fraction(total(f"{number('−2')}{brackets(CENTRED)}"), f"{M}"),
            N_("to the mean"),
        ),
        Formula(
            TO_X,
            f"{TO_NORMALISED}{DOT}{fraction(ONE, DEVIATION)}"
            f"{BREAK}{PLUS}{TO_VARIANCE}{NUMBERS_BREAK}{DOT}{fraction(TWO + brackets(CENTRED), f'{M}')}"
            f"{BREAK}{PLUS}{TO_MU}{DOT}{fraction(ONE, f'{M}')}",
            N_("to the input"),
        ),
        Formula(TO_GAMMA, total(f"{TO_OUTPUT}{DOT}{NORMALISED}"), N_("to the scale")),
        Formula(TO_BETA, total(f"{TO_OUTPUT}"), N_("to the shift")),
        Formula(
            TO_X,
            f"{fraction(f'{GAMMA}', f'{M}{TIMES}{DEVIATION}')}{BREAK}"
            + long_brackets(
                f"{M}{TIMES}{TO_OUTPUT}{MINUS}{TO_BETA}", f"{MINUS}{NORMALISED}{TIMES}{TO_GAMMA}"
            ),
            N_("the same in one line"),
        ),
    ),
)

SHEETS = (ALGORITHM_1, ALGORITHM_2, BACKWARD)
FORMULAS = tuple(formula for sheet in SHEETS for formula in sheet.formulas)
