"""Tables of people as files: rows under headings, whatever wrote them.

A table is read as a stream. Its charset is UTF-8 or UTF-16 if it can be, else
the likeliest code page; its delimiter is the one that makes the most of the
first row; headings are compared without case, space, accent and punctuation. A
quotation mark that nobody closes costs one row, not the rest of the file.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import IO

from . import Problem, SourceError
from ._table_text import HEAD, MAX_ROW, Lines, charset_of, decode, open_text

ENDINGS = {".csv", ".tsv", ".tab", ".txt"}
DELIMITERS = ",\t;|"
INSIDE, DONE, ASTRAY = "inside", "done", "astray"
MAX_LINES = 500  # lines of one row
MAX_COLUMNS = 1000
SEPARATOR = re.compile(r"sep=([,\t;|])\s*", re.IGNORECASE)  # Excel's own first line
CLOSING = re.compile(r'[^"]*(?:""[^"]*)*"(?!")')
EXPORT_AGAIN = "export the table again, as CSV in UTF-8"


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its number as a spreadsheet shows it, and its cells that speak."""

    number: int
    cells: dict[str, str]

    @property
    def place(self) -> str:
        """Where it stands, for problems and records."""
        return f"row {self.number}"


@dataclass(frozen=True, slots=True)
class _Record:
    """The text of one row, or what keeps it from being one."""

    number: int
    text: str
    fault: str = ""


@dataclass(frozen=True)
class Table:
    """A file of rows under headings.

    keys: the folded headings, each once; a column without one is `column 3`.
    """

    path: Path
    charset: str
    delimiter: str
    first: int
    headings: tuple[str, ...]

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """What `Row.cells` calls each column."""
        return unique_keys(self.headings)

    def rows(self) -> Iterator[Row | Problem]:
        """Every row below the headings that says something, and what is broken."""
        with open_text(self.path, self.charset) as stream:
            lines = Lines(stream)
            for record in islice(records(lines, self.delimiter), self.first, None):
                yield from self._row(record, at_end=lines.torn)

    def _row(self, record: _Record, *, at_end: bool) -> Iterator[Row | Problem]:
        cells = _cells(record.text, self.delimiter)
        place = f"row {record.number}"
        if record.fault:
            cure = "mend the row in a spreadsheet, or export the table again"
            yield Problem(place, record.fault, "this row was left out", cure)
        elif any(map(str.strip, cells[len(self.keys) :])):
            what = "the row has more cells than there are headings"
            cure = "put quotation marks around cells that hold the delimiter"
            yield Problem(place, what, "this row was left out", cure)
        elif said := {
            key: value
            for key, cell in zip(self.keys, cells, strict=False)
            if cell and (value := _clean(cell))
        }:
            if len(cells) < len(self.keys) and at_end:
                why = "the end of the file is missing"
                yield Problem(place, "the file ends inside a row", why, EXPORT_AGAIN)
            yield Row(record.number, said)


def open_table(path: Path, region: str) -> Table:
    """The table in a file; raises SourceError when there is none in it."""
    try:
        charset = charset_of(path, region)
        with open_text(path, charset) as stream:
            table = _read_head(path, charset, stream)
    except OSError as error:
        cure = "check that the file is there and may be read"
        raise SourceError("the file cannot be opened", cure) from error
    if table is None:
        raise SourceError("there is no table in the file", EXPORT_AGAIN)
    if len(table.headings) > MAX_COLUMNS:
        cure = "keep the columns about people, and save the table again"
        raise SourceError(f"it has more than {MAX_COLUMNS} columns", cure)
    return table


def peek(path: Path) -> Table | None:
    """The table a file seems to be by its name and its first bytes."""
    try:
        if path.suffix.lower() not in ENDINGS or not path.is_file():
            return None
        with path.open("rb") as stream:
            head = stream.read(HEAD)
    except OSError:
        return None
    text = decode(head)
    table = _read_head(path, "", io.StringIO(text)) if text else None
    return table if table and len(table.headings) <= MAX_COLUMNS else None


