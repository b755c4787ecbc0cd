"""Each quick way of reading mail agrees with the careful one behind it."""

from __future__ import annotations

import re
from email import message_from_bytes
from email.policy import compat32
from email.utils import parsedate_to_datetime
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from connectors import (
    _mail_bulk,
    _mail_dates,
    _mail_headers,
    _mail_people,
    _mail_separators,
)
from connectors._mail_decode import unfold

DATES = st.from_regex(
    re.compile(
        rb"(Mon, |Thu, |)[0-3]?\d (Jan|feb|MAR|Sep|Dez) (19|20)\d\d \d\d:\d\d(:\d\d|)"
        rb" ([+-][01]\d[0-5]\d|GMT|UT|Z|EST|)( \(CEST\)|)"
    ),
    fullmatch=True,
)
PARTS = ['"', "<", ">", "(", ")", ",", ";", ":", "@", " ", ".", "\\", " at ", "Ana",
         "ana@example.org", "<mo@example.net>", "Mo, Q", "=?utf-8?q?S=C3=B8n?=",
         "é"]  # fmt: skip
ADDRESSES = st.lists(st.sampled_from(PARTS), max_size=8).map("".join) | st.builds(
    "{} <{}>".format,
    st.text(st.sampled_from("Ana Okø.\t'=?-@"), max_size=12),
    st.sampled_from(["ana@example.org", "Mo@EXAMPLE.net", "a.b@xn--bcher-kva.example"]),
)
ID = st.from_regex(_mail_headers._ONE_ID, fullmatch=True)
IDS = st.lists(
    ID
    | st.sampled_from([b"<", b">", b" ", b"x@example.org", b"<a b>", b"\xff", b"\0"]),
    max_size=6,
).map(b"".join)
NAMES = ["From", "to", "CC", "Subject", "Message-ID", "DATE", "X-Other", "To-Day",
         "References", "List-Id", "received", "X-Mailer", "In-Reply-To"]  # fmt: skip
VALUE = st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=30)
FIELDS = st.lists(
    st.tuples(st.sampled_from(NAMES), st.lists(VALUE, min_size=1, max_size=3)),
    max_size=8,
)
SEPARATORS = st.from_regex(
    re.compile(
        rb"From ([a-z]{1,9}@example\.org|-|[0-9a-f]{40}|ana at x|\t) {1,3}"
        rb"(Mon|Fri|Foo) (Sep|Nov|Non) {1,2}\d{1,2} \d\d:\d\d:\d\d (20\d\d|CEST 2023)"
        rb"(\r|)\n(Subject: x|From here|: x|>From x|X Y:|\n)"
    ),
    fullmatch=True,
)
UTC = ZoneInfo("UTC")


@given(DATES)
def test_dates(raw):
    """What the strict expression reads is what Python's email reads."""
    quick = _mail_dates._read_strict(raw)
    assert quick == _mail_dates._read_whole(raw)
    if quick:
        assert quick == _mail_dates._read_lenient(raw, UTC)
    if quick and quick.second < 59:  # a leap second is none to Python
        told = parsedate_to_datetime(raw.decode())
        assert quick == told.replace(tzinfo=told.tzinfo or UTC)


@given(ADDRESSES)
def test_addresses(text):
    """The simple forms give what the scan of any form gives."""
    raw = text.encode()
    simple = _mail_people._SIMPLE.fullmatch(unfold(raw))
    bare = _mail_people._BARE.fullmatch(unfold(raw))
    if simple or bare:
        scanned = _mail_people._kept(_mail_people._scan(unfold(raw)))
        assert _mail_people.parse_mailboxes(raw) == scanned


@given(IDS)
def test_message_ids(raw):
    """The outer ids are those of the careful reading, folded or not."""
    ids = _mail_headers._message_ids(raw)
    outer = (ids[0], ids[-1]) if ids else ("", "")
    assert _mail_headers.outer_ids([raw]) == outer
    assert _mail_headers.outer_ids([raw.replace(b" ", b"\r\n\t")]) == outer


@given(FIELDS)
def test_header_fields(fields):
    """The wanted fields, folded or not, are those Python's email finds."""
    lines = [f"{name}: " + "\n\t".join(values) for name, values in fields]
    data = "\n".join(["X-First: 1", *lines, "", "Text."]).encode()
    found = message_from_bytes(data, policy=compat32)
    ours = _mail_headers.read_headers(data)
    theirs: dict[bytes, list[bytes]] = {}
    for name, value in found.items():
        if name.lower().encode() in _mail_headers.WANTED:
            theirs.setdefault(name.lower().encode(), []).append(_unfold(value.encode()))
    assert {name: list(map(_unfold, values)) for name, values in ours.items()} == theirs
    assert all(
        b"\n" not in value
        for name in ours.keys() - _mail_headers._IDS
        for value in ours[name]
    )


def _unfold(value):
    return b" ".join(line.strip() for line in value.split(b"\n")).strip()


@given(
    st.sampled_from([b"", b"multipart/report; a", b"Multipart/Report", b"text/plain"]),
    st.sampled_from([b"", b"<>", b"<bounce-1@x>", b"return.1@x", b"<ana@example.org>"]),
)
def test_rules(kind, path):
    """The rules asked of a message that says nothing else are all that can hold."""
    headers = {b"content-type": [kind], b"return-path": [path]}
    assert _mail_bulk._plain_rule(headers) == _mail_bulk._first_rule(headers)


@given(SEPARATORS)
def test_separators(data):
    """The usual separator is one to the careful reading as well."""
    usual = _mail_separators._USUAL_SEPARATOR.match(data)
    if not usual:
        return
    line = usual[0]
    date = _mail_separators.SEPARATOR_DATE.search(line)
    assert date
    assert date.end() == len(line)
    assert _mail_separators._names_sender(line[5 : date.start()].strip())
    assert not _mail_separators._GIT_PATCH.match(line)
    assert _mail_separators._HEADER_LINE.match(data, len(line))
