"""A page to prepare a talk with somebody, and a quarter of an hour for it.

The purpose comes first: whoever knows what they want to learn asks better, and takes
less of the other's time. What to ask and what to leave are the advice of people who
teach the information interview: ask about their way and their field, not for work.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple
from zoneinfo import ZoneInfo

import icalendar

from flows.report import words

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection as Connection

MINUTES = 15
SOONEST_DAYS, LATEST_DAYS = 2, 14
DAY_BEGINS, DAY_ENDS = 9, 18  # the owner's clock
USUAL_WORDS = 5  # touches of theirs, before their hours are called usual
NIGHT_OUT = 60.0  # minutes of an appointment that does not say how long it is

ASK = (
    "How did you come to what you do, and what would you do again?",
    "What does a usual week of yours look like?",
    "Which skills matter most in it, and how did you learn them?",
    "How do people come into this field, and whom does it look for?",
    "Where is the field going, and what is hard about it just now?",
    "Which organisations would you look at in my place?",
    "Who else would be good to talk to, and may I say that you named them?",
)
LEAVE = (
    "No word of a job, nor whether one is open: that ends the talk.",
    "Do not ask what their page or a search would tell you.",
    "Do not ask what they may not be at ease to answer: pay, colleagues, plans.",
    "Do not stay longer than the 15 minutes unless they offer it.",
)


class Slot(NamedTuple):
    """When the talk could be, in the owner's zone, and why then."""

    starts_at: datetime
    why: str


class Prepared(NamedTuple):
    """The page as Markdown, the appointment, and when it is proposed."""

    page: str
    calendar: bytes
    slot: Slot | None


def prepare(
    con: Connection, person: dict[str, Any], purpose: str, zone: ZoneInfo
) -> Prepared:
    """The page and the appointment for one row of main.people.

    "Now" is when the database looks from, so that the same night gives the same page.
    """
    ((as_of,),) = con.execute("select max(as_of) from scores").fetchall() or [(None,)]
    now = (as_of or datetime(1970, 1, 1)).replace(tzinfo=UTC).astimezone(zone)  # noqa: DTZ001 - UTC follows
    slot = find_slot(con, person["person_id"], now)
    lines = list(_page(con, person, words.line(purpose), now, slot))
    calendar = _calendar(person, words.line(purpose), now, slot)
    return Prepared("\n".join([*lines, ""]), calendar, slot)


def find_slot(con: Connection, person_id: str, now: datetime) -> Slot | None:
    """The soonest free quarter of an hour at the hour they are most often there."""
    hours = _usual_hours(con, person_id, now)
    taken = _appointments(con, now)
    known = sum(hours.values()) >= USUAL_WORDS
    best: tuple[int, datetime] | None = None
    for start in _quarters(now.date(), now.tzinfo):
        end = start + timedelta(minutes=MINUTES)
        if any(begin < end and start < until for begin, until in taken):
            continue
        weight = hours.get(start.hour, 0) if known else 0
        if best is None or weight > best[0]:
            best = (weight, start)
    if best is None:
        return None
    weight, start = best
    why = (
        f"{weight} of their {sum(hours.values())} messages and talks fell in this "
        "hour, and you are free"
        if known and weight
        else "you are free; their usual hours are not known"
    )
    return Slot(start, why)


