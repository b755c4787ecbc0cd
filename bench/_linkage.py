"""What the benchmarks of resolving share: a database of records, and the truth.

`prepare` puts an invented address book into an archive as a run would have, and
normalises its values; `measure` holds clusters against the truth.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pyarrow as pa
from _addressbook import AddressBook

from flows import decisions, warehouse
from flows.parameters import Database
from flows.resolve.normalise import normalise_values
from flows.settings import Home, Owner, Settings

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection as Connection

AS_OF = datetime(2026, 11, 22, 7, tzinfo=UTC)
SETTINGS = Settings(owner=Owner(region="US"), database=Database(memory_limit="2GB"))
_BATCH = 50_000


class Quality(NamedTuple):
    """How clusters compare with the truth.

    precision, recall: of pairs of records in one cluster; bcubed: F1 of the
    records' own shares; largest: records in one cluster; kinds: of the pairs
    falsely together, how many of each kind.
    """

    precision: float
    recall: float
    bcubed: float
    largest: int
    kinds: dict[str, int]

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall of pairs."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


def fill(home: Home, records: int, seed: int) -> None:
    """An archive with the records of an invented address book, and its truth."""
    home.path.mkdir(parents=True, exist_ok=True)
    home.settings_file.touch()
    book = AddressBook(records, seed)
    with warehouse.open_archive(home) as con:
        con.execute("insert into raw.runs (run_id, started_at) values (1, ?)", [AS_OF])
        con.execute("create table raw.truth (record_id varchar, human integer)")
        shown = book.records()
        while batch := list(islice(shown, _BATCH)):
            _insert(con, "contact_records", [_row(fields) for _, fields in batch])
            _insert(con, "truth", [_true(*pair) for pair in batch])
        con.execute(
            "create table raw.humans (human integer, household integer, twin boolean, "
            "family varchar, given varchar, jobs integer[])"
        )
        _insert(con, "humans", [_human(human) for human in book.humans])


def _insert(con: Connection, table: str, rows: list[dict[str, Any]]) -> None:
    schema = con.sql(f"from raw.{table} limit 0").to_arrow_table().schema
    con.register("shown", pa.Table.from_pylist(rows, schema))
    con.execute(f"insert into raw.{table} by name from shown")
    con.unregister("shown")


_EMPTY = dict.fromkeys(
    ("given_name", "family_name", "organisation", "birthday", "kind", "title", "city"),
    "",
) | dict.fromkeys(("nicknames", "urls", "handles", "addresses", "groups"), ())


def _row(fields: Mapping[str, Any]) -> dict[str, Any]:
    run = {"first_run": 1, "last_run": 1, "sightings": 1, "deleted": False}
    row = {**_EMPTY, "known_by": "card", "account": "default", **run, **fields}
    row["content_hash"] = row["source_key"] = row.pop("key")
    return row


def _true(human: int, fields: Mapping[str, Any]) -> dict[str, Any]:
    return {"record_id": f"{fields['source']}/default/{fields['key']}", "human": human}


def _human(human: Any) -> dict[str, Any]:
    return {
        "human": human.number,
        "household": human.household,
        "twin": human.twin,
        "family": human.family,
        "given": human.given[0],
        "jobs": human.jobs,
    }


def opened(home: Home, file: Path) -> Connection:
    """A database with the archive in reach and the settings set, as a build's."""
    con = warehouse.attach_archive(home, file)
    con.execute(f"set memory_limit = '{SETTINGS.database.memory_limit}'")
    con.execute(f"set threads = {SETTINGS.database.threads}")
    warehouse.set_variables(con, SETTINGS, AS_OF, 1)
    return con


def prepare(home: Home, file: Path) -> tuple[float, float]:
    """Stage and normalise; seconds of normalising, and of doing so again."""
    con = opened(home, file)
    decisions.load(con, home)
    warehouse.run_floor(con, "2_staging")
    times = []
    for _ in range(2):
        started = time.perf_counter()
        normalise_values(con, SETTINGS)
        times.append(time.perf_counter() - started)
    con.execute("checkpoint")
    con.close()
    return times[0], times[1]


def together(pairs: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Each record of the pairs, and the one its connected component goes by."""
    above: dict[str, str] = {}

    def find(record: str) -> str:
        while (up := above.get(record, record)) != record:
            above[record] = above.get(up, up)
            record = up
        return record

    for one, other in pairs:
        above[find(other)] = find(one)
        above.setdefault(one, one)
    for record in above:
        yield record, find(record)


def make_clusters(con: Connection, pairs: list[tuple[str, str]]) -> None:
    """Table `clusters`: the connected components of the pairs."""
    records, heads = zip(*together(pairs), strict=True)
    con.register("found", pa.table({"record_id": records, "cluster": heads}))
    con.execute("create or replace temp table clusters as from found")
    con.unregister("found")


def measure(con: Connection, clusters: str) -> Quality:
    """Hold clusters (a query of record_id and cluster) against raw.truth.

    A record the query leaves out is alone. B-cubed as in Amigo et al. (2009).
    """
    con.execute(
        f"""
        create or replace temp table placed as
        select
            truth.record_id,
            truth.human,
            coalesce(clusters.cluster, truth.record_id) as cluster,
        from raw.truth as truth
        left join ({clusters}) as clusters using (record_id)
        """
    )
    found = con.execute(
        """
        with
        cells as (
            select cluster, human, count(*) as n from placed group by all
        ),
        sized as (
            select
                n,
                sum(n) over (partition by cluster) as in_cluster,
                sum(n) over (partition by human) as in_human,
            from cells
        )
        select
            sum(n * (n - 1)) / 2 as both_ways,
            sum(n * (in_cluster - 1)) / 2 as said,
            sum(n * (in_human - 1)) / 2 as true_pairs,
            sum(n * n / in_cluster) / sum(n) as bcubed_precision,
            sum(n * n / in_human) / sum(n) as bcubed_recall,
            max(in_cluster) as largest,
        from sized
        """
    ).fetchone()
    assert found
    both, said, true_pairs, bcubed_p, bcubed_r, largest = found
    bcubed = 2 * bcubed_p * bcubed_r / (bcubed_p + bcubed_r)
    precision = both / said if said else 1.0
    return Quality(precision, both / true_pairs, bcubed, int(largest), _kinds(con))


def _kinds(con: Connection) -> dict[str, int]:
    """Of the pairs falsely together, how many of each kind; heaps of 300 left out."""
    return dict(
        con.execute(
            """
            with
            mixed as (
                select cluster from placed
                group by 1
                having count(distinct human) > 1 and count(*) < 300
            ),
            members as (select * from placed semi join mixed using (cluster)),
            pairs as (
                select a.human as human_a, b.human as human_b
                from members as a
                inner join members as b using (cluster)
                where a.record_id < b.record_id and a.human != b.human
            )
            select
                case
                    when a.household > 0 and a.household = b.household
                        then if(a.twin and b.twin, 'father and son', 'family')
                    when list_has_any(a.jobs, b.jobs) then 'colleagues'
                    when a.family = b.family and a.given = b.given
                        then 'namesakes'
                    else 'others'
                end as kind,
                count(*) as n,
            from pairs
            inner join raw.humans as a on a.human = human_a
            inner join raw.humans as b on b.human = human_b
            group by 1
            order by n desc, kind
            """
        ).fetchall()
    )
