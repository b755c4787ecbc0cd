"""What a person's card holds beyond their row: months, records, sums and paths.

The page has a size to keep: people are told in full in the order of the table for
as long as there is room; `cultivate who` and `why` tell of the rest.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from itertools import groupby
from typing import Any

from markupsafe import Markup

from flows.report import words
from flows.report.escape import as_json
from flows.report.reading import Material, Row
from flows.report.sections import target
from flows.report.week import by_person, first

MONTHS = 24
MOST_PARTS = 12  # lines of a sum; what is left stands in one
Told = list[Any]


def island(material: Material, room: int) -> Markup:
    """Details as JSON, by the place of a person in the table, in `room` bytes."""
    months = last_months(material.as_of.date())
    names = [f"{words.MONTHS[month.month - 1]} {month.year}" for month in months]
    head, left = as_json(names), room - 64 - 12 * len(names)
    told = []
    for text in _texts(material, months):
        left -= len(text.encode()) + 1
        if left < 0:
            break
        told.append(text)
    inside = Markup(",").join(told)
    return Markup('{{"months":{},"people":{{{}}}}}').format(head, inside)


def _texts(material: Material, months: list[date]) -> Any:
    detailed = {row["person_id"] for row in material["detailed"]}
    tell = teller(material, months)
    for place, row in enumerate(material["everyone"]):
        if row["person_id"] in detailed:
            yield Markup('"{}":{}').format(place, as_json(tell(row["person_id"])))


def last_months(today: date) -> list[date]:
    """The first days of the last 24 months, the oldest first."""
    number = today.year * 12 + today.month - 1
    numbers = range(number - MONTHS + 1, number + 1)
    return [date(n // 12, n % 12 + 1, 1) for n in numbers]


def teller(material: Material, months: list[date]) -> Any:
    """A function from a person to their detail, as card.js takes it apart."""
    touches = by_person(material["detail_months"])
    spoken = by_person(material["detail_subjects"])
    records = by_person(material["detail_records"])
    ground = by_person(material["detail_ground"])
    ledger = by_person(material["detail_ledger"])
    parts = by_person(material["detail_parts"])
    leads = paths(material)

    def tell(person: str) -> Told:
        days = {row["month"]: row["touches"] for row in touches[person]}
        return [
            [days.get(month, 0) for month in months] if days else [],
            [words.brief(s, 70) for row in spoken[person] for s in row["subjects"]],
            [_ground(row) for row in ground[person]],
            [_favour(row) for row in ledger[person]],
            leads[person],
            [_record(row) for row in records[person]],
            sums(parts[person]),
        ]

    return tell


def paths(material: Material) -> dict[str, list[list[str]]]:
    """By person: whom they could lead the owner to, have led to, came through."""
    labels = {row["target_id"]: target(row) for row in material["goals"]}
    found: dict[str, list[list[str]]] = defaultdict(list)
    for row in material["introductions"]:
        label = words.brief(labels.get(row["target_id"], "a target"), 80)
        link = words.brief(row["link"], 90)
        found[row["person_id"]].append(["could lead you to", label, link])
    for row in material["introduced"]:
        led = words.brief(row["name"], 60)
        by = words.brief(row["by_name"], 60)
        when = words.day(row["happened_at"])
        found[row["by_person_id"]].append(["led you to", led, when])
        found[row["person_id"]].append(["came through", by, when])
    return found


def sums(parts: list[Row]) -> list[Told]:
    """Each score as its parts, shown so that they add up to the figure shown."""
    told = []
    for score, group in groupby(parts, key=lambda part: part["score"]):
        lines = list(group)
        total = sum(line["points"] for line in lines)
        shown = words.shown_parts([line["points"] for line in lines], total)
        pairs = list(zip(lines, shown, strict=True))
        listed = [
            [words.brief(line["fact"], 120) or words.say(line["part"]), figure]
            for line, figure in pairs[:MOST_PARTS]
        ]
        if rest := pairs[MOST_PARTS:]:
            tenths = sum(words.tenths(float(figure)) for _, figure in rest)
            listed.append([f"and {len(rest)} more", f"{tenths / 10:.1f}"])
        told.append([score, words.number(total), listed])
    return told


def _ground(row: Row) -> str:
    group = words.brief(words.say(row["group_name"]), 40)
    return f"{group}: {words.brief(row['why'], 90)}" if row["why"] else group


def _favour(row: Row) -> str:
    said = words.brief(row["fact"], 120) or words.say(row["kind"])
    return f"{words.day(row['happened_at'])}: {said}"


def _record(row: Row) -> list[str]:
    reason = words.brief(row["evidence"], 90) or words.say(row["rule"])
    return [
        row["record_id"],
        row["joined_to"] or "",
        words.say(row["source"]),
        words.brief(first([row["name"]]), 60),
        reason,
    ]
