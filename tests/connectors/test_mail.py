"""A message becomes an interaction; what every mail source shares."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors import (
    ContactRecord,
    Interaction,
    Participant,
    Problem,
    Reading,
)
from connectors._mail import extract_messages
from connectors._mail_split import MAX_HEAD, RawMessage

READING = Reading(account="default", zone=ZoneInfo("UTC"))
HEAD = (
    b"From: Ana <ana@example.org>\nTo: robin@example.com\n"
    b"Date: Mon, 4 Sep 2023 08:00:00 +0000\n"
)


def extract(head: bytes, body: bytes = b"", reading: Reading = READING, labels=()):
    message = RawMessage("message 1", head + b"\n" + body, labels=labels)
    return list(extract_messages([message], reading))


def one(head: bytes, body: bytes = b"", reading: Reading = READING, labels=()):
    return next(
        thing
        for thing in extract(head, body, reading, labels)
        if isinstance(thing, Interaction)
    )


def test_message_id_is_the_key():
    """The source's key is the Message-ID as written, without its brackets."""
    touch = one(HEAD + b"Message-ID: <ABC.1@Mail.example.org>\n")
    assert touch.source_key == "ABC.1@Mail.example.org"
    assert touch.once_key == "mail:ABC.1@Mail.example.org"
    assert touch.thread_key == "ABC.1@Mail.example.org"


def test_copies_without_id_are_one():
    """Copies that differ in trace headers and folding share their content's key."""
    first = one(HEAD + b"Subject: the\n boat\nX-Folder: a\n", b"Text.")
    copy = one(b"Received: by relay\n" + HEAD + b"Subject: the boat\n", b"> Text.")
    other = one(HEAD + b"Subject: the other boat\n", b"Text.")
    assert first.source_key.startswith("sha:")
    assert first.once_key == copy.once_key
    assert first.once_key != other.once_key


def test_time_of_arrival_is_no_key():
    """Without id and Date, copies that arrived at other times share their key."""
    head = b"From: ana@example.org\nReceived: by a; Mon, 4 Sep 2023 0%d:00:00 +0000\n"
    first, copy = (one(head % hour, b"The same text.") for hour in (8, 9))
    assert first.once_key == copy.once_key
    assert first.once_key != one(head % 8, b"Another text.").once_key


@pytest.mark.parametrize(
    ("fields", "thread"),
    [
        (b"References: <a@x> <b@x>\nIn-Reply-To: <b@x>\n", "a@x"),
        (b"In-Reply-To: Ana's message of Monday <b@x>\n", "b@x"),
        (b"References:\n <a@x>\n\t<b@x>\n", "a@x"),
        (b"", "own@x"),
    ],
)
def test_threads(fields, thread):
    """A thread is its first message's id: of References, In-Reply-To or its own."""
    touch = one(HEAD + b"Message-ID: <own@x>\n" + fields)
    assert touch.thread_key == thread


@pytest.mark.parametrize(
    ("fields", "answered"),
    [
        (b"References: <a@x> <b@x>\nIn-Reply-To: <c@x>\n", "mail:c@x"),
        (b"References: <a@x> <b@x>\n", "mail:b@x"),
        (b"", ""),
    ],
)
def test_answered(fields, answered):
    """A message answers what In-Reply-To names, else the last of its References."""
    assert one(HEAD + fields).answers == answered


def test_threads_without_any_id():
    """Without ids, messages of one subject among the same people are a thread."""
    first = one(HEAD + b"Subject: Boat\n")
    answer = (
        b"From: robin@example.com\nTo: ana@example.org\n"
        b"Date: Tue, 5 Sep 2023 08:00:00 +0000\nSubject: Re: AW: boat\n"
    )
    assert one(answer).thread_key == first.thread_key
    assert one(answer + b"Cc: kofi@example.org\n").thread_key != first.thread_key


def test_everybody_once():
    """Whoever is named twice takes part once, in the weightiest role."""
    head = HEAD + b"Cc: ana@example.org, kofi@example.org\nBcc: kofi@example.org\n"
    assert one(head).participants == (
        Participant("from", "ana@example.org"),
        Participant("to", "robin@example.com"),
        Participant("cc", "kofi@example.org"),
    )


