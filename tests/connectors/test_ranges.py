"""Sets of UIDs as ranges do what sets do."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from connectors._ranges import Ranges

numbers = st.sets(st.integers(1, 200))


@given(numbers, numbers)
def test_they_are_sets(one, other):
    """Union, difference, intersection, membership and size are those of sets."""
    left, right = Ranges.of(one), Ranges.of(other)
    assert left | right == Ranges.of(one | other)
    assert left - right == Ranges.of(one - other)
    assert left & right == Ranges.of(one & other)
    assert len(left) == len(one)
    assert {number for number in range(210) if number in left} == one
    assert left.last == max(one, default=0)


@given(numbers, st.integers(0, 210))
def test_they_are_read_as_they_are_written(one, number):
    """A server's and a cursor's text gives the same set; what is behind is greater."""
    ranges = Ranges.of(one)
    assert Ranges.read(str(ranges)) == ranges
    assert ranges.behind(number) == Ranges.of(n for n in one if n > number)


@given(numbers, st.integers(1, 20))
def test_batches_are_all_of_it_in_order(one, size):
    """Each batch but the last is full; together they are the set."""
    batches = list(Ranges.of(one).batches(size))
    assert [len(batch) for batch in batches[:-1]] == [size] * (len(batches) - 1)
    joined = [n for batch in batches for n in range(201) if n in batch]
    assert joined == sorted(one)


def test_nonsense_is_no_number():
    """What is no range is passed over; one turned round is turned back."""
    assert str(Ranges.read("x,9:7,,5,-1,1:")) == "5,7:9"
