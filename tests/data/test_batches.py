import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bnviz.data import BatchOrder, DataError, probe_places

sizes = st.integers(1, 60).flatmap(lambda count: st.tuples(st.just(count), st.integers(1, count)))
seeds = st.integers(0, 2**31 - 1)


def epoch(order, number):
    """All mini-batches of an epoch, shape (steps_per_epoch, batch_size)."""
    first = (number - 1) * order.steps_per_epoch + 1
    return np.stack([order.indices(step) for step in range(first, first + order.steps_per_epoch)])


@given(sizes, seeds, st.integers(1, 5))
def test_an_epoch_shows_no_image_twice_and_drops_less_than_a_mini_batch(size, seed, number):
    count, batch_size = size
    batches = epoch(BatchOrder(count, batch_size, seed), number)
    assert batches.dtype == np.int64
    assert batches.shape == (count // batch_size, batch_size)
    assert len(np.unique(batches)) == batches.size
    assert set(batches.flat) <= set(range(count))


@given(sizes, seeds, st.lists(st.integers(1, 200), min_size=1, max_size=8))
def test_a_step_has_the_same_images_however_it_is_reached(size, seed, steps):
    order = BatchOrder(*size, seed)
    wandering = [order.indices(step) for step in steps]
    direct = [BatchOrder(*size, seed).indices(step) for step in steps]
    np.testing.assert_array_equal(wandering, direct)


def test_an_epoch_is_drawn_from_the_seed_and_its_number():
    batches = epoch(BatchOrder(count=10, batch_size=5, seed=7), number=3)
    np.testing.assert_array_equal(batches.ravel(), np.random.default_rng([7, 2]).permutation(10))


def test_epochs_and_seeds_have_orders_of_their_own():
    orders = [epoch(BatchOrder(100, 10, seed), number) for seed in (1, 2) for number in (1, 2)]
    assert len({order.tobytes() for order in orders}) == 4


def test_changing_a_mini_batch_does_not_change_the_order():
    order = BatchOrder(10, 5, seed=1)
    expected = order.indices(1).copy()
    order.indices(1)[:] = 0
    np.testing.assert_array_equal(order.indices(1), expected)


def test_a_mini_batch_of_all_images_is_allowed_and_a_larger_one_is_not():
    assert sorted(BatchOrder(10, 10, seed=1).indices(1)) == list(range(10))
    with pytest.raises(DataError, match="Batch size 11 is too large; it must be at most 10"):
        BatchOrder(10, 11, seed=1)


def test_steps_count_from_1():
    with pytest.raises(ValueError, match="Step 0 has no mini-batch"):
        BatchOrder(10, 5, seed=1).indices(0)


@given(st.integers(1, 2_000))
def test_the_probe_set_is_512_different_images_or_all_where_there_are_fewer(count):
    places = probe_places(count)
    assert places.dtype == np.int64
    assert len(set(places.tolist())) == len(places) == min(512, count)
    assert set(places.tolist()) <= set(range(count))


def test_the_probe_set_is_the_same_each_time_and_comes_from_all_over():
    places = probe_places(10_000)
    np.testing.assert_array_equal(places, probe_places(10_000))
    # By chance a tenth of the images would hold 51 of them, give or take 7.
    assert np.abs(np.bincount(places // 1_000, minlength=10) - 51).max() < 28
