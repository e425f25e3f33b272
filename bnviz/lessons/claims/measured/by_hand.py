"""What the claims of the lesson by hand measure: small mini-batches of random numbers, and real digits."""

from __future__ import annotations

import math

import numpy as np

from bnviz.lessons.by_hand.algorithm import Worked
from bnviz.lessons.by_hand.backward import WorkedBack
from bnviz.lessons.by_hand.bias import shifted
from bnviz.lessons.by_hand.inputs import FORMS, RATES, UNITS, Trained, bowls, train
from bnviz.lessons.by_hand.mini_batch import SIZES, Quality, measure
from bnviz.lessons.by_hand.nonlinearity import normal_values, use
from bnviz.lessons.by_hand.placement import broken, convolution, moved, orders, pre_activations, shape_of
from bnviz.lessons.by_hand.scale import cosine, layer_of, norm, scaled
from bnviz.lessons.by_hand.update import PARAMETERS, descent, task
from bnviz.lessons.claims.claim import Evidence, Values
from bnviz.maths import Array

EXAMPLES = 6
PIXELS = 4  # that a digit is moved by
TENS = "tens of grey levels"


def _values(evidence: Evidence) -> Array:
    """A mini-batch with another mean and another spread for each seed, (EXAMPLES,)."""
    return np.random.default_rng(evidence.seed).normal(5, 3, EXAMPLES)


def _gradient(evidence: Evidence) -> Array:
    """∂ℓ/∂y for it, (EXAMPLES,)."""
    return np.random.default_rng((evidence.seed, 1)).normal(0.5, 1, EXAMPLES)


def _largest(values: Array) -> float:
    return float(np.abs(values).max())


def normalised(evidence: Evidence) -> Values:
    """Mean and variance of x̂; its size for two examples, and for equal ones."""
    x = _values(evidence)
    x_hat = Worked(x).normalised
    return {
        "mean": float(x_hat.mean()),
        "variance": float(x_hat.var()),
        "two": _largest(Worked(x[:2]).normalised),
        "constant": _largest(Worked(np.full(EXAMPLES, x[0])).normalised),
    }


def identity(evidence: Evidence) -> Values:
    """The largest |y − x| where line 4 is to undo line 3."""
    x = _values(evidence)
    mean, variance = float(x.mean()), float(x.var())
    gammas = {"exact": np.sqrt(variance + Worked(x).epsilon), "nearly": np.sqrt(variance)}
    return {name: _largest(Worked(x, float(gamma), mean).output - x) for name, gamma in gammas.items()}


def moved_and_stretched(evidence: Evidence) -> Values:
    """How much x̂ changes when 100 is added to all values, and when they are multiplied by 10."""
    x = _values(evidence)
    x_hat = Worked(x).normalised
    changed = {"added": x + 100, "times": 10 * x}
    return {name: _largest(Worked(values).normalised - x_hat) for name, values in changed.items()}


def gradients(evidence: Evidence) -> Values:
    """Differences and sums of ∂ℓ/∂x, as shares of the largest term by way of x̂."""
    there, gradient = Worked(_values(evidence), 1.5, 0.5), _gradient(evidence)
    back, equal = WorkedBack(there, gradient), WorkedBack(there, np.ones(EXAMPLES))
    return {
        "compact": back.difference(back.compact),
        "slope": back.difference(back.slope),
        "sum": abs(float(back.to_x.sum())) / back.size,
        "aligned": abs(float(there.normalised @ back.to_x)) / back.size,
        "equal": _largest(equal.to_x) / equal.size,
    }


def two_values(evidence: Evidence) -> Values:
    """The largest ∂ℓ/∂x of two values, as a share of the largest term by way of x̂."""
    back = WorkedBack(Worked(_values(evidence)[:2]), _gradient(evidence)[:2])
    return {"share": _largest(back.to_x) / back.size}


def bias(evidence: Evidence) -> Values:
    """What a bias of 7 changes, and the gradients of it and of β."""
    found = shifted(_values(evidence), 7.0, np.abs(_gradient(evidence)))
    return {
        "difference": found.difference,
        "gradient": abs(found.to_bias) / found.size,
        "beta": found.to_beta,
    }


def scale(evidence: Evidence) -> Values:
    """A layer with ten times the weights: outputs, gradient and relative step against those of before."""
    layer = layer_of(np.random.default_rng(evidence.seed).standard_normal((8, 5)))
    one, ten = (scaled(layer, factor, batch_norm=True) for factor in (1.0, 10.0))
    plain = [scaled(layer, factor, batch_norm=False).spread for factor in (1.0, 10.0)]
    return {
        "output": _largest(ten.output - one.output),
        "gradient": norm(ten.to_weight) / norm(one.to_weight),
        "step": ten.relative_step / one.relative_step,
        "angle": float(np.degrees(np.arccos(cosine(layer.weight, one.to_weight)))),
        "plain": plain[1] / plain[0],
    }


