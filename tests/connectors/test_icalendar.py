"""Meetings from calendar files, beyond what the fixtures show."""

from __future__ import annotations

import tracemalloc
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import icalendar as library
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors import ContactRecord, Interaction, Problem, SourceError, icalendar
from connectors._calendar import (
    channel_of,
    event_key,
    has_conference_link,
    physical_place,
)
from connectors._calendar_old import rule_of
from connectors._calendar_people import read_line
from connectors._calendar_zones import Zones, zone_name
from tests.connectors.golden import READING

MADRID = ZoneInfo("Europe/Madrid")
STAMP = "DTSTAMP:20261120T080000Z"


def write(path, *events, stamp=STAMP):
    """A calendar file of these events' lines, each with its own UID."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0"]
    for number, event in enumerate(events):
        lines += ["BEGIN:VEVENT", f"UID:e{number}@example.com", stamp]
        lines += [*event.splitlines(), "END:VEVENT"]
    path.write_text("\r\n".join([*lines, "END:VCALENDAR", ""]), encoding="utf-8")
    return path


def read(path, kind=Interaction):
    return [t for t in icalendar.extract(path, READING) if isinstance(t, kind)]


@pytest.fixture
def path(tmp_path):
    return tmp_path / "calendar.ics"


def test_horizon_follows_the_file(path):
    """An endless series ends 400 days after the file's newest stamp, any day."""
    write(path, "DTSTART:20261101T090000Z\nRRULE:FREQ=DAILY")
    last = read(path)[-1].happened_at
    assert last == datetime(2026, 11, 20, 9, tzinfo=UTC) + timedelta(days=399)


def test_horizon_without_stamps(path):
    """A file without stamps counts its horizon from its newest start."""
    write(path, "DTSTART;VALUE=DATE:20250301\nRRULE:FREQ=YEARLY", stamp="PRIORITY:0")
    assert [m.happened_at.year for m in read(path)] == [2025, 2026]


def test_newest_meetings_are_kept(path):
    """A series with more than 5,000 meetings gives the newest ones."""
    write(path, "DTSTART:20000101T090000Z\nRRULE:FREQ=DAILY;BYHOUR=9,15")
    meetings = read(path)
    assert len(meetings) == 5000
    assert meetings[-1].happened_at == datetime(2027, 12, 24, 15, tzinfo=UTC)


@pytest.mark.parametrize(
    ("rule", "meetings"),
    [
        ("FREQ=SECONDLY;COUNT=1000000000", 5000),
        ("FREQ=MINUTELY;UNTIL=99991231T000000Z", 5000),
        ("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", 1),
        ("FREQ=DAILY;INTERVAL=7;BYDAY=TU", 1),
        ("FREQ=DAILY;INTERVAL=0", 1),
        ("FREQ=WEEKLY;UNTIL=20120101T000000Z", 1),
    ],
)
def test_hostile_rules_end(path, rule, meetings):
    """Rules without end or without a match give few meetings, never a hang."""
    write(path, f"DTSTART:20260105T090000Z\nRRULE:{rule}")
    told = list(icalendar.extract(path, READING))
    problems = [thing for thing in told if isinstance(thing, Problem)]
    assert len(problems) == (meetings == 1)
    assert len(told) - len(problems) == pytest.approx(meetings, abs=1)


def test_rule_keeps_local_time(path):
    """A weekly meeting stays at its local hour over the change of the clocks."""
    write(path, "DTSTART;TZID=Europe/Madrid:20261019T100000\nRRULE:FREQ=WEEKLY;COUNT=2")
    hours = [m.happened_at.astimezone(UTC).hour for m in read(path)]
    assert hours == [8, 9]


def test_one_bad_event_costs_one(path):
    """Of three events the broken one is a problem, the others are read."""
    write(path, "DTSTART:20260101T090000Z", "DTSTART:soon", "DTSTART:20260103T090000Z")
    assert [m.source_key[:2] for m in read(path)] == ["e0", "e2"]
    assert {p.place for p in read(path, Problem)} == {"event 2"}


def test_sloppy_lines(path):
    """Doubled semicolons and dashed times are read, a line without value is told."""
    write(path, "DTSTART;;VALUE=DATE-TIME:2026-01-01T09:00:00Z\nLOCATION")
    assert [m.happened_at.hour for m in read(path)] == [9]
    assert [p.what for p in read(path, Problem)] == ["a line of it cannot be read"]


