from __future__ import annotations

from datetime import UTC, timedelta

import duckdb
import icalendar
from conftest import SETTINGS, add_report_floor
from report_world import AS_OF

from flows import report, warehouse
from flows.report import reminders


def events(folder):
    found = icalendar.Calendar.from_ical((folder / "reminders.ics").read_bytes())
    return {str(event["uid"]): event for event in found.walk("VEVENT")}


def write(home, database, as_of=AS_OF, *, remember=True):
    folder = home.reports / as_of.date().isoformat()
    report.write(home, SETTINGS, as_of, database, folder, remember=remember)
    return folder


def change(database, *statements):
    """Another night's database: the same people, some things changed."""
    with duckdb.connect(str(database)) as con:
        for statement in statements:
            con.execute(statement)
    add_report_floor(database)


def ledger(home):
    with warehouse.open_archive(home) as con:
        return con.execute("select count(*) from raw.reminders").fetchall()[0][0]


def test_each_person_of_the_week_has_one_private_event(folder):
    """Ten people, ten events: private, stamped with as_of, on a day not past."""
    found = events(folder).values()
    assert len(found) == SETTINGS.report.people_per_week
    for event in found:
        assert event["class"] == "PRIVATE"
        assert event["status"] == "CONFIRMED"
        assert event["sequence"] == 0
        assert event.decoded("dtstamp") == AS_OF
        assert event.decoded("dtstart") >= AS_OF.date()


def test_lines_fold_at_75_octets(hostile):
    """No line is longer than 75 octets, however long or wide a name is."""
    content = (hostile.parent / "reminders.ics").read_bytes()
    assert max(len(line) for line in content.split(b"\r\n")) <= 75
    assert events(hostile.parent)


def test_writing_twice_gives_the_same_bytes(home, database):
    """The same night again changes neither the file nor the ledger."""
    once = (write(home, database) / "reminders.ics").read_bytes()
    remembered = ledger(home)
    again = (write(home, database) / "reminders.ics").read_bytes()
    assert once == again
    assert ledger(home) == remembered == SETTINGS.report.people_per_week


def test_a_changed_event_keeps_its_uid_and_raises_its_sequence(home, database):
    """A new reason is the same event, one sequence later."""
    before = events(write(home, database))
    change(
        database,
        "update relationships_to_cultivate set reasons = ['news'] where rank = 4",
    )
    after = events(write(home, database, AS_OF + timedelta(hours=1)))
    assert before.keys() == after.keys()
    raised = [uid for uid in after if after[uid]["sequence"] == 1]
    assert len(raised) == 1
    assert after[raised[0]]["description"] == "news"


def test_what_is_done_is_cancelled(home, database):
    """Somebody no longer proposed has their event cancelled, for a month."""
    before = events(write(home, database))
    change(
        database,
        "delete from relationships_to_cultivate where person_id = 'p01'",
    )
    after = events(write(home, database, AS_OF + timedelta(hours=1)))
    gone = [e for e in after.values() if e["status"] == "CANCELLED"]
    assert len(gone) == 1
    assert str(gone[0]["uid"]) in before
    assert gone[0]["sequence"] == 1
    later = events(write(home, database, AS_OF + timedelta(days=40)))
    assert str(gone[0]["uid"]) not in later


def test_an_overdue_action_stays_one_event(home, database):
    """What is proposed "for today" night after night does not double."""
    before = events(write(home, database))
    change(
        database,
        "update relationships_to_cultivate set action_by = '2026-11-23' where rank < 4",
    )
    after = events(write(home, database, AS_OF + timedelta(days=1)))
    assert before.keys() == after.keys()


def test_a_replay_leaves_the_ledger_alone(home, database):
    """Without remembering nothing is written to the archive, nor latest moved."""
    folder = write(home, database, remember=False)
    assert ledger(home) == 0
    assert events(folder)
    assert not (home.reports / "latest").exists()


def test_cancelled_events_name_nobody_unknown(home, database):
    """An event of a person who is gone from the database has no name in it."""
    write(home, database)
    change(
        database,
        "delete from relationships_to_cultivate where person_id = 'p01'",
        "delete from people where person_id = 'p01'",
    )
    text = (write(home, database) / "reminders.ics").read_text()
    assert "Okafor" not in text
    assert "No longer needed" in text


def test_a_day_is_the_owners_day(folder):
    """An event's day is a day of the calendar, with no zone to shift it."""
    for event in events(folder).values():
        assert not hasattr(event.decoded("dtstart"), "tzinfo")


NOTED = """insert into moments by name select 'p01' as person_id, 'reminder' as kind,
    date '{0}' as happens_on, 'To remember {1}: ask about the flat' as fact"""


def noted(folder):
    return [e for e in events(folder).values() if "flat" in e["summary"]]


def test_a_note_for_a_day_is_an_entry_of_that_day(home, database):
    """It says what was noted and of whom, and the same each night."""
    day = AS_OF.date() + timedelta(days=2)
    change(database, NOTED.format(day, f"on {day:%-d %b}"))
    (entry,) = noted(write(home, database))
    assert entry["summary"].endswith(": ask about the flat")
    assert entry.decoded("dtstart") == day
    change(database, "delete from moments", NOTED.format(day, "tomorrow"))
    (later,) = noted(write(home, database, AS_OF + timedelta(days=1)))
    assert (later["uid"], later["sequence"]) == (entry["uid"], 0)


def test_a_note_that_is_gone_is_taken_back(home, database):
    """Its entry is cancelled, and no other note of the person's takes its place."""
    first, second = (AS_OF.date() - timedelta(days=days) for days in (3, 1))
    change(database, NOTED.format(first, "on that day"))
    (entry,) = noted(write(home, database))
    change(database, "delete from moments", NOTED.format(second, "on that day"))
    later = write(home, database, AS_OF + timedelta(days=1))
    assert events(later)[str(entry["uid"])]["status"] == "CANCELLED"
    (other,) = noted(later)
    assert (other["uid"] != entry["uid"], other["status"]) == (True, "CONFIRMED")


def test_of_two_versions_of_one_number_the_later_stands(home):
    """A day looked at again may have numbered an entry as a later night had."""
    day, now = AS_OF.date(), AS_OF.astimezone(UTC).replace(tzinfo=None)
    versions = [
        reminders.Reminder("u@x", 1, "p01", "reply", day, day, "CONFIRMED", said, at)
        for said, at in (("late", now), ("early", now - timedelta(days=9)))
    ]
    for rows in (versions, versions[::-1]):
        with warehouse.open_archive(home) as con:
            con.execute("delete from raw.reminders")
            reminders.remember(con, {}, rows)
            assert reminders.recall(con, AS_OF) == {"u@x": versions[0]}
