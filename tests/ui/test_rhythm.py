import pytest

from bnviz.ui.rhythm import GONE_AFTER, INTERVALS, LOOKS, SLACK, Rhythm


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def looked_at(by: int, clock: Clock | None = None) -> Rhythm:
    rhythm = Rhythm(clock or Clock())
    for number in range(by):
        rhythm.look(f"visitor {number}")
    return rhythm


def test_one_visitor_looks_as_often_as_there_is() -> None:
    assert looked_at(1).interval() == INTERVALS[0]


@pytest.mark.parametrize("visitors", [1, 10, 11, 20, 21, 40, 41, 80])
def test_all_visitors_together_do_not_look_too_often(visitors: int) -> None:
    assert visitors / looked_at(visitors).interval() <= LOOKS


def test_more_visitors_never_look_more_often() -> None:
    intervals = [looked_at(visitors).interval() for visitors in range(1, 100)]
    assert intervals == sorted(intervals)
    assert set(intervals) == set(INTERVALS)


@pytest.mark.parametrize("visitors", range(1, 60, 7))
@pytest.mark.parametrize("kept", INTERVALS)
def test_an_interval_that_was_answered_once_stays(visitors: int, kept: float) -> None:
    rhythm = looked_at(visitors)
    told = rhythm.interval(kept)
    assert rhythm.interval(told) == told


def test_a_few_who_leave_change_nothing_and_many_do() -> None:
    edge = int(LOOKS * INTERVALS[0])
    slow = looked_at(edge + 1).interval()
    assert looked_at(edge).interval(slow) == slow
    assert looked_at(int(edge / SLACK)).interval(slow) == INTERVALS[0]


def test_what_few_visitors_see_is_always_new_and_what_many_see_never_older_than_their_interval() -> None:
    assert looked_at(1).patience() == 0
    for visitors in range(1, 100):
        rhythm = looked_at(visitors)
        assert rhythm.patience() < rhythm.interval()


def test_who_does_not_look_for_long_is_gone() -> None:
    clock = Clock()
    rhythm = looked_at(40, clock)
    clock.now += GONE_AFTER + 1
    rhythm.look("another")
    assert rhythm.interval() == INTERVALS[0]


def test_a_visitor_with_two_tabs_counts_once() -> None:
    rhythm = looked_at(10)
    rhythm.look("visitor 3")
    assert rhythm.interval() == looked_at(10).interval()
