"""A run as event files, which `tensorboard --logdir FOLDER` shows; each arm is a TensorBoard run of its own.

Tags are named so that TensorBoard puts together what belongs together: `loss/train`, `shift/layer 2`,
`gamma/layer 2 p15`. All that was recorded at a step is one Event, whose time is the step's share of the run.

Of a long curve TensorBoard draws 1,000 points, chosen at random; all with
`--samples_per_plugin scalars=100000`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from heapq import merge
from itertools import chain, groupby
from operator import itemgetter
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from tensorboard.compat.proto.event_pb2 import Event
from tensorboard.compat.proto.summary_pb2 import HistogramProto, Summary
from tensorboard.summary.writer.record_writer import RecordWriter

from bnviz.experiment import Experiment
from bnviz.export.names import file_names
from bnviz.figures.distributions import distributions_by_layer
from bnviz.figures.quantiles import SHARES_BELOW, knots
from bnviz.figures.series import Series, by_arm, by_arm_and_layer
from bnviz.runs.forecast.cost import seen_of_layer
from bnviz.runs.tables import SCHEMAS, TableName

_SCORES: Mapping[str, tuple[TableName, str]] = {
    "loss/train": ("losses", "train_loss"),
    "loss/test": ("tests", "test_loss"),
    "accuracy/test": ("tests", "test_accuracy"),
}
_MEASURES = [field.name for field in SCHEMAS["layers"] if field.nullable]
_OF_VALUES = ("mean", "std", "p15", "p50", "p85")
_PLACES = {"input": "after", "before_normalization": "before"}
_LARGEST = float(np.finfo(np.float32).max)

Curve = Iterator[tuple[int, Summary.Value]]
"""The steps of one tag, in ascending order, and its value at each."""


def write_event_files(
    tables: Mapping[TableName, pd.DataFrame],
    experiment: Experiment,
    folder: Path,
    *,
    started_at: float,
    seconds_per_step: float,
) -> None:
    """Write a folder for each arm, named by it, with one event file; the same run gives the same bytes.

    It has every loss and score, every measure of a layer, and the distribution over all units of what each
    nonlinearity is given and, in arms with a normalization, of what that was given. What is no finite number,
    as in an arm that has diverged, is left out.

    Args:
        tables: losses, tests, layers and distributions, as a store reads them.
        experiment: the run's.
        folder: where to; made if it is not there.
        started_at: when the run began, in seconds since 1970, UTC.
        seconds_per_step: the training time of one step, on average.

    Raises:
        OSError: a folder or file cannot be written.
    """
    curves: list[list[Curve]] = [[] for _ in experiment.arms]
    for arm, curve in chain(
        _scores(tables, experiment),
        _measures(tables["layers"], experiment),
        _distributions(tables["distributions"], experiment),
    ):
        curves[arm].append(curve)
    for name, of_arm in zip(file_names(experiment), curves, strict=True):
        file = folder / name / f"events.out.tfevents.{started_at:.0f}.bnviz"
        file.parent.mkdir(parents=True, exist_ok=True)
        with closing(RecordWriter(file.open("wb"))) as records:
            for event in _events(of_arm, started_at, seconds_per_step):
                records.write(event.SerializeToString())


def _events(curves: Sequence[Curve], started_at: float, seconds_per_step: float) -> Iterator[Event]:
    """The version of the format, then an event for each step at which anything was recorded."""
    yield Event(wall_time=started_at, file_version="brain.Event:2")
    step_of = itemgetter(0)
    for step, recorded in groupby(merge(*curves, key=step_of), step_of):
        summary = Summary(value=[value for _, value in recorded])
        yield Event(wall_time=started_at + step * seconds_per_step, step=step, summary=summary)


def _scores(tables: Mapping[TableName, pd.DataFrame], experiment: Experiment) -> Iterator[tuple[int, Curve]]:
    for tag, (table, column) in _SCORES.items():
        for arm, series in enumerate(by_arm(tables[table], [column], len(experiment.arms))):
            yield arm, _scalars(tag, series, column)


def _measures(layers: pd.DataFrame, experiment: Experiment) -> Iterator[tuple[int, Curve]]:
    # Of an arm that has diverged some percentiles are numbers still, but of what is left.
    whole = layers[np.isfinite(layers["mean"])]
    for column in _MEASURES:
        cells = by_arm_and_layer(whole, [column], len(experiment.arms), experiment.depth)
        for (arm, layer), series in cells.items():
            yield arm, _scalars(_tag(column, layer), series, column)


def _tag(column: str, layer: int) -> str:
    """What is told of the same values is one group: `gamma/layer 1 p15`, `input/layer 1 mean`."""
    values, _, measure = column.rpartition("_")
    if measure in _OF_VALUES:
        return f"{values or 'input'}/layer {layer} {measure}"
    return f"{column}/layer {layer}"


def _scalars(tag: str, series: Series, column: str) -> Curve:
    for step, value in zip(series["step"].tolist(), series[column].tolist(), strict=True):
        yield step, Summary.Value(tag=tag, simple_value=value)


def _distributions(distributions: pd.DataFrame, experiment: Experiment) -> Iterator[tuple[int, Curve]]:
    """Of all units pooled; before normalization only where there is one."""
    arms, count = experiment.arms, seen_of_layer(experiment)
    for group, place in _PLACES.items():
        cells = distributions_by_layer(
            distributions, len(arms), experiment.depth, place=place, unit=0, activation=experiment.activation
        )
        for (arm, layer), series in cells.items():
            if place == "after" or arms[arm].normalization != "none":
                yield arm, _histograms(f"{group}/layer {layer}", series, count)


def _histograms(tag: str, series: Series, count: int) -> Curve:
    for step, histogram in zip(series["step"].tolist(), _in_buckets(series["quantiles"], count), strict=True):
        yield step, Summary.Value(tag=tag, histo=histogram)


def _in_buckets(quantiles: NDArray[np.float32], count: int) -> Iterator[HistogramProto]:
    """Distributions of so many values each, (n, 32), in buckets from quantile to quantile.

    Each holds a 32nd of all values, and those at the two ends half as many. A reader takes the values of a
    bucket as even in it: so these are the distribution functions that all figures show.
    """
    limits = np.clip(knots(quantiles), -_LARGEST, _LARGEST)  # a reader has them as float32
    bucket = count * np.diff(SHARES_BELOW)
    left, right = limits[:, :-1], limits[:, 1:]
    sums = (left + right) / 2 @ bucket
    squares = (left**2 + left * right + right**2) / 3 @ bucket
    for (low, *upper), total, square in zip(limits.tolist(), sums.tolist(), squares.tolist(), strict=True):
        yield HistogramProto(
            min=low,
            max=upper[-1],
            num=count,
            sum=total,
            sum_squares=square,
            bucket_limit=upper,
            bucket=bucket,
        )
