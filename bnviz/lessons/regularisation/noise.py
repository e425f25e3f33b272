"""How much μ_B and σ²_B of one unit differ from mini-batch to mini-batch: measured, and predicted.

With κ the kurtosis of the unit's values, and m images drawn with replacement from a population with the
standard deviation σ, the standard deviation of μ_B is σ/√m (Luo et al. 2019) and that of σ²_B about
σ² √((κ − 1)/m). Both are told here in the population's σ and σ².
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy import special

from bnviz.data import Dataset
from bnviz.lessons.test_time.network import network_inputs
from bnviz.maths import Array
from bnviz.maths.batch_norm import Statistics
from bnviz.maths.network import Network

SIZES = (2, 4, 8, 16, 32, 64, 128, 256, 512)
MOST_IMAGES = 10_000
EPOCHS = 20
MOST_VALUES = 400_000  # of a unit, in all epochs together
_SEED = 0


def unit_values(network: Network, fixed: Sequence[Statistics], digits: Dataset) -> list[Array]:
    """Wu of all units for the first MOST_IMAGES training images, (images, units) for each layer.

    The layers below are normalised with fixed statistics: so a value belongs to its image alone.
    """
    return network.forward(network_inputs(digits, digits.train_images[:MOST_IMAGES]), fixed).before


def shuffled(values: Array, epochs: int = EPOCHS) -> Array:
    """The values of all images (n,) in the order of several epochs, (epochs, n): each once in each."""
    return np.random.default_rng(_SEED).permuted(np.tile(values, (epochs, 1)), axis=1)


def statistics_of(epochs: Array, size: int) -> Statistics:
    """μ_B and σ²_B (biased) of all mini-batches of a size, each (mini-batches,).

    Args:
        epochs: a unit's values in the order of each epoch, (epochs, n); what is left over is dropped.
        size: m.
    """
    count = epochs.shape[1] // size
    batches = epochs[:, : count * size].reshape(-1, size)
    return Statistics(batches.mean(axis=1), batches.var(axis=1))


def measured(epochs: Array, size: int) -> tuple[float, float]:
    """The standard deviations of μ_B, in σ, and of σ²_B, in σ², over all mini-batches of a size."""
    means, variances = statistics_of(epochs, size)
    variance = float(epochs[0].var())
    return float(means.std()) / variance**0.5, float(variances.std()) / variance


def predicted(size: int, kurtosis: float) -> tuple[float, float]:
    """1/√m and √((κ − 1)/m)."""
    return size**-0.5, ((kurtosis - 1) / size) ** 0.5


def margin_of_deviation(values: Array) -> float:
    """How far to each side the 95 % confidence interval of the standard deviation of values (n,) reaches.

    For large n: 1.96 standard errors, with Var[s²] = (κ − 1) σ⁴/n.
    """
    return 0.98 * float(values.std()) * float(np.sqrt((kurtosis_of(values) - 1) / len(values)))


def margin_of_mean(values: Array) -> float:
    """The same of the mean."""
    return 1.96 * float(values.std()) / float(np.sqrt(len(values)))


def kurtosis_of(values: Array) -> float:
    """E[(x − E[x])⁴] / Var[x]²: 3 for normally distributed values (n,)."""
    centred = values - values.mean()
    return float((centred**4).mean() / (centred**2).mean() ** 2)


def without_replacement(size: int, images: int) -> float:
    """What drawing each image once an epoch makes of the standard deviation of μ_B: √((N − m)/(N − 1))."""
    return float(((images - size) / (images - 1)) ** 0.5)


def bins(deviation: float, reach: float = 3.0) -> Array:
    """Edges of bins around 0, fine where a bell of this deviation is, as far as `reach` to both sides."""
    inner = np.linspace(-4, 4, 33) * deviation
    return np.concatenate([[-reach], inner[np.abs(inner) < reach], [reach]])


def bell(edges: Array, deviation: float) -> Array:
    """The shares (bins,) of a normal distribution around 0 in bins."""
    shares: Array = np.diff(special.ndtr(edges / deviation))
    return shares
