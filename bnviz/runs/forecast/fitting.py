"""What would fit: the same experiment with fewer steps, or with networks that are fewer or smaller."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable

from bnviz.experiment import Experiment
from bnviz.fields import field
from bnviz.language import _, ngettext

Fits = Callable[[Experiment], bool]


def largest_fitting(experiment: Experiment, fits: Fits) -> str | None:
    """About the most of one thing with which an experiment fits, in words; None if nothing of the kind does.

    Steps first, as fewer of them show the same networks; then arms, then their width.

    Args:
        experiment: one that does not fit.
        fits: tells it; whatever has less of something than one that fits must fit too.
    """
    size, words = ("width", _units) if experiment.architecture == "dense" else ("maps", _maps)
    fewest = int(field(size).minimum or 1)
    ways: tuple[tuple[Callable[[int], str], range, Callable[[int], dict[str, object]]], ...] = (
        (_steps, range(1, experiment.steps), lambda count: {"steps": count}),
        (_networks, range(1, len(experiment.arms)), lambda count: {"arms": experiment.arms[:count]}),
        (words, range(fewest, experiment.units), lambda count: {size: count}),
    )
    for told, counts, less in ways:
        # Not checked again, as it is only for an estimate.
        many = bisect_left(
            counts, True, key=lambda count: not fits(experiment.model_copy(update=less(count)))
        )
        if many:
            return told(_round_down(counts[many - 1]))
    return None


def _steps(count: int) -> str:
    return ngettext("{count:,} step", "{count:,} steps", count).format(count=count)


def _networks(count: int) -> str:
    return ngettext("{count:,} network", "{count:,} networks", count).format(count=count)


def _units(count: int) -> str:
    return _("{count:,} units a layer").format(count=count)


def _maps(count: int) -> str:
    return _("{count:,} feature maps a layer").format(count=count)


def _round_down(count: int) -> int:
    """To two digits: an estimate is no more exact than that."""
    unit: int = 10 ** max(len(str(count)) - 2, 0)
    return count // unit * unit
