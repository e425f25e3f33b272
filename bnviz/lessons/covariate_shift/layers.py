"""Internal covariate shift measured in two ways: between two steps, and between two mini-batches."""

from __future__ import annotations

from typing import Literal

import numpy as np

from bnviz.data import BatchOrder, Dataset, input_form, looked_test
from bnviz.data.dataset import Images
from bnviz.experiment import Experiment, Look
from bnviz.lessons.covariate_shift.distances import Distances, distances_by_layer, mean_distances
from bnviz.lessons.formulas.digits import digits as digits_of
from bnviz.maths import Array
from bnviz.maths.network import Network, Pass, accuracy

Place = Literal["after", "before"]
"""In a layer: the nonlinearity's input, or Wu, which Batch Normalization has not seen yet."""

PROBES = 512
PAIRS = 10  # of mini-batches, whose distances are averaged


def network_inputs(experiment: Experiment, digits: Dataset, images: Images) -> Array:
    """Images (n, 784) in the form that the experiment's networks are given, in float64."""
    return input_form(experiment.input, digits).apply(images).astype(np.float64)


def between_steps(now: Network, earlier: Network, probe: Array, place: Place) -> Distances:
    """How far each layer's values moved from one step to another, for the same images.

    Batch Normalization uses the statistics of all these images, as it does in training and at step 0 too,
    where running statistics would normalise nothing.
    """
    return distances_by_layer(*(_values(network.forward(probe), place) for network in (now, earlier)))


def between_mini_batches(network: Network, batches: list[Array], place: Place) -> Distances:
    """How far two mini-batches lie apart in each layer of one network, the mean over consecutive pairs.

    Each is normalised with its own statistics, as in training.
    """
    values = [_values(network.forward(batch), place) for batch in batches]
    return mean_distances([distances_by_layer(*pair) for pair in zip(values[::2], values[1::2], strict=True)])


def probe_accuracy(network: Network, experiment: Experiment, digits: Dataset) -> float:
    """The share of the probe images that are told apart, normalised as in `between_steps`."""
    images, labels = looked_test(digits, Look(), PROBES)
    return accuracy(network.forward(network_inputs(experiment, digits, images)).logits, labels)


def probe(experiment: Experiment, digits: Dataset) -> Array:
    """The images whose values are followed through training: the probe set."""
    return network_inputs(experiment, digits, looked_test(digits, Look(), PROBES)[0])


def first_batches(experiment: Experiment, digits: Dataset) -> list[Array]:
    """The training's first mini-batches, two for each pair."""
    order = BatchOrder(len(digits.train_labels), experiment.batch_size, experiment.seed)
    places = [order.indices(step) for step in range(1, 2 * PAIRS + 1)]
    return [network_inputs(experiment, digits, digits.train_images[each]) for each in places]


def times_as_far(distances: Array) -> float | None:
    """The last layer's distance over the first one's; None if that did not move."""
    return float(distances[-1] / distances[0]) if distances[0] > 0 else None


def times(ratio: float) -> str:
    """Two significant digits, written out as far as that is read well: "7", "0.23", "6,300", "1.500·10⁷"."""
    rounded = float(f"{ratio:.2g}")
    return f"{rounded:,g}" if 0.01 <= rounded < 1e6 else digits_of(rounded)


def _values(forward: Pass, place: Place) -> list[Array]:
    return forward.after if place == "after" else forward.before
