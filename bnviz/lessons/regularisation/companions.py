"""One image in many mini-batches of a size: what its companions make of the network's answer."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from bnviz.data.dataset import Labels
from bnviz.maths import Array
from bnviz.maths.network import Hidden, Network

SIZES = (2, 4, 8, 16, 32, 64)
DRAWS = 100


def company(count: int, first: int, size: int, draws: int = DRAWS) -> npt.NDArray[np.intp]:
    """Places of mini-batches that all have the image `first`, and other random companions: (size, draws).

    Args:
        count: how many images there are; in a mini-batch each is there once at most.
        first: the place of the image that is followed, the first one of each mini-batch.
        size: m.
        draws: how many mini-batches.
    """
    generator = np.random.default_rng([first, size])
    order = generator.random((draws, count - 1)).argsort(axis=1)[:, : size - 1].T
    others = order + (order >= first)
    return np.concatenate([np.full((1, draws), first), others])


def above_the_images(network: Network) -> Network:
    """The network for those who have Wu of the first layer already, which no companion changes."""
    first, *rest = network.hidden
    identity = np.eye(len(first.shift))
    return Network(
        (Hidden(identity, first.shift, first.gamma), *rest),
        network.weight,
        network.bias,
        network.activation,
    )


def logits_in_company(network: Network, first_wu: Array, first: int, size: int) -> Array:
    """What the network says of one image in each of DRAWS mini-batches, (draws, classes).

    Args:
        network: as `above_the_images` gives it.
        first_wu: Wu of the first layer for all images, (n, units).
        first: the place of the image.
        size: m.
    """
    # The values have the shape (m, draws, units): all mini-batches go through at once, each normalised alone.
    batches = first_wu[company(len(first_wu), first, size)]
    logits: Array = network.forward(batches).logits[0]
    return logits


def margins(logits: Array, label: int) -> Array:
    """By how much the right class's logit is above the best other one, (draws,); below 0 it is wrong."""
    others = np.delete(logits, label, axis=-1)
    difference: Array = logits[..., label] - others.max(axis=-1)
    return difference


def doubtful(logits: Array, labels: Labels) -> int:
    """The place of the image that is right with the smallest margin: logits (n, classes), labels (n,)."""
    right = np.array([margins(logit, int(label)) for logit, label in zip(logits, labels, strict=True)])
    return int(np.where(right > 0, right, np.inf).argmin())
