"""The distributions of small trained runs, as TensorBoard's own reader finds them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from numpy.typing import NDArray
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator, HistogramValue
from tensorboard.backend.event_processing.event_file_loader import EventFileLoader
from tensorboard.plugins.distribution.compressor import compress_histogram_proto
from tensorboard.util.tensor_util import make_ndarray

from bnviz.experiment import Experiment

from .event_runs import BN, DIVERGED, FOLDERS, PLAIN, PLAN, Tables, read, trained, written

BASIS_POINTS = (*(np.arange(32) + 0.5) / 32 * 10_000, 10_000)  # the reader takes the last for all


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Tables:
    return trained(PLAN, tmp_path_factory.mktemp("store"))


@pytest.fixture(scope="module")
def runs(tables: Tables, tmp_path_factory: pytest.TempPathFactory) -> list[EventAccumulator]:
    """What is read of each arm."""
    folder = written(tables, PLAN, tmp_path_factory.mktemp("event files"))
    return [read(folder / name) for name in FOLDERS]


def test_histograms_stand_for_all_values_and_have_the_recorded_quantiles(
    runs: list[EventAccumulator], tables: Tables
) -> None:
    for tag, column in (("input", "after"), ("before_normalization", "before")):
        pooled = tables["distributions"].query("arm == @BN and layer == 2 and unit == 0")
        found = runs[BN].Histograms(f"{tag}/layer 2")
        assert [event.step for event in found] == pooled["step"].tolist()
        for event, quantiles in zip(found, pooled[column], strict=True):
            histogram = event.histogram_value
            assert sum(histogram.bucket) == histogram.num == 512 * PLAN.width
            *values, _ = (value for _, value in compress_histogram_proto(histogram, BASIS_POINTS))
            np.testing.assert_allclose(values, quantiles, rtol=1e-6, atol=1e-6)


def test_the_sums_of_a_histogram_are_those_of_even_buckets(tables: Tables, tmp_path: Path) -> None:
    """Quantiles from 0 to 31 at even distances are those of an even distribution from -½ to 31½."""
    histogram = last_before(np.arange(32, dtype=np.float32), tables, tmp_path)
    assert (histogram.min, histogram.max) == (-0.5, 31.5)
    assert histogram.sum / histogram.num == pytest.approx(15.5)
    assert histogram.sum_squares / histogram.num == pytest.approx(15.5**2 + 32**2 / 12)


def test_values_that_are_all_the_same_are_one_place(tables: Tables, tmp_path: Path) -> None:
    histogram = last_before(np.zeros(32, np.float32), tables, tmp_path)
    assert {histogram.min, histogram.max, *histogram.bucket_limit} == {0.0}
    assert sum(histogram.bucket) == 512 * PLAN.width


def last_before(quantiles: NDArray[np.float32], tables: Tables, folder: Path) -> HistogramValue:
    """The newest histogram before normalization, if all have these quantiles there."""
    run = read(written({**tables, "distributions": all_with(quantiles, tables)}, PLAN, folder) / FOLDERS[BN])
    return run.Histograms("before_normalization/layer 1")[-1].histogram_value


def all_with(quantiles: NDArray[np.float32], tables: Tables) -> pd.DataFrame:
    frame = tables["distributions"]
    return frame.assign(before=pd.Series([quantiles] * len(frame), dtype=frame["before"].dtype))


def test_what_is_before_normalization_is_told_only_where_there_is_one(runs: list[EventAccumulator]) -> None:
    tags = [run.Tags()["histograms"] for run in runs]
    assert sorted(tags[BN]) == [
        f"{place}/layer {n}" for place in ("before_normalization", "input") for n in (1, 2)
    ]
    assert sorted(tags[PLAIN]) == ["input/layer 1", "input/layer 2"]


def test_of_an_arm_that_diverged_there_are_histograms_while_it_has_numbers(
    runs: list[EventAccumulator], tables: Tables
) -> None:
    found = runs[DIVERGED].Histograms("input/layer 1")
    assert 0 < len(found) < tables["tests"]["step"].nunique()
    assert all(np.isfinite(event.histogram_value.bucket_limit).all() for event in found)


def test_limits_beyond_what_a_reader_can_hold_are_held_in(tables: Tables, tmp_path: Path) -> None:
    """Of an arm about to diverge the outermost quantiles may be the largest numbers there are."""
    largest = np.finfo(np.float32).max
    wide = all_with(np.repeat(np.float32([-largest, 0, largest]), (1, 30, 1)), tables)
    (file,) = (written({**tables, "distributions": wide}, PLAN, tmp_path) / FOLDERS[BN]).iterdir()
    values = [value for event in EventFileLoader(str(file)).Load() for value in event.summary.value]
    buckets = [make_ndarray(value.tensor) for value in values if value.tag == "before_normalization/layer 1"]
    assert np.shape(buckets) == (len(buckets), 33, 3)
    assert np.isfinite(buckets).all()


def test_maps_stand_for_four_positions_of_each_image(tmp_path: Path) -> None:
    plan = Experiment(architecture="convolutional", depth=1, maps=2, batch_size=8, steps=1)
    run = read(written(trained(plan, tmp_path), plan, tmp_path / "out") / "BN")
    assert run.Histograms("input/layer 1")[0].histogram_value.num == 512 * 4 * plan.maps
