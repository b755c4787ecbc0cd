"""Events are put together by UID whatever stands between them."""

from __future__ import annotations

import tracemalloc

from hypothesis import given
from hypothesis import strategies as st

from connectors._calendar_spots import Spot, Spots

EVENTS = st.lists(
    st.tuples(
        st.sampled_from(["", "a", "b", "c", "d", "\ud800", "ü"]),
        st.integers(0, 2**48),
        st.sampled_from(["", "REQUEST", "REPLY"]),
    ),
    max_size=40,
)


@given(EVENTS)
def test_events_of_a_uid_come_together_where_the_first_stands(events):
    """Each event comes once, in the file's order; without a UID it stands alone."""
    spots = Spots()
    expected: dict[str, list[Spot]] = {}
    for number, (uid, offset, method) in enumerate(events, 1):
        spot = Spot(offset, number, method)
        spots.add(uid, spot)
        expected.setdefault(uid or f"alone {number}", []).append(spot)
    assert list(spots.groups()) == list(expected.values())


def test_a_method_without_end_is_cut():
    """What a stranger writes as METHOD takes no more memory than a word."""
    spots = Spots()
    spots.add("a", Spot(0, 1, "X" * 60_000))
    assert list(spots.groups()) == [[Spot(0, 1, "X" * 32)]]


def test_hundreds_of_thousands_of_events_take_little_memory():
    """Neither what is remembered nor putting it together grows with the events."""
    events = 400_000
    tracemalloc.start()
    spots = Spots()
    for number in range(events):
        spots.add(f"{number % 240_000}@example.com", Spot(number * 500, number, ""))
    together = sum(len(group) > 1 for group in spots.groups())
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert together == 160_000
    assert most < 6 * events