@pytest.mark.parametrize(
    "encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"]
)
def test_charsets(path, encoding):
    """UTF-8 with a mark, UTF-16, and Windows' western letters are read alike."""
    write(path, "DTSTART:20260101T090000Z\nSUMMARY:Café")
    path.write_bytes(path.read_text(encoding="utf-8").encode(encoding))
    assert icalendar.identify(path)
    assert [m.subject for m in read(path)] == ["Café"]


def test_bare_carriage_returns(path):
    """A file whose lines end in a bare carriage return is read."""
    write(path, "DTSTART:20260101T090000Z\nSUMMARY:Lunch")
    path.write_bytes(path.read_bytes().replace(b"\r\n", b"\r"))
    assert [m.subject for m in read(path)] == ["Lunch"]


def test_folded_letters(path):
    """A letter of two bytes cut in half by a line fold is put together."""
    write(path, "DTSTART:20260101T090000Z\nSUMMARY:Café")
    path.write_bytes(path.read_bytes().replace(b"\xc3\xa9", b"\xc3\r\n \xa9"))
    assert [m.subject for m in read(path)] == ["Café"]


def test_memory_stays_flat(path):
    """Reading six megabytes of descriptions takes one or two."""
    text = "DTSTART:20260101T090000Z\nDESCRIPTION:" + "\n ".join(["word " * 14] * 600)
    write(path, *[text] * 150)
    assert path.stat().st_size > 6e6
    assert next(icalendar.extract(path, READING))  # libraries are loaded
    tracemalloc.start()
    count = sum(1 for _ in icalendar.extract(path, READING))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 150
    assert peak < 2e6


def test_description_is_not_kept(path):
    """A description tells the channel and is stored nowhere."""
    secret = "She is ill. https://zoom.us/j/5"
    write(path, f"DTSTART:20260101T090000Z\nDESCRIPTION:{secret}\nSUMMARY:Talk")
    [meeting] = read(path)
    assert meeting.channel == "video"
    assert "ill" not in repr(meeting)
    assert "zoom.us" not in repr(meeting)


def test_best_name_wins(path):
    """An address goes by its most frequent name; the address itself is no name."""
    names = ["ana@example.com", "Ana", "Ana Okafor", "Ana Okafor"]
    write(
        path,
        *(
            f'DTSTART:20260101T090000Z\nATTENDEE;CN="{name}":mailto:ANA@example.com'
            for name in names
        ),
    )
    [ana] = read(path, ContactRecord)
    assert (ana.source_key, ana.name, ana.sightings) == (
        "ana@example.com",
        "Ana Okafor",
        4,
    )


def test_organiser_who_declines(path):
    """Whoever calls a meeting has said yes, unless they declined it."""
    people = "ORGANIZER:mailto:a@example.com\nATTENDEE;PARTSTAT={}:mailto:a@example.com"
    write(
        path,
        "DTSTART:20260101T090000Z\n" + people.format("NEEDS-ACTION"),
        "DTSTART:20260102T090000Z\n" + people.format("DECLINED"),
    )
    assert [m.participants[0].accepted for m in read(path)] == [True, False]


def test_no_calendar_is_a_source_error(path):
    """A file without any component stops with a cure."""
    path.write_text("nothing here\n")
    with pytest.raises(SourceError, match="no calendar"):
        read(path)


@pytest.mark.parametrize(
    ("subject", "location", "links", "channel"),
    [
        ("Coffee", "Bluebird, Main Street 1", "", "meeting"),
        ("Coffee", "", "", "meeting"),
        ("Review", "", "Join https://meet.google.com/abc", "video"),
        ("Review", "Room 4", "Join https://meet.google.com/abc", "meeting"),
        ("Review", "https://us02web.zoom.us/j/1?pwd=2", "", "video"),
        ("Review", "Microsoft Teams-Besprechung", "", "video"),
        ("Review", "Zoom / Room Elm", "", "meeting"),
        ("Phone call with Ana", "", "", "call"),
        ("Video call with Ana", "", "", "video"),
        ("Ana", "+34 555 010 203", "", "call"),
        ("Ana", "Phone (I call you)", "", "call"),
        ("Sea trip", "Tel Aviv", "", "meeting"),
        ("Call for papers", "", "", "meeting"),
        ("Let us meet", "", "We should meet. Then eat.", "meeting"),
    ],
)
def test_channel(subject, location, links, channel):
    """Place, links and words tell whether one met, saw or called one another."""
    online = has_conference_link(links)
    assert channel_of(subject, location, online=online) == channel


