"""The lesson Sweeps: which learning rates, first weights, depths and batch sizes a network survives."""

from bnviz.ui.lesson import lesson_page
from bnviz.ui.sweeps import batch, depth, init


def page() -> None:
    """Draw the section that is chosen."""
    lesson_page(
        "sweeps",
        {
            "init": init.draw,
            "depth": depth.draw,
            "batch": batch.draw,
        },
    )
