"""The lesson of covariate shift: digits that look different, and layers whose inputs move."""

from bnviz.ui.covariate_shift import adaptation, layers, looks
from bnviz.ui.lesson import lesson_page


def page() -> None:
    """Draw the section that is chosen."""
    lesson_page(
        "covariate_shift",
        {
            "looks": looks.draw,
            "layers": layers.draw,
            "adaptation": adaptation.draw,
        },
    )
