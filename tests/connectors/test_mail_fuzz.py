"""Whatever bytes come, reading ends, and says interactions, people or problems."""

from __future__ import annotations

import io
from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors import ContactRecord, Interaction, Problem
from connectors._mail import extract_messages
from connectors._mail_split import MAX_MESSAGE, RawMessage, split_mailbox
from tests.connectors.golden import FIXTURES, READING

SEPARATOR = b"From ana@example.org Mon Sep  4 08:00:00 2023\n"
HEAD = b"From: Ana <ana@example.org>\nDate: Mon, 4 Sep 2023 08:00:00 +0000\n"
MAILBOXES = sorted((FIXTURES / "mbox").glob("*.mbox"))
NOISE = st.lists(
    st.sampled_from(
        [b"\n", b"\r\n", b"\n\n", b"From ", SEPARATOR, HEAD, b"--b", b"--b--", b"\0",
         b"To: ", b"Cc: (", b"Subject: =?utf-8?", b"b?4pyT?= ", b"\xff\xfe", b"<", b">",
         b"Content-Type: multipart/mixed; boundary=b\n", b"Content-Length: 7\n",
         b"Content-Type: text/html; charset=utf-7\n", b"Content-Type: text/calendar\n",
         b"Content-Transfer-Encoding: base64\n", b"\nFrom:", b"Message-ID: <",
         b"@", b";"]
    )
    | st.binary(max_size=40)
).map(b"".join)  # fmt: skip
LONG = 50_000_000


def read(pieces: Iterable[bytes]) -> list[object]:
    """What a mailbox of these bytes says; each thing of it must be whole."""
    file = io.BytesIO(b"".join(pieces))
    said = list(extract_messages(split_mailbox(file), READING))
    for thing in said:
        assert isinstance(thing, (Interaction, ContactRecord, Problem))
        if isinstance(thing, Interaction):
            assert thing.source_key
            assert thing.participants
            assert thing.happened_at.tzinfo
    return said


@given(NOISE)
def test_random_bytes(noise):
    """A mailbox of anything at all ends without an exception."""
    read([SEPARATOR, noise])
    list(extract_messages([RawMessage("message 1", noise)], READING))


@given(st.data(), st.sampled_from(MAILBOXES))
def test_cut_and_broken_mailboxes(data, path):
    """A real mailbox cut off anywhere, or with bytes put in, is read to its end."""
    whole = path.read_bytes()
    end = data.draw(st.integers(0, len(whole)))
    at = data.draw(st.integers(0, end))
    read([whole[:at], data.draw(st.binary(max_size=20)), whole[at:end]])


@pytest.mark.parametrize(
    "before",
    [
        b"Subject: ", b"To: ", b"To: (", b'To: "', b"To: <", b"To: a@b,", b"Cc: =?",
        b"Message-ID: <", b"References: ", b"X-Other", b"Received: ", b"\n", b"\n\n<",
        b"Content-Type: text/html\n\n<div ", b"Content-Type: text/html\n\n<!-- <",
        b"Content-Type: multipart/mixed; boundary=", b"Date: ", b"List-Id: <", b"From ",
        b"Content-Type: text/plain\nContent-Transfer-Encoding: quoted-printable\n\n=",
        b"Content-Type: text/calendar\nContent-Transfer-Encoding: base64\n\n",
    ],
)  # fmt: skip
@pytest.mark.parametrize("filling", [b"a", b"<", b"(", b"=?utf-8?q?a?= ", b'",'])
def test_lines_of_fifty_megabytes(before, filling):
    """Such a line costs no more than its message; what stands behind it is read."""
    line = filling * (LONG // len(filling))
    last = SEPARATOR + HEAD + b"Message-ID: <last@example.org>\n\nText.\n"
    said = read([SEPARATOR, HEAD, before, line, b"\n\n", last])
    assert "last@example.org" in {getattr(thing, "source_key", "") for thing in said}


def test_a_message_of_many_megabytes_is_held_in_part():
    """What is kept of it is its beginning, whatever follows."""
    file = io.BytesIO(SEPARATOR + HEAD + b"\n" + b"a\n" * (LONG // 2))
    (message,) = split_mailbox(file)
    assert len(message.data) == MAX_MESSAGE
