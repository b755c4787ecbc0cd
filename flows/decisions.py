"""The owner's word: decisions.csv is read as it stands, line by line.

It is append-only and kept by hand or by commands; no run ever rewrites it. A
broken line is a problem with its number, never a lost decision.
"""

from __future__ import annotations

import csv
from dataclasses import astuple, dataclass, fields
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from flows.kinds import KINDS
from flows.settings import Home

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection as Connection

COLUMNS = ("id", "happened_at", "verb", "record_a", "record_b", "value", "note")
VERBS = frozenset(
    {
        "same", "different", "unsure", "mute", "snooze", "tier", "tag", "group",
        "role", "interest", "cadence", "met", "name", "keep", "machine", "done",
        "useful", "not_useful", "target", "goal", "undo", "forget",
        "same_kind", "part_kind", "leave_kind",
    }
)  # fmt: skip
_NEEDS_TWO = {"same", "different", "unsure"}
_NEEDS_KIND = {"same_kind", "part_kind", "leave_kind"}
_NEEDS_RECORD = VERBS - {"undo", "goal", "target", "forget"} - _NEEDS_KIND


@dataclass(frozen=True)
class Line:
    """One line of decisions.csv; a broken one has its number, id, what and cure.

    happened_at: UTC, without zone.
    """

    line: int
    decision_id: str = ""
    happened_at: datetime | None = None
    verb: str = ""
    record_a: str = ""
    record_b: str = ""
    value: str = ""
    note: str = ""
    what: str = ""
    cure: str = ""


def read(home: Home) -> list[Line]:
    """Every line of decisions.csv but its heading, broken ones too, in order."""
    if not home.decisions.is_file():
        return []
    text = home.decisions.read_text(encoding="utf-8-sig", errors="replace")
    lines: list[Line] = []
    seen: set[str] = set()
    for number, row in enumerate(text.splitlines(), start=1):
        # each by itself: a quote nobody closed must not swallow what comes after it
        said = cells(row)
        if said and tuple(said) != COLUMNS:
            lines.append(_read_line(number, said, seen))
    return lines


def cells(line: str) -> list[str]:
    """The cells of one line, without blanks around them."""
    return [cell.strip() for cell in next(csv.reader([line]), [])]


def _read_line(number: int, said: list[str], seen: set[str]) -> Line:
    wrong = _what_is_wrong(said, seen)
    if wrong:
        return Line(number, said[0], what=wrong[0], cure=wrong[1])
    decision_id, happened_at, *rest = said
    seen.add(decision_id)
    return Line(number, decision_id, _when(happened_at), *rest)


def _what_is_wrong(  # noqa: PLR0911  # a line for each fault reads best
    said: list[str], seen: set[str]
) -> tuple[str, str] | None:
    columns = ", ".join(COLUMNS)
    if not 3 <= len(said) <= len(COLUMNS):  # noqa: PLR2004  # id, time, verb at least
        return f"{len(said)} columns", f"write the columns {columns}"
    decision_id, happened_at, verb, *rest = said
    if not decision_id or decision_id in seen:
        return "an id that is missing or used before", "give the line an id of its own"
    if _when(happened_at) is None:
        return "a time that is none", "write it like 2026-01-31T18:00:00+00:00"
    if verb not in VERBS:
        return "an unknown verb", f"use one of {', '.join(sorted(VERBS))}"
    if verb in _NEEDS_RECORD and not (rest and rest[0].count("/") > 1):
        return "no record", "name it as source/account/source_key in record_a"
    if verb in _NEEDS_TWO and not (len(rest) > 1 and rest[1].count("/") > 1):
        return "no second record", "name it as source/account/source_key in record_b"
    if verb in _NEEDS_KIND and not (len(rest) > 2 and rest[2] in KINDS):  # noqa: PLR2004  # record_a, record_b, value
        return "no kind", f"name one of {', '.join(KINDS)} in value"
    return None


def _when(text: str) -> datetime | None:
    try:
        when = datetime.fromisoformat(text)
    except ValueError:
        return None
    aware = when if when.tzinfo else when.replace(tzinfo=UTC)
    return aware.astimezone(UTC).replace(tzinfo=None)


def load(con: Connection, home: Home) -> None:
    """Mirror decisions.csv in raw.decisions of the archive attached to `con`."""
    names = [field.name for field in fields(Line)]
    lines = [astuple(line) for line in read(home)]
    query = f"select {', '.join(names)} from raw.decisions"
    # put in order here: DuckDB takes longer to plan it than to give them all
    if sorted(con.execute(query).fetchall()) == lines:
        return  # as for every source of a night but the first
    columns = [list(column) for column in zip(*lines, strict=True)] or [[]] * len(names)
    held = con.table("raw.decisions")
    kinds = dict(zip(held.columns, held.types, strict=True))
    # as lists: loading Arrow would take longer than all the rest
    lists = ", ".join(f"unnest(?::{kinds[name]}[]) as {name}" for name in names)
    con.execute("begin")
    con.execute("delete from raw.decisions")
    con.execute(f"insert into raw.decisions by name select {lists}", columns)
    con.execute("commit")
