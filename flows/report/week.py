"""The week's people as cards: what to do, why, and how the score adds up."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime
from itertools import groupby
from typing import Any

from flows.report import charts, drafts, words
from flows.report.reading import Material, Row

Shown = dict[str, Any]
MOST_REASONS = 4
TOLD_CHANGE = 2.0  # points of closeness
LEAST_SCALE = 10.0  # a full bar never stands for less than this score


def week(material: Material, owner: str = "") -> Shown:
    """The week's people as cards; `owner` signs the drafts."""
    rows, as_of = material["week"], material.as_of
    parts, days = by_person(material["week_parts"]), contact_days(material)
    spoken = {
        row["person_id"]: row["subjects"][:3] for row in material["detail_subjects"]
    }
    begun = {
        row["person_id"]: drafts.draft(row, owner, as_of.date())
        for row in material["openings"]
    }
    full = max([_total(row) for row in rows] + [LEAST_SCALE])
    cards = [
        card(row, parts[row["person_id"]], days[row["person_id"]], as_of, full)
        | {"subjects": spoken.get(row["person_id"], [])}
        | _begun(row, begun.get(row["person_id"]))
        for row in rows
    ]
    said = words.headline(row["action"] for row in rows)
    return {"cards": cards, "finding": f"This week: {said}." if said else ""}


def _begun(row: Row, letter: drafts.Draft | None) -> Shown:
    return {
        "draft": letter,
        "mail": drafts.mailto(first(row["emails"]), letter),
    }


def card(
    row: Row, parts: list[Row], days: list[date], as_of: datetime, full: float
) -> Shown:
    """One person of the week; `full` is the score a full bar stands for."""
    today = as_of.date()
    points = [row[column] for _, column, _ in words.PARTS]
    shown = words.shown_parts(points, row["cultivate"])
    summed = sums(parts)
    return row | {
        "todo": words.action(row),
        "by": by_when(row["action_by"], today),
        "event_day": max(as_day(row["action_by"]) or today, today).strftime("%Y%m%d"),
        "parts": [
            (kind, label, text)
            for (kind, _, label), text in zip(words.PARTS, shown, strict=True)
        ],
        "bar": charts.stack(
            [(kind, row[column] or 0.0) for kind, column, _ in words.PARTS], full
        ),
        "strip": strip(row, days, today),
        "silence": silence(row, as_of),
        "reasons": reasons(row, summed),
        "sums": summed,
        "call": words.tel(first(row["phones"])),
    }


def reasons(row: Row, summed: list[Shown]) -> list[tuple[str, str]]:
    """The weightiest facts with the points they gave; what is left in one line."""
    own = [found for found in summed if found["score"] == "cultivate"]
    if not own:
        return [(sentence, "") for sentence in (row["reasons"] or [])[:MOST_REASONS]]
    lines = [
        (line["fact"] or words.say(line["part"]), shown)
        for line, shown in own[0]["lines"]
    ]
    told, rest = lines[:MOST_REASONS], lines[MOST_REASONS:]
    if rest:
        tenths = sum(words.tenths(float(shown)) for _, shown in rest)
        told.append((f"and {len(rest)} more", f"{tenths / 10:.1f}"))
    return [(fact, f"+{shown}") for fact, shown in told]


def silence(row: Row, as_of: datetime) -> str:
    """Last contact, the gap to keep and where closeness is going, in sentences."""
    last, channel = row["last_contact"], words.say(row["last_channel"])
    said = ["No contact on record yet."]
    if last is not None:
        through = f", {channel}" if channel else ""
        ago = words.days_ago(last, as_of)
        said = [f"Last contact {words.day(last)}{through} ({ago})."]
    if row["target_days"]:
        said.append(f"The gap to keep is {row['target_days']:.0f} days.")
    if row["closeness"] is not None:
        said.append(f"Closeness {row['closeness']:.0f}{_before(row)}.")
    if last is not None and row["confidence"] == "low":
        said.append("Known from few touches.")
    return " ".join(said)


def _before(row: Row) -> str:
    then, now = row["closeness_90d_ago"], row["closeness"]
    if then is None or abs(now - then) < TOLD_CHANGE:
        return ""
    return f", {'up' if now > then else 'down'} from {then:.0f} a quarter ago"


def sums(parts: list[Row]) -> list[Shown]:
    """Every score of a person as its parts, shown so that they add up."""
    scores = []
    for score, group in groupby(parts, key=lambda part: part["score"]):
        lines = list(group)
        total = sum(line["points"] for line in lines)
        shown = words.shown_parts([line["points"] for line in lines], total)
        scores.append(
            {
                "score": score,
                "total": words.number(total),
                "lines": list(zip(lines, shown, strict=True)),
            }
        )
    return sorted(scores, key=lambda s: (s["score"] != "cultivate", s["score"]))


def by_person(rows: list[Row]) -> dict[str, list[Row]]:
    """Rows by their person."""
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[row["person_id"]].append(row)
    return found


def contact_days(material: Material) -> dict[str, list[date]]:
    """Days of contact by person."""
    rows = by_person(material["contact_days"])
    days = {
        person: [row["contact_day"] for row in found] for person, found in rows.items()
    }
    return defaultdict(list, days)


def strip(row: Row, days: list[date], today: date) -> Any:
    """The cadence strip of a row that has last_contact and target_days."""
    return charts.strip(days, as_day(row["last_contact"]), row["target_days"], today)


def by_when(day: Any, today: date) -> str:
    """By which day, gently: what is past is simply for this week."""
    when = as_day(day)
    if when is None:
        return ""
    return f"by {words.weekday(when)}" if when > today else "this week"


def as_day(value: Any) -> date | None:
    """The day of a date or time."""
    return value.date() if isinstance(value, datetime) else value


def first(values: list[str] | None) -> str | None:
    """The first of a list, if there is one."""
    return values[0] if values else None


def _total(row: Row) -> float:
    return float(row["cultivate"] or 0.0)
