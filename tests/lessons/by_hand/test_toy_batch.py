import pytest
from hypothesis import given
from hypothesis import strategies as st

from bnviz.lessons.by_hand.toy_batch import (
    EXAMPLES,
    MOST,
    as_text,
    gradients_of,
    rounded,
    some_gradients,
    values_of,
)


@pytest.mark.parametrize("text", ["2, 4, 6, 9", "2\n4\n6\n9\n", "2\t4\t6\t9", "2;4; 6 ;9", " 2 4 6 9 "])
def test_values_are_read_however_they_are_kept_apart(text: str) -> None:
    assert values_of(text, "x") == (2, 4, 6, 9)


@given(st.lists(st.floats(-1e6, 1e6).map(rounded), min_size=2, max_size=12))
def test_what_is_written_is_read_again(values: list[float]) -> None:
    assert values_of(as_text(values), "x") == tuple(values)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("", "0 values"),
        ("3", "1 value;"),
        ("abc", '"abc" is no number'),
        (", ".join("1" * (MOST + 1)), "13 values"),
        ("1, two", '"two" is no number'),
        ("1, nan", '"nan" is no number'),
        ("1, inf", '"inf" is no number'),
        ("1, 1_0", '"1_0" is no number'),
        ("1, 2e6", "2·10⁶ is too large"),
        ("1, 10e999", "is no number"),
    ],
)
def test_what_is_no_mini_batch_is_answered_with_a_sentence(text: str, named: str) -> None:
    with pytest.raises(ValueError, match=r"^Mini-batch: ") as refused:
        values_of(text, "Mini-batch")
    assert named in str(refused.value)


def test_there_is_a_gradient_for_each_example() -> None:
    assert gradients_of("1, 2", "g", 2) == (1, 2)
    with pytest.raises(ValueError, match="g: 2 values; the mini-batch has 3"):
        gradients_of("1, 2", "g", 3)
    with pytest.raises(ValueError, match="g: 0 values; the mini-batch has 3"):
        gradients_of("", "g", 3)
    assert [len(some_gradients(count)) for count in range(2, MOST + 1)] == list(range(2, MOST + 1))


@pytest.mark.parametrize("values", EXAMPLES.values(), ids=list(EXAMPLES))
def test_the_ready_made_ones_could_be_typed(values: tuple[float, ...]) -> None:
    assert values_of(as_text(values), "x") == values
