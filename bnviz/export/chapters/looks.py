"""Another look of the training images: code that chooses some of them, and code that changes them all.

It does what `bnviz.data.looks` does, with as much of `bnviz.data.pixels` and `bnviz.data.subsets` as one
look needs. Strengths stand in the code as they are.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from bnviz.experiment import Look, LookKind, Subset
from bnviz.export.chapters.chapter import Chapter, lines, worded
from bnviz.language import N_, _

CHANGES: Mapping[LookKind, str] = MappingProxyType(
    {
        "thickness": """\
    # $about
    reach = 1 + {reach} * {size}  # r
    for axis in (1, 2):
        below, spread = np.moveaxis({sign}pixels, axis, 0), np.moveaxis({sign}pixels.copy(), axis, 0)
        for distance in range(1, int(reach) + 1):
            cost = 255 * (distance / reach) ** 2
            spread[distance:] = np.maximum(spread[distance:], below[:-distance] - cost)
            spread[:-distance] = np.maximum(spread[:-distance], below[distance:] - cost)
        pixels = {sign}np.moveaxis(spread, 0, axis)""",
        "rotation": """\
    # $about
    angle = np.deg2rad(60 * STRENGTH)
    y, x = np.indices((28, 28)).reshape(2, -1) - 13.5
    from_x, from_y = x * np.cos(angle) - y * np.sin(angle), x * np.sin(angle) + y * np.cos(angle)
    shares = [np.maximum(0, 1 - abs(a[:, None] - b)) for a, b in ((from_x, x), (from_y, y))]
    pixels = pixels.reshape(-1, 784) @ (shares[0] * shares[1]).T.astype(np.float32)""",
        "shift": """\
    # $about
    columns = np.arange(28)
    shares = np.maximum(0, 1 - abs((columns - 6 * STRENGTH)[:, None] - columns))
    pixels = pixels @ shares.T.astype(np.float32)""",
        "brightness": "    pixels = pixels + 160 * STRENGTH",
        "contrast": "    pixels = 127.5 + 8**STRENGTH * (pixels - 127.5)",
        "inversion": "    pixels = pixels + STRENGTH**2 * (255 - 2 * pixels)  # $about",
        "noise": """\
    drawn = np.random.default_rng(0).standard_normal(pixels.shape, np.float32)
    pixels = pixels + 100 * STRENGTH * drawn""",
        "blur": """\
    # $about
    angles, columns = np.linspace(0, 2 * np.pi, 128, endpoint=False), np.arange(28)
    kernel = np.cos(np.outer(columns, angles)) @ np.exp((2.5 * STRENGTH) ** 2 * (np.cos(angles) - 1)) / 128
    one_way = kernel[abs(columns[:, None] - columns)].astype(np.float32)
    pixels = one_way @ pixels @ one_way""",
    }
)
"""Code that changes `pixels`, float32 (n, 28, 28) from 0 to 255, by the kind of look."""

ABOUT: Mapping[LookKind, str] = MappingProxyType(
    {
        "thickness": N_(
            "{what}: the highest of a pixel and of its neighbours less 255 d² / r², d pixels away."
        ),
        "rotation": N_(
            "Turned about the middle, counter-clockwise. A pixel's value comes from a place between four "
            "others,\nof which each has a share by its distance along x and y."
        ),
        "shift": N_(
            "Moved to the right. A value comes from a place between two columns, of which each has a share."
        ),
        "inversion": N_("a blend with the negative"),
        "blur": N_(
            "The Gaussian of whole pixels, exp(-σ²) Iₙ(σ²), by the integral that the Bessel function Iₙ is."
        ),
    }
)
"""What that code does, where it does not say so itself."""

HALF = """\
    {about}
    chosen = np.zeros(len(labels), bool)
    for digit in range(10):
        places = np.flatnonzero(labels == digit)
        ascending = places[np.argsort({measure}[places], kind="stable")]
        chosen[ascending[{half}]] = True"""
LOWER, UPPER = ": len(places) // 2", "len(places) // 2 :"

INK, SLANT = (
    "ink = images.mean(1)",
    """\