def _quarters(today: date, zone: Any) -> Iterator[datetime]:
    """Starts on weekdays of the next two weeks, on the hour and the half."""
    for ahead in range(SOONEST_DAYS, LATEST_DAYS + 1):
        day = today + timedelta(days=ahead)
        if day.weekday() < 5:  # noqa: PLR2004 - Saturday
            for half in range(2 * DAY_BEGINS, 2 * DAY_ENDS):
                yield datetime.combine(day, time(half // 2, 30 * (half % 2)), zone)


def _usual_hours(con: Connection, person_id: str, now: datetime) -> dict[int, int]:
    """Touches that came from them, or had both, by hour of the owner's day."""
    query = """
        select happened_at
        from interactions
        where
            person_id = $id
            and direction in ('in', 'both')
            and not machine
            and time_source != 'journal'
            and happened_at between $now::timestamp - interval 2 years and $now
    """
    hours: dict[int, int] = {}
    for (at,) in con.execute(query, {"id": person_id, "now": _utc(now)}).fetchall():
        hour = at.replace(tzinfo=UTC).astimezone(now.tzinfo).hour
        hours[hour] = hours.get(hour, 0) + 1
    return hours


def _appointments(con: Connection, now: datetime) -> list[tuple[datetime, datetime]]:
    """What stands in the owner's calendar, also what nobody else is in."""
    query = """
        select distinct happened_at, coalesce(duration_minutes, $usual)
        from staging.interactions
        where
            channel in ('meeting', 'video', 'call')
            and not cancelled
            and not all_day
            and journal_kind = ''
            and happened_at between $now::timestamp - interval 1 day
            and $now::timestamp + interval 16 days
    """
    said = {"now": _utc(now), "usual": NIGHT_OUT}
    return [
        (at.replace(tzinfo=UTC), at.replace(tzinfo=UTC) + timedelta(minutes=minutes))
        for at, minutes in con.execute(query, said).fetchall()
    ]


def _page(
    con: Connection,
    person: dict[str, Any],
    purpose: str,
    now: datetime,
    slot: Slot | None,
) -> Iterator[str]:
    given = _plain(person["given_name"] or person["name"])
    yield f"# 15 minutes with {_plain(person['name'])}"
    work = " at ".join(filter(None, (person["title"], person["organisation"])))
    yield from [f"{_plain(work)}", ""] if work else [""]
    yield f"**Purpose**: {_plain(purpose)}"
    if slot:
        at = slot.starts_at
        yield f"**When**: {words.weekday(at)}, {at:%H:%M} ({slot.why})"
    for title, lines in (
        ("You last talked", _talks(con, person["person_id"], now)),
        ("Common ground", _ground(con, person)),
        ("Open between you", _open(con, person["person_id"])),
        ("What to ask", ASK),
        ("What to leave", LEAVE),
        ("Afterwards", _afterwards(given, slot)),
    ):
        yield from ("", f"## {title}", "")
        yield from [f"- {line}" for line in lines] or ["- nothing on record"]


def _talks(con: Connection, person_id: str, now: datetime) -> list[str]:
    query = """
        select happened_at, channel, subject
        from interactions
        where person_id = $id and not machine and happened_at <= $now
        order by happened_at desc, interaction_id
        limit 5
    """
    found = con.execute(query, {"id": person_id, "now": _utc(now)}).fetchall()
    return [
        f"{words.day(at.replace(tzinfo=UTC).astimezone(now.tzinfo))}, {channel}"
        + (f": {_plain(subject)}" if subject else "")
        for at, channel, subject in found
    ]


def _ground(con: Connection, person: dict[str, Any]) -> list[str]:
    query = """
        select group_name, why
        from person_groups
        -- a mentor is one to the owner: nothing the two share
        anti join roles on group_name in (role, role || 's')
        where person_id = $id
        order by group_name
    """
    groups = [
        words.say(name) + (f" ({_plain(why)})" if why else "")
        for name, why in con.execute(query, {"id": person["person_id"]}).fetchall()
    ]
    interests = [_plain(each) for each in person["interests"] or []]
    query = """
        select people.name
        from introduced
        inner join people on people.person_id = introduced.by_person_id
        where introduced.person_id = $id
    """
    met = con.execute(query, {"id": person["person_id"]}).fetchall()
    return [
        *groups,
        *(f"interested in {each}" for each in interests),
        *(f"{_plain(name)} introduced you" for (name,) in met),
    ]


def _open(con: Connection, person_id: str) -> list[str]:
    query = """
        select fact, since from owed where person_id = $id
        union all
        select fact, since from waiting where person_id = $id
        order by since, fact
    """
    return [
        _plain(fact) for fact, _ in con.execute(query, {"id": person_id}).fetchall()
    ]


def _afterwards(given: str, slot: Slot | None) -> list[str]:
    last = slot.starts_at if slot else None
    thanks = f" ({words.weekday(last + timedelta(days=1))})" if last else ""
    news = f" (about {words.day(last + timedelta(days=90))})" if last else ""
    learned = f'cultivate log "learned from {given}: ..."'
    return [
        f"Thank {given} within a day{thanks}; name one thing that helped.",
        f"Write down what you learned and what you do next: {learned}",
        f"Tell {given} in three months what came of it{news}.",
    ]


def _calendar(
    person: dict[str, Any], purpose: str, now: datetime, slot: Slot | None
) -> bytes:
    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//cultivate//prepare//EN")
    calendar.add("version", "2.0")
    if slot:
        start = slot.starts_at.astimezone(UTC)
        event = icalendar.Event()
        key = f"{person['person_id']} {start.isoformat()} {purpose}"
        digest = hashlib.blake2b(key.encode(), digest_size=12).hexdigest()
        event.add("uid", f"{digest}@cultivate")
        event.add("dtstamp", now.astimezone(UTC))
        event.add("dtstart", start)
        event.add("dtend", start + timedelta(minutes=MINUTES))
        event.add("summary", f"15 minutes with {words.line(person['name'])}")
        event.add("description", f"To propose to them. Purpose: {purpose}")
        event.add("status", "TENTATIVE")
        event.add("class", "PRIVATE")
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def _plain(text: Any) -> str:
    """Source text on one line, without what Markdown would take for a mark."""
    said = words.brief(words.line(str(text or "")), 160)
    return "".join(f"\\{c}" if c in "\\`*_[]<>#|!" else c for c in said)


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(tzinfo=None)
