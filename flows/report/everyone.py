"""Everyone: the first rows as HTML, all rows as a compact table of data."""

from __future__ import annotations

from datetime import UTC, date
from typing import Any

from flows.report import words
from flows.report.reading import Material, Row

PLAIN_ROWS = 500
REASONED = 300  # beyond this rank a person's reasons are left to `cultivate why`


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

    A row has the order in which script.js takes it apart.
    """
    said = {"groups": _Words(), "states": _Words(), "channels": _Words()}
    rows = [_values(row, said) for row in material["everyone"]]
    return {
        "as_of": material.as_of.date().isoformat(),
        "stamp": material.as_of.astimezone(UTC).strftime("%Y%m%dT%H%M%S"),
        "rows": rows,
        "redacted": redacted,
    } | {name: found.words for name, found in said.items()}


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
            self.words.append(words.say(word))
        return self._places[word]


def _values(row: Row, said: dict[str, _Words]) -> list[Any]:
    values: list[Any] = [
        row["person_id"],
        words.brief(row["name"], 80),
        words.brief(row["title"], 60),
        words.brief(row["organisation"], 60),
        [said["groups"].place(group) for group in row["groups"] or []],
        said["states"].place(row["state"]),
        _whole(row["closeness"]),
        _whole(row["closeness_90d_ago"]),
        _whole(row["due"]),
        _whole(row["goals"]),
        words.tenths(row["cultivate"]) if row["rank"] else -1,
        _epoch_day(row["last_contact"]),
        said["channels"].place(row["last_channel"]),
        _whole(row["target_days"]),
        (row["emails"] or [""])[0],
        (row["phones"] or [""])[0],
    ]
    if row["rank"] and row["rank"] <= REASONED:
        points = [row[column] for _, column, _ in words.PARTS]
        values += [
            [
                int(float(p) * 10 + 0.5)
                for p in words.shown_parts(points, row["cultivate"])
            ],
            words.action(row),
            [words.brief(sentence, 160) for sentence in (row["reasons"] or [])[:4]],
        ]
    return values


def _whole(value: float | None) -> int:
    return -1 if value is None else round(value)


def _epoch_day(value: Any) -> int:
    return -1 if value is None else (value.date() - date(1970, 1, 1)).days
