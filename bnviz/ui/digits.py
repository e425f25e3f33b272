"""Digits as the networks see them, small and many: one picture for all, in the ink of the page.

MNIST is white on black. Here a digit's brightness is its opacity, and the page's text colour shines through
it, so the same strip is dark on a light page and light on a dark one.
"""

from __future__ import annotations

import base64
from collections.abc import Sequence
from html import escape
from io import BytesIO

import numpy as np
import numpy.typing as npt
from PIL import Image

SIDE = 28
"""Pixels of a digit's side."""

_SHADES = 16  # what four bits hold; the eye misses none of the 256 at this size

_STYLE = """<style>
.digits {
  display: grid; gap: 6px 2px; grid-template-columns: repeat(auto-fill, minmax(38px, 1fr));
  text-align: center; font-size: 11px; line-height: 1.2; font-variant-numeric: tabular-nums;
}
.digits span::before {
  content: ""; display: block; width: 28px; height: 28px; margin: 0 auto; background: currentColor;
  -webkit-mask: var(--sheet) calc(-28px * var(--n)) 0 no-repeat;
  mask: var(--sheet) calc(-28px * var(--n)) 0 no-repeat;
  forced-color-adjust: none; print-color-adjust: exact;
}
</style>"""


def strip(images: npt.NDArray[np.uint8], captions: Sequence[str], *, alt: str) -> str:
    """HTML with a digit for each image and a caption under it, in as many rows as the page's width needs.

    Args:
        images: (n, 28, 28), n ≥ 1, from 0, paper, to 255, ink.
        captions: one for each image: a few characters, such as "5" or "4 → 9".
        alt: what is seen, for those who cannot see it.

    Raises:
        ValueError: if the images have another shape, or not as many captions.
    """
    if images.ndim != 3 or images.shape[1:] != (SIDE, SIDE) or not len(images):
        raise ValueError(f"images: the shape is {images.shape}; (n, {SIDE}, {SIDE}) with n ≥ 1 is needed.")
    if len(captions) != len(images):
        raise ValueError(
            f"captions: there are {len(captions)}; {len(images)} are needed, one for each image."
        )
    cells = (f'<span style="--n:{n}">{escape(text)}</span>' for n, text in enumerate(captions))
    words = f'role="img" aria-label="{escape(alt)}"'
    sheet = f"--sheet:url(data:image/png;base64,{_sheet(images)})"
    return f'<div class="digits" {words} style="{sheet}">{"".join(cells)}</div>{_STYLE}'


def _sheet(images: npt.NDArray[np.uint8]) -> str:
    """All images side by side as one PNG of four bits a pixel, whose values are opacities; in base64."""
    shades = np.round(images / 255 * (_SHADES - 1)).astype(np.uint8)
    picture = Image.fromarray(np.hstack(list(shades)), mode="P")
    picture.putpalette([0] * 3 * _SHADES)
    opacities = bytes(255 * shade // (_SHADES - 1) for shade in range(_SHADES))
    file = BytesIO()
    picture.save(file, "PNG", bits=4, transparency=opacities, optimize=True)
    return base64.b64encode(file.getvalue()).decode()