def sigmoid(evidence: Evidence) -> Values:
    """How normal values use the sigmoid: the share in its middle, and what a line explains."""
    values = normal_values()
    share, line = use("sigmoid", values)
    return {"share": share, "line": line or 0.0, "stretched": use("sigmoid", 4 * values).line or 0.0}


def relu(evidence: Evidence) -> Values:
    """The share of normal values that ReLU turns off, for some γ and β."""
    values = normal_values()
    given = {"off": values, "doubled": 2 * values, "open": values + 2, "closed": values - 2}
    return {name: use("relu", each).share for name, each in given.items()}


def order(evidence: Evidence) -> Values:
    """The skewness before and after ReLU, and what Batch Normalization after it makes of that."""
    values = pre_activations(evidence.digits, 0.1)
    _, after = orders(values, "relu")
    made = shape_of(after.output)
    return {
        "before": shape_of(values).skewness,
        "after": shape_of(after.given).skewness,
        "kept": made.skewness,
        "mean": made.mean,
    }


def saturation(evidence: Evidence) -> Values:
    """The skewness after a sigmoid for small and large weights, and how much BN(Wu) differs."""
    small, large = (orders(pre_activations(evidence.digits, deviation), "sigmoid") for deviation in (0.05, 1))
    return {
        "small": shape_of(small[1].given).skewness,
        "large": shape_of(large[1].given).skewness,
        "same": _largest(small[0].normalised - large[0].normalised),
    }


def feature_maps(evidence: Evidence) -> Values:
    """How far the maps of a moved digit are from the moved maps, normalised in both ways."""
    made = convolution(evidence.digits)
    still, there = (moved(made, evidence.digits, 0, pixels) for pixels in (0, PIXELS))
    _, per_map, per_activation = (broken(*pair, PIXELS) for pair in zip(still, there, strict=True))
    return {"per_map": per_map, "per_activation": per_activation}


def first_updates(evidence: Evidence) -> Values:
    """w·g as a share of its length, and the first updates of Adam and RMSprop in learning rates."""
    given, rate = task(_values(evidence)), 0.01
    start = descent(given, "sgd", rate, 1)[0]
    found = {}
    for name in ("adam", "rmsprop"):
        before, after = (each.parameters for each in descent(given, name, rate, 1))
        found[name] = float(np.median(np.abs(after - before)[: len(PARAMETERS)])) / rate
    weight, gradient = start.parameters[:2], start.gradient[:2]
    return {"along": abs(float(weight @ gradient)) / norm(weight) / norm(gradient), **found}


def _start_and_later(evidence: Evidence) -> tuple[Quality, Quality]:
    found = measure(evidence.digits)
    return found.start, found.later


def gradient_quality(evidence: Evidence) -> Values:
    """How far the measured errors lie off σ/√m at most, and 16 examples' error over that of 64."""
    both = _start_and_later(evidence)
    off = [abs(np.array(each.measured) / np.array(each.expected) - 1).max() for each in both]
    start = dict(zip(SIZES, both[0].measured, strict=True))
    return {"off": float(max(off)), "times": start[16] / start[64]}


def short_gradient(evidence: Evidence) -> Values:
    """The full gradient's length later, over that at the start, and σ over it."""
    start, later = _start_and_later(evidence)
    return {"length": later.length / start.length, "disagree": later.expected[0] / later.length}


def times(evidence: Evidence) -> Values:
    """How many times as fast an example is in the fastest mini-batches as alone."""
    seconds = measure(evidence.digits).seconds
    fastest = min(range(len(SIZES)), key=seconds.__getitem__)
    return {"times": seconds[0] / seconds[fastest], "size": float(SIZES[fastest])}


def bowl(evidence: Evidence) -> Values:
    """The condition numbers of both bowls, and the raw one's largest useful learning rate."""
    raw, standardised = bowls(evidence.digits, next(unit for unit in UNITS if unit == TENS))
    return {
        "raw": raw.condition,
        "standardised": standardised.condition,
        "largest_rate": raw.largest_rate,
    }


def forms(evidence: Evidence) -> Values:
    """The last losses of two forms, how far apart all are on test digits, and where the losses jump up."""
    found = {form: train(evidence.digits, form) for form in FORMS}
    best = [float(each.accuracies.max()) for each in found.values()]
    small, faster = RATES.index(0.01), RATES.index(0.1)
    return {
        "raw": float(found["raw"].losses[-1, small]),
        "standardised": float(found["standardised"].losses[-1, small]),
        "raw_faster": float(found["raw"].losses[-1, faster]),
        "apart": max(best) - min(best),
        "jump": _first_jump(found["standardised"]),
        "others_jump": min(_first_jump(found[form]) for form in ("raw", "binary")),
    }


def _first_jump(trained: Trained) -> float:
    """The first learning rate at which the loss rises above its start; infinite if there is none."""
    jumps = trained.losses.max(axis=0) > trained.losses[0]
    return next((rate for rate, jumped in zip(RATES, jumps, strict=True) if jumped), math.inf)
