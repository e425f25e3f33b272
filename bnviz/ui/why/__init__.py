"""The lesson Why it works: what later work found, as experiments."""

from bnviz.ui.lesson import lesson_page
from bnviz.ui.why import explosion, ghosts, landscape, larger_steps, noisy, shift, small_batches, surface


def page() -> None:
    """Draw the section that is chosen."""
    lesson_page(
        "why",
        {
            "shift": shift.draw,
            "noisy": noisy.draw,
            "landscape": landscape.draw,
            "surface": surface.draw,
            "larger_steps": larger_steps.draw,
            "explosion": explosion.draw,
            "ghosts": ghosts.draw,
            "small_batches": small_batches.draw,
        },
    )
