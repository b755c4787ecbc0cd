"""Where one message of a mailbox ends and the next begins."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors._mail_split import MAX_LINE, MAX_MESSAGE, begins_mailbox, split_mailbox

SEPARATOR = b"From ana@example.org Mon Sep  4 08:00:00 2023\n"
HEADER = b"From: Ana Okafor <ana@example.org>\nSubject: %d\n"


def message(number: int, body: bytes) -> bytes:
    return SEPARATOR + HEADER % number + b"\n" + body + b"\n\n"


def split(data: bytes, chunk: int = 1 << 20) -> list[bytes]:
    return [each.data for each in split_mailbox(io.BytesIO(data), (), chunk)]


@pytest.mark.parametrize(
    "line",
    [
        b"From ana@example.org Mon Sep  4 08:00:00 2023",
        b"From ana at example.org  Mon Sep  4 08:00:00 2023",
        b"From - Mon Sep 04 08:00:00 2023",
        b"From MAILER-DAEMON Mon Sep  4 08:00:00 2023",
        b"From 1700000000000000001@xxx Tue Nov 14 09:30:05 +0000 2023",
        b"From ana@example.org Mon Sep  4 08:00:00 CEST 2023",
        b"From ana@example.org Mon, 4 Sep 2023 08:00:00 +0200",
        b"From ana Mon Sep  4 08:00 2023 remote from relay",
        b'From "ana okafor"@example.org Mon Sep  4 08:00:00 2023',
        b"From ???@??? Mon Sep 04 08:00:00 2023",
    ],
)
@pytest.mark.parametrize("ending", [b"\n", b"\r\n"])
def test_separators(line, ending):
    """Every dialect's separator before a header line begins a message."""
    head = HEADER.replace(b"\n", ending) % 2
    data = message(1, b"one").replace(b"\n", ending) + line + ending + head
    assert len(split(data)) == 2
    assert begins_mailbox(line + ending + head)


@pytest.mark.parametrize(
    "line",
    [
        b"From here on nothing is a separator",
        b"From Monday on, at 08:00 in 2023",
        b"From our house to the sea on Mon Sep  4 08:00:00 2023",
        b"From 0123456789abcdef0123456789abcdef01234567 Mon Sep 17 00:00:00 2001",
        b"From ana@example.org",
        b"From Mon Sep  4 08:00:00 2023",
        b">From ana@example.org Mon Sep  4 08:00:00 2023",
        b" From ana@example.org Mon Sep  4 08:00:00 2023",
    ],
)
def test_body_lines(line):
    """A body line that only looks like a separator is body, header behind it or not."""
    assert len(split(message(1, b"one\n\n" + line + b"\nSubject: x\n"))) == 1
    assert not begins_mailbox(line + b"\nSubject: x\n\n")


def test_needs_a_blank_line_before():
    """A separator that follows a line of text at once is body."""
    assert len(split(message(1, b"one\n" + SEPARATOR + HEADER % 2))) == 1


def test_needs_a_header_after():
    """A separator that no header line follows is body."""
    assert len(split(message(1, b"one\n\n" + SEPARATOR + b"and so on"))) == 1


def test_bare_separator():
    """A lone "From " line counts where a mail program's header follows it."""
    first = message(1, b"one")
    assert len(split(first + b"From \nX-Mozilla-Status: 0001\n" + HEADER % 2)) == 2
    assert len(split(first + b"From \nthe sea: a poem\n")) == 1


def test_content_length_hides_a_separator():
    """What a Content-Length covers up to the next separator is body."""
    inside = b"pasted:\n\n" + message(9, b"inside")
    counted = SEPARATOR + HEADER % 1 + b"Content-Length: %d\n\n" % len(inside) + inside
    assert len(split(counted + b"\n" + message(2, b"two"))) == 2


@pytest.mark.parametrize("length", [0, 3, 10**6, 10**11])
def test_wrong_content_length(length):
    """A Content-Length that leads to no separator is not believed."""
    counted = SEPARATOR + HEADER % 1 + b"Content-Length: %d\n\none\n\n" % length
    assert len(split(counted + message(2, b"two"))) == 2


def test_leading_bytes():
    """A byte order mark and blank lines may stand before the first message."""
    assert len(split(b"\xef\xbb\xbf\n\n" + message(1, b"one"))) == 1


def test_huge_message():
    """Of a message larger than a chunk the beginning is kept, and the next is found."""
    attachment = (b"x" * 76 + b"\n") * (MAX_MESSAGE // 20)
    found = split(message(1, attachment) + message(2, b"two"), MAX_MESSAGE)
    assert len(found) == 2
    assert len(found[0]) == MAX_MESSAGE
    assert found[1].endswith(b"two\n\n")


def test_line_without_end():
    """A line of fifty megabytes is passed over in bounded memory and time."""
    data = message(1, b"y" * 50_000_000) + message(2, b"two")
    found = split(data)
    assert [len(each) for each in found] == [MAX_MESSAGE, len(HEADER % 2) + 6]


@given(
    bodies=st.lists(st.binary(max_size=400), min_size=1, max_size=40),
    chunk=st.integers(min_value=1, max_value=5 * MAX_LINE),
)
def test_no_message_lost_or_invented(bodies, chunk):
    """What was put together comes apart again, wherever the chunks end."""
    escaped = [body.replace(b"From ", b">From ") for body in bodies]
    data = b"".join(message(n, body) for n, body in enumerate(escaped))
    want = [HEADER % n + b"\n" + body + b"\n\n" for n, body in enumerate(escaped)]
    # the blank line before a separator belongs to the separator
    assert [each.rstrip(b"\r\n") for each in split(data, chunk)] == [
        each.rstrip(b"\r\n") for each in want
    ]


@given(
    data=st.binary(max_size=3000) | st.text("\r\n:a", max_size=60).map(str.encode),
    chunk=st.integers(1, 9000),
)
def test_any_bytes(data, chunk):
    """Random bytes after a separator never fail, and the chunk makes no difference."""
    data = SEPARATOR + b"To: x\n" + data
    assert split(data, chunk) == split(data)
    for each in split_mailbox(io.BytesIO(data), (), chunk):
        assert each.head_end == each._replace(found_head_end=None).head_end


def test_reads_on_where_it_ended():
    """From a start, only the messages that end behind it come."""
    old = message(1, b"one") + message(2, b"two")
    found = list(split_mailbox(io.BytesIO(old + message(3, b"3")), start=len(old)))
    assert [each.data for each in found] == [HEADER % 3 + b"\n3\n\n"]
    assert found[0].place == f"message 1 behind byte {len(old)}"


def test_reads_the_message_again_that_was_cut():
    """A message that was being written when it was read comes again, whole."""
    whole = message(1, b"one") + message(2, b"two of many words")
    for start in range(len(message(1, b"one")) + 1, len(whole) - 1):
        assert split(whole)[1:] == [
            each.data for each in split_mailbox(io.BytesIO(whole), start=start)
        ]


def test_reads_nothing_new_again():
    """A start behind the last message gives that message at most."""
    data = message(1, b"one") + message(2, b"two")
    assert len(list(split_mailbox(io.BytesIO(data), start=len(data)))) <= 1
