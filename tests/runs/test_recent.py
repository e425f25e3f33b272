"""A value that is read now and then."""

from itertools import count

from bnviz.runs.forecast.recent import Recent

from .small_runs import Clock, at_once


def test_it_is_read_once_and_again_when_it_is_old(clock: Clock) -> None:
    number = count()
    recent = Recent(lambda: next(number), 5.0, clock)
    assert [recent(), recent()] == [0, 0]
    clock.now += 4.9
    assert recent() == 0
    clock.now += 0.1
    assert [recent(), recent()] == [1, 1]


def test_of_many_who_ask_at_once_one_reads(clock: Clock) -> None:
    number = count()
    recent = Recent(lambda: next(number), 5.0, clock)
    assert at_once(8, recent) == [0] * 8


def test_what_could_not_be_read_is_read_by_the_next(clock: Clock) -> None:
    values = iter([ZeroDivisionError, 7])

    def read() -> int:
        value = next(values)
        if isinstance(value, type):
            raise value
        return value

    recent = Recent(read, 5.0, clock)
    try:
        recent()
    except ZeroDivisionError:
        assert recent() == 7
    else:
        raise AssertionError
