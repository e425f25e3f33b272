"""Batch Normalization with the statistics of the test images themselves: adaptive Batch Normalization.

The parameters stay as they were trained, and only the mean and the variance that normalise are those of the
mini-batch that is asked about (Li et al. 2016, "Revisiting Batch Normalization For Practical Domain
Adaptation"). Nothing is learned, and no label is needed.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from bnviz.data.dataset import Labels
from bnviz.lessons.covariate_shift.answers import answers
from bnviz.maths import Array, batch_norm
from bnviz.maths.activations import ACTIVATIONS
from bnviz.maths.network import Network

Places = NDArray[np.intp]


def in_mini_batches(network: Network, inputs: Array, size: int) -> Array:
    """The logits (n, classes) of images (n, inputs), each normalised with the statistics of its mini-batch.

    The first `size` images are the first mini-batch, and so on; it is the training's forward pass (Algorithm
    1) of all mini-batches at once.

    Args:
        network: its layers without γ take no notice of the company.
        inputs: a row for each image.
        size: m, the images in a mini-batch; n must be a multiple of it.
    """
    values = inputs.reshape(-1, size, inputs.shape[1]).swapaxes(0, 1)  # (m, mini-batches, inputs)
    for layer in network.hidden:
        x = values @ layer.weight.T
        y = x + layer.shift if layer.gamma is None else batch_norm.forward(x, layer.gamma, layer.shift).output
        values = ACTIVATIONS[network.activation].function(y)
    logits = values @ network.weight.T + network.bias
    return logits.swapaxes(0, 1).reshape(len(inputs), -1)


def mini_batches(labels: Labels, size: int, one_class: bool) -> list[Places]:
    """The places of the test images, dealt out in full mini-batches; what is left over is not asked about.

    Args:
        labels: of the images, in a mixed order.
        size: m; where there are fewer images, they are one mini-batch.
        one_class: whether each mini-batch has images of one digit only.

    Returns:
        one array for all images or for each digit, whose length is a multiple of its mini-batches' size: the
        smaller one of `size` and of the images there are.
    """
    groups = [np.flatnonzero(labels == digit) for digit in np.unique(labels)]
    if not one_class:
        groups = [np.arange(len(labels))]
    return [group[: len(group) // min(size, len(group)) * min(size, len(group))] for group in groups]


def adapted_answers(
    network: Network, inputs: Array, labels: Labels, size: int, one_class: bool
) -> tuple[Places, Labels]:
    """What is answered in mini-batches of up to `size` images, normalised with their own statistics.

    Args:
        network: with Batch Normalization.
        inputs: (n, inputs), in a mixed order.
        labels: (n,).
        size: m.
        one_class: whether each mini-batch has images of one digit only.

    Returns:
        the places of the images that are asked about (see `mini_batches`), and the answers.
    """
    groups = mini_batches(labels, size, one_class)
    given = [answers(in_mini_batches(network, inputs[group], min(size, len(group)))) for group in groups]
    return np.concatenate(groups), np.concatenate(given)
