"""What the columns of a table of people mean: by mapping, by heading, by rows."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ._table import Table, fold, peek_rows
from ._table_words import FIELDS, NAMES, field_of

EMAIL = re.compile(r"(?:.*<)?[^\s<>,;@]+@[^\s<>,;@]+\.[^\s<>,;@.]+>?")
WHOLE_NAME = re.compile(r"[^\W\d_][\w.'\u2019-]*(?:,? [^\W\d_][\w.'\u2019-]*){1,4}")
ENOUGH_ROWS = 2


@dataclass(frozen=True, slots=True)
class Column:
    """What one column means: its key in a row, its field, which of several."""

    key: str
    field: str
    which: str = ""


def mapped(table: Table, columns: Mapping[str, Sequence[str]]) -> list[Column]:
    """The columns the settings name, by heading or by `column 3`."""
    places = {f"column {n}": key for n, key in enumerate(table.keys, 1)}
    keys = {**places, **{key: key for key in table.keys}}
    found = []
    for name, headings in columns.items():
        for number, heading in enumerate(headings):
            key = keys.get(fold(heading)) or keys.get(heading.strip().lower())
            found += [Column(key, name, str(number))] if key else []
    return found


def recognised(table: Table) -> list[Column]:
    """The columns whose headings are usual ones."""
    known = [
        Column(key, *field_of(heading))
        for key, heading in zip(table.keys, table.headings, strict=True)
    ]
    fields = [column.field for column in known]
    return [
        Column(column.key, _in_context(column, fields), column.which)
        for column in known
        if column.field or fold(column.key) == "title"
    ]


def _in_context(column: Column, fields: Sequence[str]) -> str:
    """What a heading means beside the others.

    `Title` is a job unless another column is; `Name` beside a given name alone is
    the family's; `Nombre` or `Nom` without another name is the whole.
    """
    names = NAMES & set(fields)
    if column.field in NAMES and len(names) == 1:
        return "name"
    if column.field == "name" and names == {"name", "given_name"}:
        return "family_name"
    if column.key == "title":
        return "prefix" if "title" in fields else "title"
    if column.key == "aniversario" and fields.count("birthday") > 1:
        return "anniversary"  # Spanish; alone it is Portuguese for a birthday
    of_three = column.key == "birthday" and "birth_year" in fields
    return "birth_day" if of_three else column.field


def how_to_map(table: Table) -> str:
    """A mapping to copy: of the headings that are known, and of what rows show."""
    fields: dict[str, list[int]] = {}
    for column in recognised(table):
        if column.field in FIELDS:
            number = table.keys.index(column.key) + 1
            fields.setdefault(column.field, []).append(number)
    taken = {number for numbers in fields.values() for number in numbers}
    if "email" not in fields and (emails := [*_left(email_columns(table), taken)]):
        fields["email"] = emails
        taken |= {*emails}
    if not NAMES & fields.keys():
        names = [*_left(_name_columns(table), taken)] or [1]
        fields = {"name": names[:1], **fields}
    said = ", ".join(
        f"{field} = {_quoted(numbers)}" for field, numbers in fields.items()
    )
    return (
        "say in cultivate.toml which column is what, by its heading or number: "
        f"[sources.csv] columns = {{ {said} }}"
    )


def _left(numbers: list[int], taken: set[int]) -> Iterator[int]:
    return (number for number in numbers if number not in taken)


def _quoted(numbers: list[int]) -> str:
    places = [f'"column {number}"' for number in numbers]
    return places[0] if len(places) == 1 else f"[{', '.join(places)}]"


def email_columns(table: Table) -> list[int]:
    """The columns of e-mail addresses by the first rows, whatever they are called."""
    rows, held = _columns_of(EMAIL, table)
    enough = max(ENOUGH_ROWS, rows / 2)
    return [number for number in sorted(held) if held[number] >= enough]


def _name_columns(table: Table) -> list[int]:
    """The columns that look like whole names by the first rows."""
    rows, held = _columns_of(WHOLE_NAME, table)
    return [number for number in sorted(held) if held[number] * 2 >= rows]


def _columns_of(pattern: re.Pattern[str], table: Table) -> tuple[int, Counter[int]]:
    """How many rows were looked at, and in how many each column fits the pattern."""
    rows = [row for row in peek_rows(table) if any(row)]
    return len(rows), Counter(
        number
        for row in rows
        for number, cell in enumerate(row, 1)
        if pattern.fullmatch(cell.strip())
    )
