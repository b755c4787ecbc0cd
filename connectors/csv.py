"""Any other table of people: a spreadsheet or a program's export, as CSV or tabs.

Export: save the sheet as CSV in UTF-8; or the address book's own export
(Thunderbird, Yahoo, Zoho, a club's list of members). Its usual headings are known
in a score of languages. Others are named in cultivate.toml, `[sources.csv]` or,
for one account, `[sources.csv.club]`: `columns = { name = "Who", email = ["Mail",
"Mail 2"] }`, where a heading may also be `column 3`. The fields are name,
given_name, middle_name, family_name, prefix, suffix, nickname, phonetic_name, email,
phone, url, handle, organisation, department, title, address, street, city, region,
postal_code, country, birthday, anniversary, group, relation, spouse, child, manager,
assistant, referred_by, met_through, note and ignore.

Spec: https://www.rfc-editor.org/rfc/rfc4180, which few follow.

Rotten: delimiters and charsets that nobody declares; days whose order only the
whole table shows; phone numbers that a spreadsheet rounded to 3.46E+11; no ids, so
a changed row is a new record. A file is read when its headings look like people's,
or one of its columns is of e-mail addresses; any other once its columns are mapped.
LinkedIn's tables, Google's and Outlook's are left to their own sources.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from . import Extracted, Problem, Reading
from ._table import Table, open_table, peek
from ._table_columns import Column, email_columns, how_to_map, mapped, recognised
from ._table_dates import Days
from ._table_dialect import dialect
from ._table_reader import (
    VALUES_SEPARATOR,
    Cells,
    Reader,
    address,
    groups,
    relations,
    split,
    unique,
)
from ._table_words import ADDRESS_PARTS, NAMES, person_like

extractor_version = 1
whole_state = True

ROUNDED = re.compile(r"\d[.,]?\d*E\+\d+", re.IGNORECASE)
FORMULA = re.compile(r'="(.*)"')  # how spreadsheets keep a number as text
RELATIONS = ("spouse", "child", "manager", "assistant", "referred_by", "met_through")
SERVICES = {"telegram", "skype", "signal", "whatsapp"}


def identify(path: Path) -> bool:
    """A table of people that no other source of tables claims."""
    table = peek(path)
    if table is None or len(table.headings) < 2 or dialect(table.headings):  # noqa: PLR2004 - one column is a list, not a table
        return False
    columns = recognised(table)
    if person_like({column.field for column in columns}):
        return True
    return path.suffix.lower() != ".txt" and bool(email_columns(table))


def extract(path: Path, reading: Reading) -> Iterator[Extracted]:
    """One contact record a row; one Problem when no column is understood.

    Raises SourceError when there is no table in the file.
    """
    table = open_table(path, reading.region)
    columns = mapped(table, reading.columns)
    how_to = how_to_map(table)
    for name, headings in reading.columns.items():
        if not any(column.field == name for column in columns):
            why = f"{len(headings)} of its headings are not in this table"
            what = f"no column was found for {name}"
            yield Problem("row 1", what, why, how_to, loses=False)
    known = columns or recognised(table)
    if not columns and not person_like({column.field for column in known}):
        why = "nobody in the table was taken in"
        yield Problem("row 1", "its headings are not known", why, how_to)
        return
    yield from _reader(table, known, how_to).read()


def propose(path: Path) -> str:
    """How to have a table read that no source claims; empty for what is none."""
    table = peek(path)
    if table is None or len(table.headings) < 2:  # noqa: PLR2004 - as above
        return ""
    return f"if people are in it, {how_to_map(table)}"


def _reader(table: Table, columns: Sequence[Column], how_to: str) -> Reader:
    days = {c.key for c in columns if c.field in {"birthday", "anniversary"}}
    ignored = {c.key for c in columns if c.field == "ignore"}
    return Reader(
        table,
        lambda cells, dates: _record(columns, cells, dates),
        frozenset(ignored),
        frozenset(days),
        how_to,
    )


def _record(columns: Sequence[Column], cells: Cells, days: Days) -> dict[str, Any]:
    said: dict[str, list[str]] = {}
    places: dict[str, dict[str, str]] = {}
    for column in columns:
        if text := cells.text(column.key):
            text = FORMULA.sub(r"\1", text)
            if column.field == "handle":
                service = column.key if column.key in SERVICES else "im"
                text = f"{service}:{text}"
            said.setdefault(column.field, []).append(text)
            if column.field in ADDRESS_PARTS:
                places.setdefault(column.which, {}).setdefault(column.field, text)
    one = {field: " ".join(texts[0].split()) for field, texts in said.items()}
    return {
        **{field: one.get(field, "") for field in (*NAMES, "middle_name")},
        **{
            field: one.get(field, "") for field in ("prefix", "suffix", "phonetic_name")
        },
        "nicknames": unique(_split(said, "nickname", ",", ";")),
        "emails": unique(_emails(said)),
        "phones": unique(_phones(said, days)),
        "urls": unique(_split(said, "url", " ")),
        "handles": unique(_split(said, "handle")),
        **{f: one.get(f, "") for f in ("organisation", "department", "title")},
        "addresses": unique(_addresses(places)),
        "city": one.get("city", ""),
        "country": one.get("country", ""),
        "birthday": _birthday(one, days),
        "anniversary": days.read(one.get("anniversary", "")),
        "groups": groups(_split(said, "group", ",", ";")),
        "relations": unique(_relations(said)),
        "note": "\n".join(said.get("note", [])),
    }


def _split(said: Mapping[str, list[str]], field: str, *marks: str) -> list[str]:
    """The values of a field, whatever joins them in one cell."""
    texts = said.get(field, [])
    return [v for text in texts for v in split(text, VALUES_SEPARATOR, "\n", *marks)]


def _emails(said: Mapping[str, list[str]]) -> Iterator[str]:
    for value in _split(said, "email", ",", ";"):
        bracketed = re.search(r"<([^<>\s]+@[^<>\s]+)>", value)
        yield bracketed[1] if bracketed else value.removeprefix("mailto:")


def _phones(said: Mapping[str, list[str]], days: Days) -> Iterator[str]:
    for value in _split(said, "phone", ";", ","):
        if ROUNDED.fullmatch(value):
            why = "its last digits are lost, so it was left out"
            cure = "format the column as text before saving the sheet as CSV"
            days.problems.append(("a phone number was rounded", why, cure))
        else:
            yield value.removeprefix("'")


def _addresses(places: Mapping[str, Mapping[str, str]]) -> Iterator[str]:
    """Each address in one line, without what its first column says already."""
    for parts in places.values():
        whole = parts.get("address", "")
        others = [parts.get(part, "") for part in ADDRESS_PARTS[1:]]
        yield address(whole, *(other for other in others if other not in whole))


def _birthday(one: Mapping[str, str], days: Days) -> str:
    """The birthday of one column, or of three."""
    year, month, day = (
        one.get(f"birth_{part}", "") for part in ("year", "month", "day")
    )
    if month and day:
        return days.read(f"{year or '1604'}-{month.zfill(2)}-{day.zfill(2)}")
    return days.read(one.get("birthday", ""))


def _relations(said: Mapping[str, list[str]]) -> Iterator[str]:
    for how in RELATIONS:
        yield from relations(how.replace("_", " "), _split(said, how, ";"))
    for text in _split(said, "relation", ";"):
        yield text if ":" in text else f"related: {text}"
