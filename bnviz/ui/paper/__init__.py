"""The lesson The paper: the experiments of Ioffe and Szegedy, and what our networks make of them."""

from bnviz.ui.lesson import lesson_page
from bnviz.ui.paper import abstract, convolution, figure_1, five_systems, imagenet, modifications


def page() -> None:
    """Draw the section that is chosen."""
    lesson_page(
        "paper",
        {
            "figure_1": figure_1.draw,
            "imagenet": imagenet.draw,
            "five_systems": five_systems.draw,
            "modifications": modifications.draw,
            "convolution": convolution.draw,
            "abstract": abstract.draw,
        },
    )
