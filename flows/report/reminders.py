"""reminders.ics: the week's people, and days noted, as entries that never double.

An entry's UID comes from person, action and target date, so importing the file
every morning updates it. The ledger raw.reminders remembers what was written:
SEQUENCE rises when an entry changes, and one whose person is no longer on the
week's list (done, or gone), or whose note is, is written as CANCELLED for a while.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

import duckdb
import icalendar

from flows.report import words
from flows.report.reading import Material, Row

TOLD_DAYS = 30  # so long a cancelled entry is told to calendars
CONFIRMED, CANCELLED = "CONFIRMED", "CANCELLED"
REMEMBER = "remember"  # what the owner noted for a day


@dataclass(frozen=True)
class Reminder:
    """One version of one entry, as the ledger keeps it."""

    uid: str
    sequence: int
    person_id: str
    action: str
    target_date: date
    starts_on: date
    status: str
    content: str
    as_of: datetime  # UTC, without a zone


def recall(con: duckdb.DuckDBPyConnection, as_of: datetime) -> dict[str, Reminder]:
    """The newest version of each entry written up to `as_of`, by UID."""
    rows = con.execute(
        """
        select uid, sequence, person_id, action, target_date, starts_on, status,
            content, as_of
        from raw.reminders
        where as_of <= ?
        qualify
            row_number() over (partition by uid order by sequence desc, as_of desc) = 1
        order by uid
        """,
        [_utc(as_of)],
    ).fetchall()
    return {row[0]: Reminder(*row) for row in rows}


def remember(
    con: duckdb.DuckDBPyConnection, known: dict[str, Reminder], now: list[Reminder]
) -> None:
    """Append to the ledger each version that is new."""
    for entry in now:
        if known.get(entry.uid) != entry:
            con.execute(
                "insert into raw.reminders values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                list(vars(entry).values()),
            )


def propose(material: Material, known: dict[str, Reminder]) -> list[Reminder]:
    """The entries to write now: people, notes, and what is to be taken back."""
    as_of, today = _utc(material.as_of), material.as_of.date()
    wanted = [_reminder(row, today, as_of) for row in material["week"]]
    wanted += [
        _entry(person, REMEMBER, day, max(day, today), as_of, said)
        for (person, day), said in _noted(material).items()
    ]
    current = [_version(entry, _standing(entry, known, today)) for entry in wanted]
    uids = {entry.uid for entry in current}
    gone = [_taken_back(old, as_of) for uid, old in known.items() if uid not in uids]
    told = as_of - timedelta(days=TOLD_DAYS)
    return current + [entry for entry in gone if entry.as_of >= told]


def calendar(material: Material, entries: list[Reminder]) -> bytes:
    """The entries as iCalendar, stamped with as_of."""
    made = icalendar.Calendar()
    made.add("prodid", "-//cultivate//reminders//EN")
    made.add("version", "2.0")
    people = {row["person_id"]: row for row in material["everyone"]}
    noted = _noted(material)
    for entry in entries:
        event = _event(entry, people.get(entry.person_id), material)
        said = noted.get((entry.person_id, entry.target_date))
        if entry.action == REMEMBER and said:
            event["summary"] = icalendar.vText(said)
        made.add_component(event)
    return bytes(made.to_ical())


def _reminder(row: Row, today: date, as_of: datetime) -> Reminder:
    target = row["action_by"] or today
    target = target.date() if isinstance(target, datetime) else target
    # a night's list has no date of its own to propose: the week's Monday is stable
    named = target if row["action_by"] else today - timedelta(days=today.weekday())
    said = (words.action(row), *_said(row))
    starts_on = max(target, today)
    return _entry(row["person_id"], row["action"], named, starts_on, as_of, *said)


def _entry(
    person_id: str, action: str, day: date, starts_on: date, as_of: datetime, *said: str
) -> Reminder:
    return Reminder(
        uid=_hash(person_id, action, day.isoformat()) + "@cultivate",
        sequence=0,
        person_id=person_id,
        action=action,
        target_date=day,
        starts_on=starts_on,
        status=CONFIRMED,
        content=_hash(*said),
        as_of=as_of,
    )


def _noted(material: Material) -> dict[tuple[str, date], str]:
    """What the owner noted about somebody for a day: `Ana Okafor: ask about it`."""
    return {
        (row["person_id"], row["happens_on"]): words.line(
            # the fact begins with when it is, which is another each night
            f"{row['name']}: {row['fact'].partition(': ')[2]}"
        )
        for row in material["moments"]
        if row["kind"] == "reminder"
    }


def _standing(
    entry: Reminder, known: dict[str, Reminder], today: date
) -> Reminder | None:
    """The ledger's entry for the same thing to do, if one stands.

    What is past its day is proposed for today anew each night: it stays the entry
    it was, or a calendar would fill with the same reminder.
    """
    if entry.uid in known or entry.target_date > today or entry.action == REMEMBER:
        return known.get(entry.uid)
    thing = (entry.person_id, entry.action, CONFIRMED)
    standing = [r for r in known.values() if (r.person_id, r.action, r.status) == thing]
    return max(standing, key=lambda r: (r.target_date, r.uid), default=None)


def _version(entry: Reminder, old: Reminder | None) -> Reminder:
    """The entry as the ledger's next version, or as it stands there unchanged."""
    if old is None:
        return entry
    entry = replace(  # a day once told stays
        entry,
        uid=old.uid,
        target_date=old.target_date,
        starts_on=old.starts_on,
    )
    if (entry.content, entry.status) == (old.content, old.status):
        return old
    return replace(entry, sequence=old.sequence + 1)


def _taken_back(old: Reminder, as_of: datetime) -> Reminder:
    if old.status == CANCELLED:
        return old
    return replace(old, status=CANCELLED, sequence=old.sequence + 1, as_of=as_of)


def _event(entry: Reminder, row: Row | None, material: Material) -> icalendar.Event:
    event = icalendar.Event()
    event.add("uid", entry.uid)
    event.add("dtstamp", material.as_of.astimezone(UTC))
    event.add("dtstart", entry.starts_on)
    event.add("dtend", entry.starts_on + timedelta(days=1))
    event.add("summary", _summary(entry, row))
    event.add("sequence", entry.sequence)
    event.add("status", entry.status)
    event.add("class", "PRIVATE")
    event.add("transp", "TRANSPARENT")
    if row and entry.status == CONFIRMED:
        event.add("description", "\n".join(_said(row)))
    return event


def _summary(entry: Reminder, row: Row | None) -> str:
    if row is None:
        return "No longer needed"
    return words.line(words.action({**row, "action": entry.action}))


def _said(row: Row) -> list[str]:
    return [words.line(sentence) for sentence in (row["reasons"] or [])[:4]]


def _hash(*parts: str) -> str:
    return hashlib.blake2b("\x1f".join(parts).encode(), digest_size=12).hexdigest()


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(tzinfo=None)
