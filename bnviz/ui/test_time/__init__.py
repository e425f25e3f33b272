"""The lesson of test time: which statistics a network is given when there is no mini-batch."""

from bnviz.ui.lesson import lesson_page
from bnviz.ui.test_time import batch_of_one, cures, folding, two_batches


def page() -> None:
    """Draw the section that is chosen."""
    lesson_page(
        "test_time",
        {
            "two_batches": two_batches.draw,
            "cures": cures.draw,
            "batch_of_one": batch_of_one.draw,
            "folding": folding.draw,
        },
    )