def test_best_name():
    """A record bears the name seen most often, and counts its sightings."""
    heads = [b"Ana O", b"Ana Okafor", b"Ana Okafor", b"ana"]
    messages = [
        RawMessage(
            f"message {number}",
            b"From: %s <ana@example.org>\nDate: 4 Sep 2023 08:0%d:00 GMT\n\n"
            % (name, number),
        )
        for number, name in enumerate(heads)
    ]
    (record,) = (
        thing
        for thing in extract_messages(messages, READING)
        if isinstance(thing, ContactRecord)
    )
    assert (record.name, record.sightings) == ("Ana Okafor", 4)


@pytest.mark.parametrize(
    ("date", "received", "separator", "want"),
    [
        (b"Mon, 4 Sep 2023 08:00:00 +0000", b"5 Sep 2023 09:00:00 +0000", b"", "date"),
        (
            b"Thu, 1 Jan 1970 00:00:00 +0000",
            b"5 Sep 2023 09:00:00 +0000",
            b"",
            "received",
        ),
        (b"tomorrow", b"", b"From a Wed Sep  6 10:00:00 2023\n", "separator"),
    ],
)
def test_time_falls_back(date, received, separator, want):
    """An absent or absurd Date gives way to Received, then to the separator."""
    head = b"From: ana@example.org\nDate: " + date + b"\n"
    head += b"Received: by relay; " + received + b"\n" if received else b""
    message = RawMessage("message 1", head + b"\n", separator)
    touch = next(extract_messages([message], READING))
    moments = {
        "date": datetime(2023, 9, 4, 8, tzinfo=UTC),
        "received": datetime(2023, 9, 5, 9, tzinfo=UTC),
        "separator": datetime(2023, 9, 6, 10, tzinfo=UTC),
    }
    assert (touch.time_source, touch.happened_at) == (want, moments[want])


@pytest.mark.parametrize(
    "head", [b"From: ana@example.org\n", b"Date: Mon, 4 Sep 2023 08:00:00 +0000\n", b""]
)
def test_unreadable_is_a_problem(head):
    """Without anybody or any time a message is a problem, and names nobody."""
    (problem,) = extract(head, b"Text.")
    assert isinstance(problem, Problem)
    assert problem.place == "message 1"
    assert "ana" not in f"{problem.what} {problem.why} {problem.cure}".split()


@pytest.mark.parametrize("label", ["draft", "sent", "spam", "trash", "chat"])
def test_labels(label):
    """A draft is no touch; sent, spam, trash and chat are told with it."""
    touches = [t for t in extract(HEAD, labels=(label,)) if isinstance(t, Interaction)]
    if label == "draft":
        assert not touches
        return
    assert touches[0].labels == (label,)
    assert touches[0].owner_side == ("out" if label == "sent" else "")
    assert touches[0].channel == ("message" if label == "chat" else "email")


def test_without_text_signals():
    """With text signals off a message is the same but for what its text tells."""
    body = b"Would you come? Thank you for the boat."
    told = one(HEAD, body)
    assert (told.asks_question, told.says_thanks, told.words) == (True, True, 8)
    silent = one(HEAD, body, replace(READING, text_signals=False))
    assert silent == replace(
        told,
        asks_question=None,
        says_thanks=None,
        introduces=None,
        has_attachment=None,
        words=None,
        language="",
    )


def test_bodies_are_not_kept():
    """Nothing of a body is in what is extracted."""
    told = repr(extract(HEAD, b"The planted-marker is under the mat. Will you come?"))
    assert "planted" not in told


@pytest.mark.parametrize("depth", [5, 2000])
def test_nested_parts(depth):
    """Parts nested however deep end soon; a text at a sane depth is read."""
    body = b""
    for level in range(depth):
        body += b"--b%d\nContent-Type: multipart/mixed; boundary=b%d\n\n" % (
            level,
            level + 1,
        )
    body += b"--b%d\nContent-Type: text/plain\n\nIs it read?\n" % depth
    touch = one(HEAD + b"Content-Type: multipart/mixed; boundary=b0\n", body)
    assert touch.asks_question is (depth == 5)


