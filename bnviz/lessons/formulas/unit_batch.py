"""One unit at one training step, and what every symbol of the formulas is worth there."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bnviz.maths import Array
from bnviz.maths.batch_norm import EPSILON, Statistics, backward_chain, forward, inference


def constants(image: int, batch_size: int) -> dict[str, float]:
    """What is known before there is a mini-batch: i, m and ϵ, by their names."""
    return {"i": image, "m": batch_size, "epsilon": EPSILON}


def coefficients(gamma: float, beta: float, mini_batch: Statistics, running: Statistics) -> dict[str, float]:
    """What is known of a unit whose mini-batch nobody kept, by the symbols' names.

    Args:
        gamma: γ.
        beta: β.
        mini_batch: its μ_B and σ²_B, each (1,).
        running: E[x] and Var[x], likewise.
    """
    scale = gamma / np.sqrt(running.variance + EPSILON)
    found = {
        "mu": mini_batch.mean,
        "variance": mini_batch.variance,
        "running_mean": running.mean,
        "running_variance": running.variance,
        "scale": scale,
        "offset": beta - scale * running.mean,
    }
    return {"gamma": gamma, "beta": beta} | {name: float(value[0]) for name, value in found.items()}


@dataclass(frozen=True)
class UnitBatch:
    """What a unit was given at one training step, and with which parameters it met it.

    A network that has diverged has values that are no finite numbers; they are kept as they are.

    Attributes:
        x: Wu for each of the m images of the mini-batch.
        gradient: ∂ℓ/∂yᵢ for each of them, y being the output of Batch Normalization.
        gamma: γ at that step.
        beta: β at that step.
        running_mean: E[x] after it.
        running_variance: Var[x] after it.

    Raises:
        ValueError: if there are fewer than two images, or not a gradient for each.
    """

    x: tuple[float, ...]
    gradient: tuple[float, ...]
    gamma: float
    beta: float
    running_mean: float
    running_variance: float

    def __post_init__(self) -> None:
        if len(self.x) < 2:
            raise ValueError(f"x: {len(self.x)} values are no mini-batch; there must be at least 2.")
        if len(self.gradient) != len(self.x):
            raise ValueError(f"gradient: {len(self.gradient)} values; as many as x has, {len(self.x)}.")

    def values(self, image: int) -> dict[str, float]:
        """What every symbol is worth, by its name: the reference's results, in float64.

        Args:
            image: which image i is, from 1 to m.

        Raises:
            ValueError: if there is no such image.
        """
        m = len(self.x)
        if not 1 <= image <= m:
            raise ValueError(f"image: {image} is not among the images 1 to {m}.")
        with np.errstate(all="ignore"):  # a network may have diverged
            results = self._results()
        # A result is one number for each image, or one for all of them.
        places = {name: image - 1 if len(result) == m else 0 for name, result in results.items()}
        values = {name: float(result.flat[places[name]]) for name, result in results.items()}
        return values | constants(image, m)

    def _results(self) -> dict[str, Array]:
        x, gradient = np.array(self.x)[:, None], np.array(self.gradient)[:, None]
        gamma, beta = np.array([self.gamma]), np.array([self.beta])
        running = Statistics(np.array([self.running_mean]), np.array([self.running_variance]))
        made = forward(x, gamma, beta)
        back = backward_chain(gradient, x, gamma, made)
        scale = gamma / np.sqrt(running.variance + EPSILON)
        in_test_mode = inference(x, gamma, beta, running)
        return {
            "x": x,
            "gamma": gamma,
            "beta": beta,
            "mu": made.mean,
            "variance": made.variance,
            "normalised": made.normalised,
            "output": made.output,
            "running_mean": running.mean,
            "running_variance": running.variance,
            "scale": scale,
            "offset": beta - scale * running.mean,
            "test_output": in_test_mode,
            "gap": in_test_mode - made.output,
            "to_output": gradient,
            "to_normalised": back.normalised,
            "to_variance": back.variance,
            "to_mu": back.mean,
            "to_x": back.input,
            "to_gamma": back.gamma,
            "to_beta": back.beta,
        }