def test_place_has_no_links():
    """A place keeps its words and loses links, which may carry a password."""
    location = "Room 4; https://zoom.us/j/1?pwd=abc"
    assert physical_place(location) == "Room 4"


@pytest.mark.parametrize(
    ("line", "name", "answer"),
    [
        (b"ATTENDEE;CN=Okafor, Ana:MAILTO:A@x.example", "Okafor, Ana", None),
        (b'ATTENDEE;CN="A; B";PARTSTAT=accepted:mailto:a@x.example', "A; B", True),
        (b"ATTENDEE;PARTSTAT=TENTATIVE:mailto:a@x.example?subject=x", "", None),
        (b"ATTENDEE;CN=T: 2nd;PARTSTAT=DECLINED:mailto:a@x.example", "T: 2nd", False),
        (b"ATTENDEE;CN=B ^'B^';EMAIL=a@x.example:urn:uuid:1", 'B "B"', None),
        (b"ATTENDEE;DELEGATED-TO=x;PARTSTAT=DELEGATED:A@x.example", "", False),
    ],
)
def test_attendee_lines(line, name, answer):
    """Attendees are found in what calendars write, quoted well or not."""
    someone = read_line(line)
    assert someone.address == "a@x.example"
    assert (someone.name, someone.answer) == (name, answer)


@pytest.mark.parametrize(
    "line", [b"ATTENDEE:invalid:nomail", b"ATTENDEE", b"ATTENDEE:"]
)
def test_nobody(line):
    """A line without address and name is nobody."""
    assert read_line(line)[:2] == ("", "")


@pytest.mark.parametrize(
    ("tzid", "name"),
    [
        ("Europe/Madrid", "Europe/Madrid"),
        ("W. Europe Standard Time", "Europe/Berlin"),
        ("/freeassociation.sourceforge.net/America/Argentina/Ushuaia",
         "America/Argentina/Ushuaia"),
        ("Nowhere", ""),
        ("Europe", ""),
        ("../../etc/passwd", ""),
    ],
)  # fmt: skip
def test_zone_names(tzid, name):
    """Zones are known by name, by Windows' name and behind a vendor's path."""
    assert zone_name(tzid) == name


def test_zone_rules_of_two_files_differ():
    """The same odd TZID means in each file what that file defines."""

    def zone(offset):
        lines = [
            "BEGIN:VTIMEZONE", "TZID:Odd", "BEGIN:STANDARD", "DTSTART:19700101T000000",
            f"TZOFFSETFROM:{offset}", f"TZOFFSETTO:{offset}", "END:STANDARD",
            "END:VTIMEZONE",
        ]  # fmt: skip
        return Zones({"Odd": lines}).name("Odd")

    assert zone("+0530") != zone("+0545")


def test_keys():
    """A meeting of a series goes by its original start in UTC, or by its day."""
    nine = datetime(2026, 11, 12, 9, tzinfo=MADRID)
    assert event_key("u", None, MADRID) == "u"
    assert event_key("u", nine, MADRID) == "u/20261112T080000Z"
    assert event_key("u", nine.replace(tzinfo=None), MADRID) == "u/20261112T080000Z"
    assert event_key("u", date(2026, 11, 12), MADRID) == "u/20261112"


@settings(max_examples=40, deadline=None)
@given(
    subject=st.text(st.characters(exclude_categories=["C", "Z"]), max_size=40),
    second=st.integers(600_000_000, 2_800_000_000),
    minutes=st.integers(0, 5000),
)
def test_written_events_read_back(tmp_path_factory, subject, second, minutes):
    """What the icalendar library writes is read back: when, how long, what."""
    start = datetime.fromtimestamp(second, UTC)
    event = library.Event()
    event.add("uid", "u1")
    event.add("dtstart", start)
    event.add("dtend", start + timedelta(minutes=minutes))
    event.add("summary", subject)
    calendar = library.Calendar()
    calendar.add_component(event)
    path = tmp_path_factory.mktemp("written") / "one.ics"
    path.write_bytes(calendar.to_ical())
    [meeting] = read(path)
    assert (meeting.happened_at, meeting.duration_minutes) == (start, minutes)
    assert meeting.subject == subject


