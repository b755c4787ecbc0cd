"""Ask the database: `sql`."""

from __future__ import annotations

import csv
import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from difflib import get_close_matches
from enum import StrEnum
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import typer

from flows.commands._database import bounded, questions, rows, sealed
from flows.commands._lazy import group
from flows.commands._shared import WrongUse, count, heading, opened, say, table
from flows.settings import Home, Settings, UserError

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection as Connection

BATCH = 10_000
app = group()


class Format(StrEnum):
    """How the answer is written."""

    table = "table"
    csv = "csv"
    json = "json"
    parquet = "parquet"


@app.command()
def sql(
    ctx: typer.Context,
    query: str = typer.Argument(
        "",
        metavar="QUERY",
        help="SQL, a file of it, or the name of a ready question or a relation.",
    ),
    shape: Format = typer.Option(
        Format.table, "--format", metavar="FORMAT", help="table, csv, json or parquet."
    ),
    output: Path = typer.Option(
        None, metavar="FILE", help="Write into this file; parquet always needs one."
    ),
) -> None:
    """Ask the database in SQL, or one of the ready questions.

    SQL can read this database and nothing else: no file, no network, no writing.
    Without a question it lists the relations and the ready questions. Times are
    UTC.

    Example: cultivate sql "select name, closeness from people join scores
    using (person_id) order by closeness desc limit 10"
    """
    home, settings = opened(ctx)
    if not query:
        _list(home, settings)
        return
    if shape is Format.parquet and output is None:
        raise WrongUse("parquet is not for reading aloud; add --output FILE.parquet")
    con = sealed(home, settings)
    with bounded(con, settings):
        answer = _ask(con, query, streamed=shape is Format.parquet)
        with _place(output) as file:
            _WRITERS[shape](answer, file)
    if output:
        say(f"Wrote {output}")


def _list(home: Home, settings: Settings) -> None:
    heading("Questions: cultivate sql NAME")
    asked = [
        (name, _first_comment(file.read_text(encoding="utf-8")))
        for name, file in questions().items()
    ]
    say(table(("name", "answers"), asked))
    if home.database.is_file():
        say()
        heading("Relations: cultivate sql NAME")
        found = rows(sealed(home, settings), _RELATIONS)
        said = [(row["relation"], row["rows"], row["comment"]) for row in found]
        say(table(("name", "rows", "holds"), said))
        say()
        say("Their columns: docs/relations.md, or cultivate sql columns")


_RELATIONS = """
    select table_name as relation, estimated_size as rows, comment
    from duckdb_tables()
    where schema_name = 'main'
    order by relation
"""


def _first_comment(text: str) -> str:
    return text.partition("\n")[0].removeprefix("--").strip()


def _ask(con: Connection, query: str, *, streamed: bool) -> Any:
    import duckdb

    text = _text(con, query)
    try:
        # a relation streams into Arrow, where a cursor would copy every row first
        answer = con.sql(text) if streamed else con.execute(text)
    except duckdb.Error as error:
        raise UserError(_one_line(str(error))) from None
    if answer is None or answer.description is None:
        raise WrongUse("that asks for nothing; begin with select or from")
    return answer


def _text(con: Connection, query: str) -> str:
    """The SQL that QUERY means: a ready question, a file, a relation, or itself."""
    ready = questions()
    if query in ready:
        return ready[query].read_text(encoding="utf-8")
    if query.endswith(".sql"):
        file = Path(query).expanduser()
        if not file.is_file():
            raise WrongUse(f"there is no file {query}")
        return file.read_text(encoding="utf-8")
    if len(query.split()) == 1:
        relations = {row["relation"] for row in rows(con, _RELATIONS)}
        if query not in relations:
            near = get_close_matches(query, relations | ready.keys(), n=1)
            hint = f"did you mean {near[0]}?" if near else "see: cultivate sql"
            raise WrongUse(f"no question and no relation is called {query}; {hint}")
        return f"from {query}"
    return query


def _one_line(message: str) -> str:
    """DuckDB's error without the caret that points into the query."""
    said = message.split("\n\nLINE ", maxsplit=1)[0]
    return " ".join(said.split())


def _names(answer: Connection) -> list[str]:
    return [column[0] for column in answer.description]


def _batches(answer: Connection) -> Iterator[list[tuple[Any, ...]]]:
    while batch := answer.fetchmany(BATCH):
        yield batch


@contextmanager
def _place(output: Path | None) -> Iterator[IO[Any]]:
    """Standard output, or a file only the owner may read."""
    if output is None:
        yield sys.stdout
        return
    handle = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as raw:
        yield raw


def _write_table(answer: Connection, file: IO[Any]) -> None:
    found = answer.fetchall()
    _print(table(_names(answer), found), file)
    if file is sys.stdout and sys.stdout.isatty():
        say(f"({count(len(found), 'row')})")


def _write_csv(answer: Connection, file: IO[Any]) -> None:
    lines = csv.writer(_Lines(file), lineterminator="\n")
    lines.writerow(_names(answer))
    for batch in _batches(answer):
        lines.writerows([_flat(value) for value in row] for row in batch)


class _Lines:
    """What csv.writer writes to: text lines into either kind of file."""

    def __init__(self, file: IO[Any]) -> None:
        self.file = file

    def write(self, text: str) -> None:
        self.file.write(text if self.file is sys.stdout else text.encode())


def _flat(value: Any) -> Any:
    """A list or struct inside a CSV cell is JSON."""
    if isinstance(value, (list, dict)):
        return json.dumps(value, default=_iso, ensure_ascii=False)
    return _iso(value) if isinstance(value, (date, datetime)) else value


def _write_json(answer: Connection, file: IO[Any]) -> None:
    """One array; a line a row."""
    names, first = _names(answer), True
    out = _Lines(file)
    out.write("[")
    for batch in _batches(answer):
        for row in batch:
            record = dict(zip(names, row, strict=True))
            line = json.dumps(record, default=_iso, ensure_ascii=False)
            out.write(("\n" if first else ",\n") + line)
            first = False
    out.write("\n]\n")


def _iso(value: Any) -> Any:
    """What JSON has no word for: a time in ISO, a decimal as a number."""
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    return float(value) if isinstance(value, Decimal) else str(value)


def _write_parquet(answer: Any, file: IO[Any]) -> None:
    import pyarrow.parquet as pq

    reader = answer.to_arrow_reader(BATCH)
    with pq.ParquetWriter(file, reader.schema) as writer:
        for batch in reader:
            writer.write_batch(batch)


def _print(text: str, file: IO[Any]) -> None:
    _Lines(file).write(text + "\n")


_WRITERS = {
    Format.table: _write_table,
    Format.csv: _write_csv,
    Format.json: _write_json,
    Format.parquet: _write_parquet,
}
