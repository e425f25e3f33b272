"""The lesson Regularisation: noise, Dropout and weight decay, with and without Batch Normalization."""

from bnviz.ui.lesson import lesson_page
from bnviz.ui.regularisation import companions, dropout, gap, noise, weight_decay


def page() -> None:
    """Draw the section that is chosen."""
    lesson_page(
        "regularisation",
        {
            "noise": noise.draw,
            "companions": companions.draw,
            "gap": gap.draw,
            "dropout": dropout.draw,
            "weight_decay": weight_decay.draw,
        },
    )
