"""Builds whose rows lie anyhow, and what must come of them all the same."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

import pytest

from flows import settings as settings_file
from flows import steps, warehouse
from flows.settings import Home

# what sources said and what was understood of it; the ledgers' order has a meaning
SAID = (
    "contact_records",
    "interactions",
    "problems",
    "file_reads",
    "normal_email",
    "normal_name",
    "normal_organisation",
    "normal_phone",
)
# ordered by what is not shown: the line of decisions.csv, a column's place
UNSEEN = {"judgements", "columns"}


class Made(NamedTuple):
    """What a build and its report came to, by name: rows in the order they have."""

    relations: dict[str, list[tuple]]
    questions: dict[str, list[tuple]]
    files: dict[str, bytes]


def make(home: Home, as_of: str, mixed: str = "", threads: int = 0) -> Made:
    """Build and report as every night does.

    mixed: a word by which the rows of all that is read are laid in another order
    before they are read; threads: of DuckDB, instead of the settings'.
    """
    settings = settings_file.load(home)
    when = steps.moment(as_of, settings)
    with steps.locked(home), _watched(mixed, threads) as relations:
        built = steps.build(home, settings, when)
        steps.report(home, settings, when, built)
    with warehouse.read(built.database) as con:
        questions = {
            file.stem: con.execute(file.read_text("utf-8")).fetchall()
            for file in sorted((warehouse.SQL / "questions").glob("*.sql"))
        }
    files = {
        file.name: file.read_bytes()
        for file in sorted(built.folder.iterdir())
        if file.suffix != ".duckdb"
    }
    return Made(relations, questions, files)


def differences(one: Made, other: Made) -> list[str]:
    """Where two builds differ; lower floors may have their rows in any order."""
    return [
        f"{kind} {name}"
        for kind, before, after in (
            ("relation", _comparable(one.relations), _comparable(other.relations)),
            ("question", one.questions, other.questions),
            ("file", one.files, other.files),
        )
        for name in before.keys() | after.keys()
        if before.get(name) != after.get(name)
    ]


def _comparable(relations: dict[str, list[tuple]]) -> dict[str, list]:
    return {
        name: rows
        if name.startswith(('"main".', '"report".'))
        else sorted(map(repr, rows))
        for name, rows in relations.items()
    }


@contextmanager
def _watched(mixed: str, threads: int) -> Iterator[dict[str, list[tuple]]]:
    """What each relation holds once it is made; then its rows are mixed."""
    relations: dict[str, list[tuple]] = {}
    make_one, open_building = warehouse.make, warehouse.open_building
    done: set[int] = set()

    def making(con, relation):
        if mixed:
            _mix_new(con, mixed, done)
        make_one(con, relation)
        relations[relation.path] = con.execute(f"from {relation.path}").fetchall()

    def opening(home, file, settings):
        con = open_building(home, file, settings)
        if threads:
            con.execute(f"set threads = {threads}")
        for table in SAID if mixed else ():
            _mix(con, f"raw.{table}", mixed)
        return con

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(warehouse, "make", making)
        patch.setattr(warehouse, "open_building", opening)
        yield relations


def _mix_new(con, word: str, done: set[int]) -> None:
    """Mix what has been made since; the report's floor is read as it is stored."""
    tables = con.execute(
        """
        select table_oid, format('"{}"."{}"', schema_name, table_name)
        from duckdb_tables()
        where
            database_name = current_database()
            and schema_name != 'report'
            and not temporary
        """
    ).fetchall()
    for number, path in tables:
        if number not in done:
            done.add(number)
            _mix(con, path, word)


def _mix(con, path: str, word: str) -> None:
    con.execute(
        f"create or replace temp table mixed as select * from {path} "
        "order by hash(rowid::varchar || ?)",
        [word],
    )
    con.execute(f"delete from {path}")
    con.execute(f"insert into {path} from mixed")


def shown() -> list[warehouse.Relation]:
    """The relations whose rows somebody sees in their order."""
    return [*warehouse.relations("public"), *warehouse.relations("9_report")]


def tied(con) -> list[str]:
    """The shown relations and questions where rows that differ may change places."""
    asked = {one.name: (one.query, f"from {one.path}") for one in shown()}
    for file in (warehouse.SQL / "questions").glob("*.sql"):
        text = file.read_text("utf-8")
        asked[file.stem] = (text, text.rpartition("\norder by")[0])
    return [
        name
        for name, (text, rows) in asked.items()
        if name not in UNSEEN
        and con.execute(
            f"""
            select 1
            from (
                select dense_rank() over (order by {_keys(text)}) as place
                from (select distinct * from ({rows}))
            )
            group by place
            having count(*) > 1
            limit 1
            """
        ).fetchall()
    ]


def _keys(text: str) -> str:
    """What a select's rows are ordered by, in its own columns."""
    said = text.rpartition("\norder by")[2].partition("\nlimit")[0]
    return re.sub(r"\b[a-z_]+\.", "", said)
