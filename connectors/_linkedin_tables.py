"""Find the tables of a LinkedIn export: by their columns, in a folder or alone."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from . import Problem, SourceError
from ._linkedin_words import (
    COLUMNS,
    FILES_OF_NO_USE,
    NAMES_OF_TABLES,
    TABLES,
    TRANSLATED,
)
from ._table import Row, Table, fold, open_table, records, unique_keys
from ._table_reader import column_letters
from ._table_text import decode

HEAD = 8 * 1024
PEEKED = 4  # tables of a folder; two of them tell an export
LISTED = 300  # names in a folder; an export has about sixty
PREAMBLE = 12  # rows among which the headings are
ONLY_IN_FOLDER = {"emails", "phones"}  # alone, they may be anybody's
# folders and papers that lie beside the tables in a complete export
BESIDE = {"jobs", "verifications", "articles", "media", "readme", "services"}
EXPORT_AGAIN = "get the export from LinkedIn again, and do not save it in a spreadsheet"
_BROWSERS_COPY = re.compile(r"\s*\(\d+\)$")


@dataclass(frozen=True)
class Export:
    """One table of an export, opened.

    kind: a name of `TABLES`. place: what rows are found at, before their number.
    """

    kind: str
    path: Path
    table: Table
    place: str

    @property
    def given(self) -> bool:
        """Whether the file's name says that the owner gave what is in it."""
        return "given" in self.path.stem.lower()

    def rows(self) -> Iterator[tuple[str, dict[str, str]] | Problem]:
        """Each row by its columns in English, with its place; and broken ones."""
        foreign = not TRANSLATED.keys().isdisjoint(self.table.keys)
        for row in self.table.rows():
            if isinstance(row, Row):
                cells = row.cells
                if foreign:
                    cells = {TRANSLATED.get(k, k): v for k, v in cells.items()}
                yield f"{self.place}{row.place}", cells
            else:
                place = f"{self.place}{row.place}"
                yield Problem(place, row.what, row.why, row.cure, row.loses)

    def unknown_columns(self) -> Iterator[Problem]:
        """A problem for each column that nobody here has seen yet."""
        known = TABLES[self.kind] | set(COLUMNS[self.kind].split())
        for number, key in enumerate(self.table.keys, 1):
            if TRANSLATED.get(key, key) not in known:
                what = f"column {number} ({column_letters(number)}) is not known"
                why = "what it says was left out"
                cure = "nothing, unless something you need is missing"
                place = f"{self.place}headings"
                yield Problem(place, what, why, cure, loses=False)


def is_table(path: Path) -> bool:
    """Whether the head of the file has the headings of a known table."""
    try:
        if path.suffix.lower() != ".csv" or not path.is_file():
            return False
        head = _peek(path)
    except OSError:
        return False
    return head is not None and head[0] not in ONLY_IN_FOLDER


def is_export(folder: Path) -> bool:
    """Whether a folder holds an export's tables and nothing else.

    Anything else in it would be swallowed with it; its files are asked one by one.
    """
    try:
        names = _names(folder)
    except OSError:
        return False
    tables = [name for name in names if _stem(name) in NAMES_OF_TABLES]
    strangers = [
        name for name in names if _stem(name) not in NAMES_OF_TABLES | FILES_OF_NO_USE
    ]
    if len(tables) < 2 or len(strangers) > len(tables):  # noqa: PLR2004 - a set
        return False
    return sum(is_table(folder / name) for name in tables[:PEEKED]) > 1


def _names(folder: Path) -> list[str]:
    """The CSV files in a folder; none when there is something else in it."""
    names = []
    for entry in islice(folder.iterdir(), LISTED):
        if entry.name.startswith(".") or _stem(entry.name) in BESIDE:
            continue
        if not entry.name.lower().endswith(".csv") or not entry.is_file():
            return []
        names.append(entry.name)
    return sorted(names)


def open_exports(path: Path, region: str) -> tuple[list[Export], list[Problem]]:
    """The tables of a folder or the one of a file, and those that are not known.

    Raises SourceError for a file alone that is none, and a folder that has none.
    """
    if not path.is_dir():
        return [_open(path, region, "")], []
    exports, problems, unknown = [], [], 0
    for name in _names(path):
        try:
            exports.append(_open(path / name, region, f"{name} "))
        except SourceError as error:
            if _stem(name) in NAMES_OF_TABLES:
                why = "nothing of this table was taken in"
                problems.append(Problem(name, error.what, why, error.cure))
            else:
                unknown += _stem(name) not in FILES_OF_NO_USE
    if not exports:
        raise SourceError("there is no table of LinkedIn's in it", EXPORT_AGAIN)
    if unknown:
        what = f"tables that are not known: {unknown}"
        why, cure = "nothing of them was taken in", "nothing, unless you need them"
        problems.append(Problem("export", what, why, cure, loses=False))
    return exports, problems


def _open(path: Path, region: str, place: str) -> Export:
    found = open_table(path, region)
    head = _peek(path)
    if head is None:
        raise SourceError("its headings are not LinkedIn's", EXPORT_AGAIN)
    kind, delimiter, first, headings = head
    table = Table(path, found.charset, delimiter, first, headings)
    return Export(kind, path, table, place)


def _peek(path: Path) -> tuple[str, str, int, tuple[str, ...]] | None:
    """Kind, delimiter, first row and headings, when they are a known table's."""
    with path.open("rb") as stream:
        text = decode(stream.read(HEAD)).removeprefix("\ufeff")
    for delimiter in ",;\t":
        rows = islice(records(io.StringIO(text), delimiter), PREAMBLE)
        for first, row in enumerate(rows, 1):
            headings = _cells(row.text, delimiter)
            if kind := _kind_of(headings):
                return kind, delimiter, first, headings
    return None


def _cells(text: str, delimiter: str) -> tuple[str, ...]:
    """Headings hold no delimiter and no mark of quotation."""
    cells = [cell.strip().strip('"') for cell in text.strip().split(delimiter)]
    while cells and not cells[-1]:
        cells.pop()
    return tuple(cells)


def _kind_of(headings: Sequence[str]) -> str:
    """The table these are the headings of; the one with most of its own columns."""
    keys = {TRANSLATED.get(key, key) for key in unique_keys(headings)}
    fitting = [kind for kind, needed in TABLES.items() if needed <= keys]
    return max(fitting, key=lambda kind: len(TABLES[kind]), default="")


def _stem(name: str) -> str:
    """`Endorsement_Received_Info (1).csv` is endorsementreceivedinfo."""
    return fold(_BROWSERS_COPY.sub("", Path(name).stem))