def test_many_parts():
    """A hundred thousand parts take no longer than the first few hundred."""
    body = b"--b\n\nIs it read?\n" + b"--b\nContent-Type: a/b\n\n.\n" * 100_000
    touch = one(HEAD + b"Content-Type: multipart/mixed; boundary=b\n", body)
    assert touch.asks_question
    assert touch.has_attachment


def test_endless_header():
    """A header larger than its bound is read up to it."""
    touch = one(HEAD + b"X-Fill: y\n" * (MAX_HEAD // 5), b"Is it read?")
    assert touch.participants[0].record_key == "ana@example.org"


@given(st.binary(max_size=2000), st.binary(max_size=2000))
def test_any_bytes(head, body):
    """Random bytes give interactions, records and problems; never a failure."""
    for start in (b"", HEAD, HEAD + b"Content-Type: multipart/mixed; boundary=x\n"):
        for thing in extract(start + head, body):
            assert isinstance(thing, Interaction | ContactRecord | Problem)


def some_messages(count: int):
    """Messages with a text, some without a date, drafts, and a problem at times."""
    for number in range(1, count + 1):
        head = HEAD if number % 7 else HEAD.replace(b"Date", b"Day")
        text = head + b"\nWill you come? %d\n" % number
        labels = () if number % 5 else ("draft",)
        yield RawMessage(f"message {number}", text, labels=labels)
        if number % 11 == 0:
            yield Problem(f"behind {number}", "it is odd", "none", "none")


def test_many_messages_are_as_each_alone():
    """However many come at once, each says the same, and in their order."""
    alone = [
        thing
        for message in some_messages(600)
        for thing in extract_messages([message], READING)
        if not isinstance(thing, ContactRecord)
    ]
    together = list(extract_messages(some_messages(600), READING))
    assert together[: len(alone)] == alone
    assert sum(isinstance(thing, Problem) for thing in alone) == 68 + 54
    people = {thing.source_key: thing.sightings for thing in together[len(alone) :]}
    assert people == dict.fromkeys(("ana@example.org", "robin@example.com"), 412)


def test_what_came_before_a_break_is_kept():
    """Where a file breaks off, the messages before have all been given."""

    def breaks_off():
        yield from some_messages(400)
        raise EOFError

    given_so_far: list[object] = []
    with pytest.raises(EOFError):
        given_so_far.extend(extract_messages(breaks_off(), READING))
    wanted = [
        thing
        for thing in extract_messages(some_messages(400), READING)
        if not isinstance(thing, ContactRecord)
    ]
    assert given_so_far == wanted


FIELDS = st.sampled_from(
    [b"From", b"To", b"Cc", b"Date", b"Subject", b"Received", b"Message-ID",
     b"References", b"Reply-To", b"List-Post", b"List-Id", b"Content-Type",
     b"Content-Transfer-Encoding", b"X-Gmail-Labels", b"Return-Path"]
)  # fmt: skip
PIECES = st.sampled_from(
    [b"ana@example.org", b"Ana", b"<", b">", b"(", b")", b'"', b",", b";", b":", b"@",
     b"=?utf-8?Q?=C3?=", b"=?x?B?!?=", b" via ", b" at ", b"\r\n ", b"\xff", b"\\",
     b"multipart/mixed; boundary=", b"text/html; charset=utf-7", b"base64", b"x",
     b"Mon, 4 Sep 2023 08:00:00 +0000", b"99999999999", b"\x00", b"mailto:"]
)  # fmt: skip


@given(
    st.lists(
        st.tuples(FIELDS, st.lists(PIECES, max_size=12).map(b"".join)), max_size=15
    ),
    st.binary(max_size=200),
)
def test_any_header(fields, body):
    """Fields put together from their usual pieces never fail."""
    head = b"".join(name + b": " + value + b"\n" for name, value in fields)
    for thing in extract(head, body):
        assert isinstance(thing, Interaction | ContactRecord | Problem)
        if isinstance(thing, Interaction):
            assert thing.participants
            assert thing.happened_at.tzinfo
