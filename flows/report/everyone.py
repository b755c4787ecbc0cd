"""Everyone: the first rows as HTML, all rows as a compact table of data."""

from __future__ import annotations

from datetime import UTC, date
from typing import Any

from flows.report import words
from flows.report.reading import Material, Row

PLAIN_ROWS = 500
WORDS = ("titles", "organisations", "groups", "states", "channels", "domains")
PROPOSED = 300  # beyond this rank the next step is left to `cultivate who`


def everyone(material: Material) -> dict[str, Any]:
    """What stands in the page itself, before any script runs."""
    rows = material["everyone"]
    ranked = sum(row["rank"] is not None for row in rows)
    finding = ""
    if rows:
        finding = (
            f"{words.count(len(rows), 'person', 'people')} known; "
            f"{ranked:,} may be proposed, best first."
        )
    return {"rows": rows[:PLAIN_ROWS], "total": len(rows), "finding": finding}


def island(material: Material, *, redacted: bool) -> dict[str, Any]:
    """Everyone as lists of values, repeated words by their place in a list.

    A row has the order in which page.js takes it apart.
    """
    said = {name: _Words() for name in WORDS}
    rows = [_values(row, said) for row in material["everyone"]]
    return {
        "as_of": material.as_of.date().isoformat(),
        "stamp": material.as_of.astimezone(UTC).strftime("%Y%m%dT%H%M%S"),
        "rows": rows,
        "owed": {} if redacted else _owed(material),
        "redacted": redacted,
    } | {name: found.words for name, found in said.items()}


def _owed(material: Material) -> dict[str, list[list[str]]]:
    """What each person is owed, as the verb `done` and the reader say it."""
    found: dict[str, list[list[str]]] = {}
    for row in material["owed"]:
        thing = [row["kind"], words.owed(row["kind"])]
        things = found.setdefault(row["person_id"], [])
        if thing not in things:
            things.append(thing)
    return found


class _Words:
    """Words numbered as they come."""

    def __init__(self) -> None:
        self.words: list[str] = []
        self._places: dict[str, int] = {}

    def place(self, word: str | None) -> int:
        """The number of a word; -1 for none."""
        if not word:
            return -1
        if word not in self._places:
            self._places[word] = len(self.words)
            self.words.append(word)
        return self._places[word]


def _values(row: Row, said: dict[str, _Words]) -> list[Any]:
    mailbox, domain = _parted((row["emails"] or [""])[0])
    values: list[Any] = [
        row["person_id"],
        words.brief(row["name"], 80),
        said["titles"].place(words.brief(row["title"], 60)),
        said["organisations"].place(words.brief(row["organisation"], 60)),
        [said["groups"].place(words.say(group)) for group in row["groups"] or []],
        said["states"].place(words.say(row["state"])),
        _whole(row["closeness"]),
        _whole(row["closeness_90d_ago"]),
        _whole(row["due"]),
        _whole(row["goals"]),
        words.tenths(row["cultivate"]) if row["rank"] else -1,
        _epoch_day(row["last_contact"]),
        said["channels"].place(words.say(row["last_channel"])),
        _whole(row["target_days"]),
        mailbox,
        said["domains"].place(domain),
        (row["phones"] or [""])[0],
    ]
    if row["rank"] and row["rank"] <= PROPOSED:
        points = [row[column] for _, column, _ in words.PARTS]
        values += [
            [
                int(float(p) * 10 + 0.5)
                for p in words.shown_parts(points, row["cultivate"])
            ],
            words.action(row),
        ]
    return values


def _parted(address: str) -> tuple[str, str]:
    """An address as its mailbox, with the @, and its domain; many share one."""
    mailbox, at, domain = address.rpartition("@")
    return (mailbox + at, domain) if at else (address, "")


def _whole(value: float | None) -> int:
    return -1 if value is None else round(value)


def _epoch_day(value: Any) -> int:
    return -1 if value is None else (value.date() - date(1970, 1, 1)).days
