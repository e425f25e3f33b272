"""scikit-learn's network of the same shape: without Batch Normalization, so a peer of the plain arm alone."""

from __future__ import annotations

from itertools import islice

import numpy as np
from numpy.typing import NDArray
from sklearn import config_context  # type: ignore[import-untyped]
from sklearn.neural_network import MLPClassifier  # type: ignore[import-untyped]

from benchmarks.mini_batches import mini_batches
from benchmarks.rounds import Slice, clock
from bnviz.data.dataset import CLASSES
from bnviz.experiment import Experiment
from bnviz.training.initialization import initial_layers
from bnviz.training.parameters import layer_shapes


class Perceptron:
    """An experiment's only arm, of sigmoids, trained by MLPClassifier from the engine's first weights.

    It is given the images of many mini-batches in one call, in the engine's order: what `partial_fit` does
    once a call, a millisecond's work, is then next to nothing a step. Its search for numbers that are not
    finite is off.
    """

    def __init__(self, experiment: Experiment, images: NDArray[np.float32], labels: NDArray[np.int64]):
        self.images, self.labels = images, labels
        self.batches = mini_batches(experiment, len(labels))
        self.classifier = MLPClassifier(
            [experiment.width] * experiment.depth,
            activation="logistic",
            solver="sgd",
            alpha=0,
            batch_size=experiment.batch_size,
            learning_rate_init=experiment.arms[0].learning_rate,
            shuffle=False,
            momentum=0,
            nesterovs_momentum=False,
        )
        self._place_first_weights(experiment)

    def _place_first_weights(self, experiment: Experiment) -> None:
        """Have it make its parameters, which its first step does, and write ours over them."""
        first = slice(experiment.batch_size)
        self.classifier.partial_fit(self.images[first], self.labels[first], classes=np.arange(CLASSES))
        layers = initial_layers(experiment, layer_shapes(experiment))
        for number, (weight, bias) in enumerate(layers):
            self.classifier.coefs_[number][...] = weight.T
            self.classifier.intercepts_[number][...] = bias

    def train(self, steps: int) -> float:
        """Make so many steps; the mean of their losses, in nats."""
        chosen = np.concatenate([*islice(self.batches, steps)])
        with config_context(assume_finite=True):
            self.classifier.partial_fit(self.images[chosen], self.labels[chosen])
        loss: float = self.classifier.loss_
        return loss

    def slices(self, steps: int) -> Slice:
        """Slices of `steps` steps, gathering the images included."""

        def run() -> float:
            started = clock()
            self.train(steps)
            return (clock() - started) / steps

        return run
