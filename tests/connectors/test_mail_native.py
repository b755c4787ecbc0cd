"""Two parsers that share no line of code agree with ours on the fields used."""

from __future__ import annotations

from datetime import UTC, datetime
from email import message_from_bytes
from email.header import Header
from email.policy import default
from email.utils import format_datetime, parsedate_to_datetime
from zoneinfo import ZoneInfo

import fast_mail_parser
from hypothesis import given
from hypothesis import strategies as st

from connectors import ContactRecord, Interaction, Reading
from connectors._mail import extract_messages
from connectors._mail_split import RawMessage

WORD = st.text(st.sampled_from("abcdezøłñéåÅ漢字ж"), min_size=2, max_size=9)
NAME = st.lists(WORD, min_size=2, max_size=3).map(" ".join)
LOCAL = st.from_regex(r"[a-z][a-z0-9._+-]{0,9}[a-z]", fullmatch=True).filter(
    lambda local: ".." not in local
)
MOMENT = st.datetimes(datetime(1990, 1, 1), datetime(2025, 1, 1)).map(  # noqa: DTZ001 - made aware below
    lambda moment: moment.replace(microsecond=0, tzinfo=UTC)
)


def build(author, others, subject, moment, number) -> bytes:
    to = ", ".join(address(*other) for other in others)
    return (
        f"Message-ID: <{number}@example.org>\nDate: {format_datetime(moment)}\n"
        f"Subject: {encoded(subject)}\nFrom: {address(*author)}\nTo: {to}\n\nthe boat\n"
    ).encode("ascii")


def address(name: str, local: str) -> str:
    return f"{encoded(name)} <{local}@example.org>"


def encoded(text: str) -> str:
    return Header(text, "utf-8", maxlinelen=1000).encode()


@given(
    author=st.tuples(NAME, LOCAL),
    others=st.lists(
        st.tuples(NAME, LOCAL), min_size=1, max_size=3, unique_by=lambda each: each[1]
    ),
    subject=NAME,
    moment=MOMENT,
    number=st.integers(1, 10**9),
)
def test_agreement(author, others, subject, moment, number):
    """Sender, recipients, names, subject, time and id: ours, native and standard."""
    data = build(author, others, subject, moment, number)
    message = message_from_bytes(data, policy=default)
    touch, *people = extract_messages(
        [RawMessage("message 1", data)], Reading("default", ZoneInfo("UTC"))
    )
    assert isinstance(touch, Interaction)
    native = fast_mail_parser.parse_email(data)
    assert native.from_ is not None

    assert touch.subject == native.subject == message["Subject"]
    assert touch.happened_at == native.date_parsed
    assert touch.happened_at == parsedate_to_datetime(message["Date"])
    assert touch.source_key == message["Message-ID"].strip("<>")
    sender, *_ = touch.participants
    assert sender.record_key == native.from_.address
    assert sender.record_key == message["From"].addresses[0].addr_spec
    named = {sender.record_key} | {box.address for box in native.to}
    assert {each.record_key for each in touch.participants} == named

    names = {box.address: set() for box in [native.from_, *native.to]}
    for box in [native.from_, *native.to]:
        names[box.address].add(box.display_name)
    for person in people:
        assert isinstance(person, ContactRecord)
        assert person.name in names[person.source_key]
