"""`prepare` makes a page for a talk, and proposes a quarter of an hour for it."""

from __future__ import annotations

import stat
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import duckdb
import icalendar
import pytest

from flows.report.prepare import find_slot

PURPOSE = "how she came to work on robots"
MADRID = ZoneInfo("Europe/Madrid")
NOW = datetime(2026, 11, 20, 12, tzinfo=MADRID)  # a Friday


def test_a_talk_needs_a_purpose(lived_in, call):
    """Without a purpose nothing is written, and the way to say one is shown."""
    ended = call(lived_in, "prepare", "Ana Okafor")
    assert (ended.code, ended.out) == (2, "")
    assert "--purpose" in ended.err
    assert not (lived_in.reports / "prepare").exists()


def test_the_page_has_what_a_talk_needs(lived_in, call):
    """Purpose, last talks, questions, what to leave and the thank-you stand on it."""
    ended = call(lived_in, "prepare", "ana.okafor@example.com", "--purpose", PURPOSE)
    assert ended.code == 0, ended.err
    (page,) = (lived_in.reports / "prepare").glob("*.md")
    text = page.read_text(encoding="utf-8")
    for said in (PURPOSE, "A question", "## What to ask", "No word of a job"):
        assert said in text
    assert "Thank Ana within a day" in text
    assert text.strip() in ended.out
    assert stat.S_IMODE(page.stat().st_mode) == 0o600
    assert stat.S_IMODE(page.parent.stat().st_mode) == 0o700


def test_the_appointment_takes_15_minutes(lived_in, call):
    """A tentative quarter of an hour, the same again when asked again."""
    call(lived_in, "prepare", "ana.okafor@example.com", "--purpose", PURPOSE)
    (file,) = (lived_in.reports / "prepare").glob("*.ics")
    first = file.read_bytes()
    (event,) = icalendar.Calendar.from_ical(first).walk("VEVENT")
    assert event.decoded("dtend") - event.decoded("dtstart") == timedelta(minutes=15)
    assert event["status"] == "TENTATIVE"
    call(lived_in, "prepare", "ana.okafor@example.com", "--purpose", PURPOSE)
    assert file.read_bytes() == first


@pytest.fixture
def diary():
    """Somebody who writes at 15 in Madrid, and an empty calendar."""
    con = duckdb.connect()
    con.execute(
        """
        create table interactions as
        select
            'ana' as person_id, 'in' as direction, false as machine,
            'date' as time_source,
            timestamp '2026-11-02 14:20:00' + to_days(n::integer) as happened_at
        from range(10) as days (n);
        create schema staging;
        create table staging.interactions (
            happened_at timestamp, duration_minutes double, channel varchar,
            cancelled boolean, all_day boolean, journal_kind varchar
        )
        """
    )
    return con


def busy(con, hour, minutes, day=23):
    con.execute(
        "insert into staging.interactions values (?, ?, 'meeting', false, false, '')",
        [datetime(2026, 11, day, hour, tzinfo=UTC).replace(tzinfo=None), minutes],
    )


def test_the_hour_suits_both(diary):
    """The soonest weekday from the day after tomorrow, at the hour they write."""
    slot = find_slot(diary, "ana", NOW)
    assert slot
    assert slot.starts_at == datetime(2026, 11, 23, 15, tzinfo=MADRID)
    assert "10 of their 10" in slot.why


def test_it_never_lies_in_an_appointment(diary):
    """Half past when the hour begins with another; the next day when it is full."""
    busy(diary, 14, 20)
    assert find_slot(diary, "ana", NOW).starts_at.minute == 30
    busy(diary, 13, 180)
    assert find_slot(diary, "ana", NOW).starts_at.day == 24


def test_unknown_hours_are_said_to_be_unknown(diary):
    """For somebody hardly heard of, the soonest free time will do."""
    slot = find_slot(diary, "wei", NOW)
    assert slot.starts_at == datetime(2026, 11, 23, 9, tzinfo=MADRID)
    assert "not known" in slot.why


def test_no_time_at_all_is_no_appointment(diary):
    """Two weeks without a free quarter of an hour propose none."""
    busy(diary, 0, 60 * 24 * 15, day=21)
    assert find_slot(diary, "ana", NOW) is None