def peek_rows(table: Table) -> Iterator[Sequence[str]]:
    """The cells of the first rows below the headings, as the first bytes show them."""
    with table.path.open("rb") as stream:
        text = decode(stream.read(HEAD))
    rows = islice(records(io.StringIO(text), table.delimiter), table.first, 50)
    return (_cells(row.text, table.delimiter) for row in rows if not row.fault)


def fold(heading: str) -> str:
    """A heading without case, space, accents and punctuation."""
    plain = unicodedata.normalize("NFKD", heading.casefold())
    return "".join(letter for letter in plain if letter.isalnum())


def unique_keys(headings: Sequence[str]) -> tuple[str, ...]:
    """The folded headings; one that is empty or there already is named by place."""
    folded = [fold(heading) for heading in headings]
    often: Counter[str] = Counter()
    keys = []
    for place, key in enumerate(folded, 1):
        often[key] += 1
        again = not key or often[key] > 1
        keys.append(f"{key} column {place}".strip() if again else key)
    return tuple(keys)


def records(lines: Iterable[str], delimiter: str) -> Iterator[_Record]:
    """The text of each row; one whose quotation mark is never closed is a fault.

    The lines such a mark would swallow are read again as rows of their own.
    """
    source, waiting = iter(lines), deque[str]()
    number = 0
    while (line := waiting.popleft() if waiting else next(source, None)) is not None:
        number += 1
        taken, size = [line], len(line)
        state = _after(line, delimiter, inside=False)
        while state == INSIDE and len(taken) < MAX_LINES and size < MAX_ROW:
            more = waiting.popleft() if waiting else next(source, None)
            if more is None:
                break
            taken.append(more)
            size += len(more)
            state = _after(more, delimiter, inside=True)
        if state != DONE:
            waiting.extendleft(reversed(taken[1:]))
            yield _Record(number, "", "a quotation mark is never closed")
        elif size >= MAX_ROW:
            yield _Record(number, "", "the row is longer than 128,000 characters")
        else:
            yield _Record(number, "".join(taken))


def _after(line: str, delimiter: str, *, inside: bool) -> str:
    """Where a line ends: INSIDE a quoted cell, DONE with the row, or ASTRAY.

    inside: a cell began in an earlier line. If text follows where it closes, that
    mark was meant to open a cell, and an earlier one was never closed.
    """
    if '"' not in line:
        return INSIDE if inside else DONE
    position = 0
    while True:
        if inside or line.startswith('"', position):
            closing = CLOSING.match(line, position if inside else position + 1)
            if not closing:
                return INSIDE
            position = closing.end()
            if inside and line[position : position + 1] not in ("", "\n", delimiter):
                return ASTRAY
            inside = False
        position = line.find(delimiter, position) + 1
        if not position:
            return DONE


def _cells(text: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader([text], delimiter=delimiter), [])
    except csv.Error:
        return []


def _clean(cell: str) -> str:
    return cell.replace("\0", "").strip()


def _read_head(path: Path, charset: str, stream: IO[str]) -> Table | None:
    """The table by its first row that says something."""
    head = list(islice(Lines(stream), MAX_LINES))
    first = next((place for place, line in enumerate(head) if line.strip()), None)
    if first is None:
        return None
    said = SEPARATOR.fullmatch(head[first])
    options = said[1] if said else DELIMITERS
    start = first + bool(said)
    best: list[str] = []
    delimiter = options[0]
    for option in options:
        record = next(iter(records(head[start:], option)), None)
        cells = _cells(record.text, option) if record else []
        if len(cells) > len(best):
            best, delimiter = cells, option
    headings = [_clean(cell.removeprefix("\ufeff")) for cell in best]
    if not any(headings):
        return None
    while not headings[-1]:
        headings.pop()
    return Table(path, charset, delimiter, start + 1, tuple(headings))
