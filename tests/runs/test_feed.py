import itertools
import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bnviz.runs.database import StoreError
from bnviz.runs.feed import LOSS_POINTS, SNAPSHOT_POINTS, Curves, Feed, LossCurve
from bnviz.runs.store import Store

from .small_runs import held, losses


@given(st.lists(st.integers(0, 900), min_size=1, max_size=12))
def test_a_loss_curve_keeps_means_whatever_the_portions(portions: list[int]) -> None:
    values = np.arange(sum(portions), dtype=float)[:, None] * [1.0, -2.0]
    curve = LossCurve(arms=2)
    for part in np.split(values, np.cumsum(portions)[:-1]):
        curve.extend(part)
    frame = curve.frame()
    assert len(frame) <= 2 * LOSS_POINTS
    ends = [0, *frame["step"].unique()]
    for start, end in itertools.pairwise(ends):
        expected = values[start:end].mean(0)
        assert frame[frame["step"] == end]["train_loss"].tolist() == pytest.approx(expected.tolist())
    assert len(values) - ends[-1] < curve.stretch


def test_a_short_curve_is_not_thinned() -> None:
    curve = LossCurve(arms=1)
    curve.extend(np.arange(LOSS_POINTS, dtype=float)[:, None])
    assert curve.frame()["train_loss"].tolist() == list(range(LOSS_POINTS))


def test_the_first_broken_loss_of_an_arm_is_its_divergence() -> None:
    curve = LossCurve(arms=3)
    curve.extend(np.array([[1.0, 1.0, math.inf], [1.0, 1.0, 1.0]]))
    curve.extend(np.array([[1.0, math.nan, 1.0]]))
    assert curve.diverged_at == [None, 3, 1]


def test_a_diverged_arm_leaves_the_other_curves_whole() -> None:
    curve = LossCurve(arms=2)
    curve.extend(np.array([[1.0, math.nan]] * 3_000))
    assert curve.frame().query("arm == 0")["train_loss"].eq(1).all()


def test_a_feed_reads_what_is_new_and_only_that(store: Store) -> None:
    run = held(store)
    feed = Feed(store, run.id, arms=2)
    assert feed.refresh()[1].losses.empty
    store.append(run, {"losses": losses(1, 2)}, step=2, seconds=0.1)
    store.append(run, {"losses": losses(3)}, step=3, seconds=0.2)
    seen, curves = feed.refresh()
    assert seen.step == 3
    pd.testing.assert_frame_equal(
        curves.losses, losses(1, 2, 3).astype({"train_loss": float}), check_dtype=False
    )
    assert len(feed.refresh()[1].losses) == 6


def test_many_snapshots_are_thinned_and_the_first_and_last_kept(store: Store) -> None:
    run = held(store)
    steps = np.arange(1_000)
    tests = pd.DataFrame({"step": steps, "arm": 0, "test_loss": 1.0, "test_accuracy": 0.5})
    store.append(run, {"tests": tests}, step=999, seconds=1.0)
    shown = Feed(store, run.id, arms=1).refresh()[1].tests["step"].tolist()
    assert len(shown) == SNAPSHOT_POINTS
    assert (shown[0], shown[-1]) == (0, 999)


def test_a_run_that_is_gone_is_said_so(store: Store) -> None:
    with pytest.raises(StoreError, match="nothing is no longer in the store"):
        Feed(store, "nothing", arms=1).refresh()


def test_empty_curves_have_the_columns_of_full_ones(store: Store) -> None:
    empty, read = Curves.empty(2), Feed(store, held(store).id, arms=2).refresh()[1]
    for name in ("losses", "tests", "layers", "units"):
        assert list(getattr(empty, name)) == list(getattr(read, name))
