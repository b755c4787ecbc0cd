"""What every mail source shares: a message becomes an interaction, once.

Spec: RFC 5322 (messages), RFC 2045 (MIME), RFC 2919 (lists). The modules beside
this one each do a part: `_mail_split` and `_mail_separators` find the messages,
`_mail_headers` the fields, `_mail_people` and `_mail_roles` the people, `_mail_dates`
the moment, `_mail_keys` what copies share, `_mail_bulk` the machines, `_mail_bounce`
the addresses that do not work, `_mail_body` and `_mail_new_text` the text, `_text`
what it says, `_mail_heads` and `_mail_texts` all of that for some messages at a time,
`_mail_signature` and `_mail_record` what becomes of the people.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import starmap
from typing import TYPE_CHECKING

from . import Extracted, Fields, Interaction, Participant, Problem, Reading
from ._mail_record import People
from ._mail_split import RawMessage

if TYPE_CHECKING:
    from ._mail_heads import Placed

_AT_ONCE = 256  # messages, unless they are large
_BYTES_AT_ONCE = 4 * 1024 * 1024  # several copies of each text may be in memory


def extract_messages(
    messages: Iterable[RawMessage | Problem], reading: Reading
) -> Iterator[Extracted | Fields]:
    """Interactions and problems as the messages come, then the people in them."""
    people = People()
    read = read_in_short if reading.in_short else read_messages
    yield from read(messages, reading, people)
    yield from people.in_short() if reading.in_short else people.records()


def read_messages(
    messages: Iterable[RawMessage | Problem], reading: Reading, people: People
) -> Iterator[Interaction | Problem]:
    """Interactions and problems as the messages come; the people are added up."""
    for each in read_in_short(messages, reading, people):
        yield from [each] if isinstance(each, Problem) else interactions_of(each)


def interactions_of(fields: Fields) -> Iterator[Interaction]:
    """What is said in short, at length."""
    for values in zip(*fields.values(), strict=True):
        one = dict(zip(fields, values, strict=True))
        who = starmap(Participant, one.pop("participants"))
        yield Interaction(**one, participants=tuple(who))


def read_in_short(
    messages: Iterable[RawMessage | Problem], reading: Reading, people: People
) -> Iterator[Fields | Problem]:
    """What read_messages gives, interactions in short."""
    from ._mail_heads import read_heads

    for group in _in_groups(messages):
        heads, problems = read_heads(group, reading.zone, people)
        if reading.text_signals:
            # who wants headers and people only does without what reads texts
            from ._mail_texts import add_texts

            add_texts(heads, people)
        yield from _in_order(heads.fields, problems)
        del group, heads  # one group at a time is in memory


def _in_order(fields: Fields, problems: list[Placed]) -> Iterator[Fields | Problem]:
    """Each problem behind as many interactions as it says, and those between them."""
    start, rows = 0, len(fields["found_at"])
    for end, problem in [*problems, (rows, None)]:
        if start < end:
            between = {name: values[start:end] for name, values in fields.items()}
            yield fields if end - start == rows else between
        if problem:
            yield problem
        start = end


def _in_groups(
    messages: Iterable[RawMessage | Problem],
) -> Iterator[list[RawMessage | Problem]]:
    """The messages some at a time: the same work again and again is quicker.

    What came before a file breaks off is not lost.
    """
    group: list[RawMessage | Problem] = []
    size = 0
    try:
        for message in messages:
            group.append(message)
            size += 0 if isinstance(message, Problem) else len(message.data)
            if len(group) == _AT_ONCE or size > _BYTES_AT_ONCE:
                yield group
                group, size = [], 0
    except Exception:
        yield group
        raise
    yield group
