"""The lesson of Batch Normalization by hand: small numbers that can be changed, every step written out."""

from bnviz.ui.by_hand import (
    algorithm,
    backward,
    bias,
    inputs,
    mini_batch,
    nonlinearity,
    placement,
    scale,
    update,
)
from bnviz.ui.lesson import lesson_page


def page() -> None:
    """Draw the section that is chosen."""
    lesson_page(
        "by_hand",
        {
            "algorithm": algorithm.draw,
            "nonlinearity": nonlinearity.draw,
            "bias": bias.draw,
            "scale": scale.draw,
            "backward": backward.draw,
            "placement": placement.draw,
            "update": update.draw,
            "mini_batch": mini_batch.draw,
            "inputs": inputs.draw,
        },
    )
