"""Who was seen in mail: how often, and by which names."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from connectors import _mail_record
from connectors._mail_people import Mailbox
from connectors._mail_record import People

SEEN = st.lists(
    st.builds(
        Mailbox,
        st.sampled_from(["", "Ana", *(f"Ana {number}" for number in range(9))]),
        st.sampled_from(["ana@example.org", "news@example.com"]),
    ),
    max_size=40,
)


def count(seen: list[Mailbox]) -> People:
    people = People()
    for number, box in enumerate(seen):
        people.add([box], f"message {number}")
    return people


def test_only_the_names_that_come_first_are_kept():
    """An address that has another name each time is called one of the first six."""
    boxes = [Mailbox(f"Ana {n}", "news@example.com") for n in range(9)]
    (record,) = count([*boxes, *boxes[7:], boxes[3]]).records()
    assert record.name == "Ana 3"
    assert record.sightings == 12
    assert record.found_at == "message 0"


@given(SEEN)
def test_names_let_go_of_change_nothing(seen):
    """What is dropped to bound the memory would have named nobody."""
    room, _mail_record._ROOM = _mail_record._ROOM, 1
    try:
        tight = People(_room=1)
        for number, box in enumerate(seen):
            tight.add([box], f"message {number}")
    finally:
        _mail_record._ROOM = room
    assert list(tight.records()) == list(count(seen).records())


@given(SEEN, SEEN)
def test_people_of_two_stretches(seen, later):
    """Joined, they are what one reading of both would have counted."""
    people = count(seen)
    people.join(count(later))
    whole = count([*seen, *later])
    assert people.seen == whole.seen
    named = [(one.source_key, one.name, one.sightings) for one in people.records()]
    assert named == [(o.source_key, o.name, o.sightings) for o in whole.records()]