@pytest.mark.parametrize(
    ("subject", "name", "field"),
    [
        ("Ana Okafor's birthday", "Ana Okafor", "birthday"),
        ("Ana Okafor’s Birthday!", "Ana Okafor", "birthday"),
        ("Ana Okafors Geburtstag", "Ana Okafor", "birthday"),
        ("Geburtstag von Ana Okafor", "Ana Okafor", "birthday"),
        ("Anniversaire de Ana Okafor", "Ana Okafor", "birthday"),
        ("Cumpleaños de Ana Okafor", "Ana Okafor", "birthday"),
        ("Birthday: Ana Okafor", "Ana Okafor", "birthday"),
        ("🎂 Ana Okafor - birthday", "Ana Okafor", "birthday"),
        ("Ana Okafor's wedding anniversary", "Ana Okafor", "anniversary"),
        ("Hochzeitstag Ana Okafor", "Ana Okafor", "anniversary"),
    ],
)
def test_a_yearly_day_of_somebody_is_no_meeting(path, subject, name, field):
    """Birthdays and anniversaries are kept as days of a person, without a year."""
    write(path, f"DTSTART;VALUE=DATE:19880411\nRRULE:FREQ=YEARLY\nSUMMARY:{subject}")
    assert read(path) == []
    (record,) = read(path, ContactRecord)
    assert (record.name, record.known_by) == (name, "name")
    assert getattr(record, field) == "--04-11"


@pytest.mark.parametrize(
    "subject",
    ["Happy birthday!", "My birthday", "Cumpleaños de mamá", "Mum's birthday"],
)
def test_nobodys_birthday_is_nobody(path, subject):
    """A day of the owner, or of somebody without a name, makes no person."""
    write(path, f"DTSTART;VALUE=DATE:19880411\nRRULE:FREQ=YEARLY\nSUMMARY:{subject}")
    assert read(path) == []
    assert read(path, ContactRecord) == []


@pytest.mark.parametrize(
    "event",
    [
        "DTSTART:20260411T180000Z\nRRULE:FREQ=YEARLY\nSUMMARY:Ana's birthday",
        "DTSTART;VALUE=DATE:20260411\nSUMMARY:Ana's birthday",
        "DTSTART;VALUE=DATE:20260411\nRRULE:FREQ=YEARLY;COUNT=2\nSUMMARY:Harbour fair",
    ],
)
def test_a_party_is_a_meeting(path, event):
    """What has an hour, comes once or is something else stays a meeting."""
    write(path, event)
    assert read(path)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("D1 #5", "FREQ=DAILY;INTERVAL=1;COUNT=5"),
        ("D2", "FREQ=DAILY;INTERVAL=2;COUNT=2"),
        ("W1 MO WE #0", "FREQ=WEEKLY;INTERVAL=1;BYDAY=MO,WE"),
        ("W2 TU 19971224T000000Z",
         "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU;UNTIL=19971224T000000Z"),
        ("MP1 1+ FR #10", "FREQ=MONTHLY;INTERVAL=1;BYDAY=1FR;COUNT=10"),
        ("MP2 1+ SU 1- SU #10", "FREQ=MONTHLY;INTERVAL=2;BYDAY=1SU,-1SU;COUNT=10"),
        ("MD1 15 LD #3", "FREQ=MONTHLY;INTERVAL=1;BYMONTHDAY=15,-1;COUNT=3"),
        ("YM1 6 7 #0", "FREQ=YEARLY;INTERVAL=1;BYMONTH=6,7"),
        ("YD3 1 100 #4", "FREQ=YEARLY;INTERVAL=3;BYYEARDAY=1,100;COUNT=4"),
        ("FREQ=DAILY;COUNT=3", "FREQ=DAILY;COUNT=3"),
        ("nonsense", "nonsense"),
    ],
)  # fmt: skip
def test_rules_of_vcalendar(old, new):
    """A rule of vCalendar 1.0 is told in today's words, anything else stays."""
    assert rule_of(old) == new
