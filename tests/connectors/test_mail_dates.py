"""When a message was written."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import format_datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors._mail_dates import read_date, read_received, read_separator_date

MADRID = ZoneInfo("Europe/Madrid")


@pytest.mark.parametrize(
    ("raw", "want"),
    [
        (b"Mon, 4 Sep 2023 10:00:00 +0200", "2023-09-04T08:00:00"),
        (b"4 Sep 2023 10:00 -0330", "2023-09-04T13:30:00"),
        (b"Mon, 4 Sep 2023 08:00:00 GMT", "2023-09-04T08:00:00"),
        (b"Mon, 04 Sep 2023 08:00:00 +0000 (UTC)", "2023-09-04T08:00:00"),
        (b"Mon, 4 Sep 2023 08:00:00 -0000", "2023-09-04T08:00:00"),
        (b"Mon, 4 Sep 2023 04:00:00 EDT", "2023-09-04T08:00:00"),
        (b"Mon,\r\n 4 Sep 2023 08:00:00 +0000", "2023-09-04T08:00:00"),
        (b"Mon, 4 Sep 23 08:00:00 +0000", "2023-09-04T08:00:00"),
        (b"Mon Sep  4 08:00:00 2023 +0000", "2023-09-04T08:00:00"),
        (b"Sat, 31 Dec 2016 23:59:60 +0000", "2016-12-31T23:59:59"),
        (b"Mon, 4 Sep 2023 10:00:00", "2023-09-04T08:00:00"),
        (b"Mon Sep  4 10:00:00 2023", "2023-09-04T08:00:00"),
        (b"Mon Sep  4 08:00:00 GMT 2023", "2023-09-04T08:00:00"),
    ],
)
def test_dates(raw, want):
    """Each way of writing a date gives its moment; without a zone, the owner's."""
    assert read_date(raw, MADRID) == datetime.fromisoformat(want).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    "raw",
    [
        b"", b"yesterday", b"Thu, 1 Jan 1970 00:00:00 +0000", b"\xff\xfe",
        b"Fri, 13 Feb 2099 10:00:00 +0000", b"Wed, 31 Dec 1969 23:59:59 +0000",
        b"Mon, 31 Feb 2023 08:00:00 +0000", b"Mon, 4 Sep 2023 25:00:00 +0000",
        b"Mon, 4 Sep 9999 23:59:59 -9959", b"Fri, 31 Dec 9999 23:59:59 -0100",
        b"Mon, 4 Sep 2023 08:00:00 +2300", b"Mon, 4 Sep 2023 08:00:00 +99999999999999",
    ],
)  # fmt: skip
def test_no_dates(raw):
    """What is no date, or one nobody can have written on, is none."""
    assert read_date(raw, MADRID) is None


@given(
    st.datetimes(
        min_value=datetime(1975, 1, 1),  # noqa: DTZ001 - Hypothesis wants it bare
        max_value=datetime(2025, 12, 31),  # noqa: DTZ001
        timezones=st.timezones(),
    )
)
def test_reads_what_the_standard_library_writes(moment):
    """A date written by Python's own library is read to the second."""
    written = format_datetime(moment.replace(microsecond=0))
    want = datetime.strptime(written, "%a, %d %b %Y %H:%M:%S %z")
    assert read_date(written.encode(), UTC) == want


@given(st.binary(max_size=80))
def test_any_bytes(data):
    """Random bytes are no date or one that can be."""
    moment = read_date(data, MADRID)
    assert moment is None or moment.tzinfo is not None


def test_received():
    """A Received line's moment stands after its last semicolon."""
    raw = b"from a (b; c) by d\r\n with SMTP; Mon, 4 Sep 2023 10:00:00 +0200 (CEST)"
    assert read_received(raw, UTC) == datetime(2023, 9, 4, 8, tzinfo=UTC)


def test_separator():
    """A separator's moment is UTC."""
    found = read_separator_date(b"Mon Sep  4 08:00:00 2023")
    assert found == datetime(2023, 9, 4, 8, tzinfo=UTC)