y, x = np.divmod(np.arange(784.0), 28)
    mass, x1, y1, xy, yy = (images @ np.stack([x**0, x, y, x * y, y * y], 1)).T
    along, down = mass * xy - x1 * y1, mass * yy - y1**2
    slant = -np.divide(along, down, out=np.zeros_like(mass), where=down > 0)  # $line""",
)

SUBSETS: Mapping[Subset, str] = MappingProxyType(
    {
        "all": "",
        "thin": HALF.format(about=INK, measure="ink", half=LOWER),
        "thick": HALF.format(about=INK, measure="ink", half=UPPER),
        "upright": HALF.format(about=SLANT, measure="slant", half=LOWER),
        "slanted": HALF.format(about=SLANT, measure="slant", half=UPPER),
        "0-4": "    chosen = labels <= 4",
    }
)
"""Code that makes `chosen`, whether an image belongs to the subset: half of each digit's, or some digits'."""


WHICH: Mapping[Subset, str] = MappingProxyType(
    {
        "all": N_("All training images"),
        "thin": N_("The thinner half of the training images"),
        "thick": N_("The thicker half of the training images"),
        "upright": N_("The more upright half of the training images"),
        "slanted": N_("The more slanted half of the training images"),
        "0-4": N_("The training images of the digits 0 to 4"),
    }
)
HOW: Mapping[LookKind, str] = MappingProxyType(
    {
        "plain": N_("as they are"),
        "thickness": N_("changed: thickness, strength {strength:g}"),
        "rotation": N_("changed: rotation, strength {strength:g}"),
        "shift": N_("changed: shift, strength {strength:g}"),
        "brightness": N_("changed: brightness, strength {strength:g}"),
        "contrast": N_("changed: contrast, strength {strength:g}"),
        "inversion": N_("changed: inversion, strength {strength:g}"),
        "noise": N_("changed: noise, strength {strength:g}"),
        "blur": N_("changed: blur, strength {strength:g}"),
    }
)
"""A subset and a change in words."""


def look_of_images(look: Look) -> Chapter:
    """What is done to the training images, and which there are."""
    chosen = worded(SUBSETS[look.subset], line=_("the line through the ink"))
    about = _("Another look of the training images; the test images stay as they are.")
    code = lines(
        "def look(images, labels):",
        f'    """{about}"""',
        chosen and f"{chosen}\n    images, labels = images[chosen], labels[chosen]",
        _change(look),
        "    return images, labels",
    )
    return Chapter(_words(look), code)


def _words(look: Look) -> str:
    words = _("## Another look\n\n{which} are used, {changed}. The test images stay as they are.")
    how = HOW[look.kind if _changes(look) else "plain"]
    return words.format(which=_(WHICH[look.subset]), changed=_(how).format(strength=look.strength))


def _changes(look: Look) -> bool:
    return look.kind != "plain" and look.strength != 0


def _change(look: Look) -> str:
    if not _changes(look):
        return ""
    thicker = look.strength > 0
    code = CHANGES[look.kind].format(
        reach="2.0" if thicker else "1.2",
        sign="" if thicker else "-",
        size=abs(look.strength),
    )
    return lines(
        "    pixels = images.reshape(-1, 28, 28).astype(np.float32)",
        worded(code, about=_about(look)).replace("STRENGTH", _number(look.strength)),
        "    images = np.rint(pixels).clip(0, 255).astype(np.uint8).reshape(-1, 784)",
    )


def _about(look: Look) -> str:
    """The comment of a change, which may take two lines."""
    what = _("Ink spreads") if look.strength > 0 else _("The background spreads")
    return _(ABOUT.get(look.kind, "")).format(what=what).replace("\n", "\n    # ")


def _number(strength: float) -> str:
    return f"{strength}" if strength > 0 else f"({strength})"
