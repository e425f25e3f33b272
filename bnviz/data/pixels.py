"""What a look does to an image's pixels: one function a kind, from a strength to a change of many images."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from bnviz.data.images import WHITE
from bnviz.experiment import LookKind

SIDE = 28  # rows and columns of an image

# What strength 1 means: nobody overlooks it. At half of it, everybody can still read the digits.
MOST_DEGREES = 60
MOST_PIXELS_ASIDE = 6
MOST_LIGHT = 160  # pixel values
MOST_CONTRAST = 8  # a factor
MOST_NOISE = 100  # σ in pixel values
MOST_BLUR = 2.5  # σ in pixels
MOST_INK, MOST_BACKGROUND = 2.0, 1.2  # pixels that each is felt farther

Stack = NDArray[np.float32]
"""Images as (n, rows, columns), in pixel values from 0 to 255; once changed, they may leave that range."""

Change = Callable[[Stack], Stack]


def thickness(strength: float) -> Change:
    """Ink spreads, or below 0 the background: grey dilation and erosion by a paraboloid.

    A pixel becomes max over d of f(x + d) - 255 |d|² / r²: it feels full ink from less than r pixels away.
    At r = 1 no neighbour is felt, so the change grows from nothing without a jump, r = 1 + 2 strength; for
    the background, 1 + 1.2 |strength|. A paraboloid acts alike in all directions, and can be taken along
    columns and rows in turn (van den Boomgaard et al. 1996, "Quadratic structuring functions in mathematical
    morphology").
    """
    reach = 1 + abs(strength) * (MOST_INK if strength > 0 else MOST_BACKGROUND)
    costs = [np.float32(WHITE * (distance / reach) ** 2) for distance in range(1, int(reach) + 1)]
    if strength > 0:
        return lambda stack: _spread(stack, costs)
    return lambda stack: -_spread(-stack, costs)


def _spread(stack: Stack, costs: list[np.float32]) -> Stack:
    """The highest of each pixel and of its neighbours less the cost of their distance: down, then across."""
    for axis in (1, 2):
        pixels, spread = np.moveaxis(stack, axis, 0), stack.copy()
        highest = np.moveaxis(spread, axis, 0)
        for distance, cost in enumerate(costs, start=1):
            np.maximum(highest[distance:], pixels[:-distance] - cost, out=highest[distance:])
            np.maximum(highest[:-distance], pixels[distance:] - cost, out=highest[:-distance])
        stack = spread
    return stack


def rotation(strength: float) -> Change:
    """Turned about the middle by up to 60°, to the left (counter-clockwise), below 0 to the right.

    Every new pixel is the same bilinear mixture of at most four old ones in every image, so the change is one
    sparse matrix.
    """
    from scipy.sparse import csr_array

    angle = np.deg2rad(MOST_DEGREES * strength)
    y, x = np.indices((SIDE, SIDE), dtype=np.float64).reshape(2, -1) - (SIDE - 1) / 2
    source_x, source_y = x * np.cos(angle) - y * np.sin(angle), x * np.sin(angle) + y * np.cos(angle)
    mixture = csr_array(_share(source_x, x) * _share(source_y, y))
    return lambda stack: (mixture @ stack.reshape(len(stack), -1).T).T.reshape(stack.shape)


def shift(strength: float) -> Change:
    """Moved by up to 6 pixels to the right, below 0 to the left; background comes in. Linear in between."""
    columns = np.arange(SIDE, dtype=np.float64)
    mixture = _share(columns - MOST_PIXELS_ASIDE * strength, columns)
    return lambda stack: stack @ mixture.T


def _share(places: NDArray[np.float64], pixels: NDArray[np.float64]) -> NDArray[np.float32]:
    """How much of each pixel a value read at each place has, by linear interpolation: (places, pixels)."""
    share: NDArray[np.float32] = np.maximum(0, 1 - np.abs(places[:, None] - pixels)).astype(np.float32)
    return share


def brightness(strength: float) -> Change:
    """Up to 160 more in every pixel, ink and background; below 0 less."""
    return lambda stack: stack + np.float32(MOST_LIGHT * strength)


def contrast(strength: float) -> Change:
    """Every pixel's distance from middle grey times 8^strength: an eighth of it at strength -1."""
    factor, middle = np.float32(MOST_CONTRAST**strength), np.float32(WHITE / 2)
    return lambda stack: middle + factor * (stack - middle)


def inversion(strength: float) -> Change:
    """A blend with the negative, 255 - x, which has the share strength² in it.

    On the way from a picture to its negative lies flat grey, at a share of one half. The square puts it
    at strength 0.71, so that at one half a digit can still be read.
    """
    share = np.float32(strength**2)
    return lambda stack: stack + share * (WHITE - 2 * stack)


def noise(strength: float) -> Change:
    """Gaussian noise of σ = 100 · strength: one draw for a set of images, whatever the strength.

    The change goes on with its draw from one stack to the next, so it is for one set only.
    """
    random = np.random.default_rng(0)
    scale = np.float32(MOST_NOISE * strength)
    return lambda stack: stack + scale * random.standard_normal(stack.shape, dtype=np.float32)


def blur(strength: float) -> Change:
    """Every pixel is spread by a Gaussian of σ = 2.5 · strength pixels; what leaves the image is lost.

    It is the Gaussian of whole pixels, exp(-σ²) Iₙ(σ²) (Lindeberg 1990, "Scale-space for discrete signals").
    Its variance is σ² for small σ too, where samples of the usual one would change nothing.
    """
    from scipy.special import ive

    pixels = np.arange(SIDE)
    distance = np.abs(pixels[:, None] - pixels)
    one_way = ive(distance, (MOST_BLUR * strength) ** 2).astype(np.float32)
    return lambda stack: one_way @ stack @ one_way


CHANGES: Mapping[LookKind, Callable[[float], Change]] = MappingProxyType(
    {
        "thickness": thickness,
        "rotation": rotation,
        "shift": shift,
        "brightness": brightness,
        "contrast": contrast,
        "inversion": inversion,
        "noise": noise,
        "blur": blur,
    }
)
"""The kinds that change something; each gets a strength other than 0 and changes one set of images."""
