"""Contact records to persons: ours beside plain rules and Splink, in one run.

    python bench/linkage.py [RECORDS] [--seed N]

The records are invented (bench/_addressbook.py), so the truth is known. All sides
begin with the same normalised values. D1 joins what shares an e-mail or a number;
D2 leaves out identifiers that several people use; D3 adds one name at one
organisation, and one full name at a shared identifier. Splink is set up as its
guides show, trained on these records without labels, and cut where its clusters
are best at a precision of .99. An owner who knows the truth of what they are shown
(bench/_oracle.py) answers the first 500 questions of `review`, once without and once
with the questions about whole kinds. `ids kept` says which share of records has the
same person's id when nothing arrives, and when 10% more do. Each side runs in a
process of its own.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from _linkage import SETTINGS, Quality, fill, make_clusters, measure, opened, prepare
from _oracle import forget, sit
from _tree import Watch

from flows import warehouse
from flows.resolve import remember
from flows.resolve.assign import assign_persons
from flows.resolve.evidence import find_pairs
from flows.settings import Home

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection as Connection

QUESTIONS = 500
_IDENTIFIERS = """
    select
        min(record_id) over (partition by kind, value) as one,
        record_id as other,
    from matches.record_identifiers
    {where}
"""
_GUARDED = "anti join matches.shared_identifiers using (kind, value)"
_NAMED = """
    select
        min(record_id) over (partition by carried.kind, value, full_key) as one,
        record_id as other,
    from matches.record_identifiers as carried
    inner join matches.records using (record_id)
    where contains(full_key, ' ')
    union all
    select
        min(record_id) over (
            partition by organisation_key, family_key, given_form
        ) as one,
        record_id as other,
    from (select *, unnest(given_keys) as given_form from matches.records)
    where
        organisation_key is not null
        and length(family_key) > 1
        and length(given_keys[1]) > 1
"""


def main() -> None:
    """Fill a database, let every side resolve it, print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("records", type=int, nargs="?", default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--patience", type=int, default=86_400, help="seconds for each")
    parser.add_argument("--only", choices=SIDES, help="one side of the four")
    parser.add_argument("--side", choices=SIDES, help=argparse.SUPPRESS)
    parser.add_argument("--home", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.side:
        _run_side(Home(asked.home), SIDES[asked.side])
        return
    with tempfile.TemporaryDirectory() as folder:
        home = Home(Path(folder))
        fill(home, asked.records, asked.seed)
        first, again = prepare(home, home.path / "work.duckdb")
        print(
            f"{asked.records:,} records, seed {asked.seed}: normalised in {first:.1f} s"
        )
        print(f"a second night normalises in {again:.1f} s\n")
        _show_head()
        for side in [asked.only] if asked.only else SIDES:
            for row in _ask_side(side, home, asked.patience):
                _show(row)


def _ask_side(side: str, home: Home, patience: int) -> Iterator[dict[str, Any]]:
    """The rows of one side as they come, from a process that is ended in the end."""
    command = [sys.executable, __file__, "--side", side, "--home", str(home.path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as asked:
        assert asked.stdout
        patient = threading.Timer(patience, asked.kill)
        patient.daemon = True
        patient.start()
        for line in asked.stdout:
            yield json.loads(line)
        patient.cancel()
    if asked.returncode:
        print(f"{side}: ended with {asked.returncode}; {patience} s were given")


def _run_side(
    home: Home, side: Callable[[Connection, Home], Iterator[dict[str, Any]]]
) -> None:
    watch = Watch(os.getpid())
    watch.start()
    con = opened(home, home.path / "work.duckdb")
    for row in side(con, home):
        print(json.dumps(row | {"megabytes": watch.most / 1e6}), flush=True)
    watch.end()


class _Time(NamedTuple):
    """Seconds on the wall and of the processors: other work disturbs these less."""

    wall: float
    processor: float

    def __sub__(self, other: _Time) -> _Time:
        return _Time(self.wall - other.wall, self.processor - other.processor)

    def plus(self, other: _Time) -> _Time:
        return _Time(self.wall + other.wall, self.processor + other.processor)


def _clock() -> _Time:
    return _Time(time.perf_counter(), time.process_time())


def _row(name: str, spent: _Time, quality: Quality) -> dict[str, Any]:
    said = {"name": name, "f1": quality.f1, **quality._asdict()}
    return said | {"seconds": spent.wall, "processor": spent.processor}


def _rules(con: Connection, _home: Home) -> Iterator[dict[str, Any]]:
    """D1 to D3 on our normalised values, as connected components."""
    started = _clock()
    warehouse.run_floor(con, "3_matches")
    base = _clock() - started
    plain = _IDENTIFIERS.format(where="where kind in ('email', 'phone')")
    guarded = _IDENTIFIERS.format(where=_GUARDED)
    for name, query in (
        ("D1 any e-mail or phone", plain),
        ("D2 guarded", guarded),
        ("D3 guarded, and names", f"{guarded} union all {_NAMED}"),
    ):
        started = _clock()
        make_clusters(con, con.execute(query).fetchall())
        seconds = base.plus(_clock() - started)
        yield _row(name, seconds, measure(con, "from clusters"))


def _ours(con: Connection, home: Home) -> Iterator[dict[str, Any]]:
    """The step a night runs, and what an owner's first answers add."""
    started = _clock()
    find_pairs(con)
    assign_persons(con, SETTINGS)
    seconds = _clock() - started
    clusters = "select record_id, person_id as cluster from people.assignments"
    yield _row("ours", seconds, measure(con, clusters))
    for kinds in (False, True):
        asked, spoken_for = sit(con, home, QUESTIONS, kinds=kinds)
        started = _clock()
        assign_persons(con, SETTINGS)
        seconds = _clock() - started
        name = f"{asked} answers, {spoken_for} kinds" if kinds else f"{asked} answers"
        yield _row(f"ours, {name}", seconds, measure(con, clusters))
        forget(con, home)
        assign_persons(con, SETTINGS)


def _ids(con: Connection, home: Home) -> Iterator[dict[str, Any]]:
    """What the ids are worth from night to night, in the book as it grows."""
    started = _clock()
    same, more = _kept(con, home)
    clusters = "select record_id, person_id as cluster from people.assignments"
    name = f"ids kept {same:.2%}, {more:.2%}"
    yield _row(name, _clock() - started, measure(con, clusters))


def _kept(con: Connection, home: Home) -> tuple[float, float]:
    """Shares of records that keep their person's id: over a night, over 10% more.

    The owner has answered the first questions of the smaller book, kinds too.
    """
    con.execute(
        "create temp table everything as from staging.contact_records; "
        "delete from staging.contact_records where hash(record_id) % 11 = 0"
    )
    find_pairs(con)
    assign_persons(con, SETTINGS)
    sit(con, home, QUESTIONS)
    assign_persons(con, SETTINGS)
    remember(con, 1)
    shares = []
    for records in ("staging.contact_records", "everything"):
        con.execute(
            f"create or replace table staging.contact_records as from {records}"
        )
        find_pairs(con)
        assign_persons(con, SETTINGS)
        found = con.execute(
            """
            select avg((assigned.person_id = known.person_id)::integer)
            from people.assignments as assigned
            inner join raw.person_ids as known
                on assigned.record_id
                = known.source || '/' || known.account || '/' || known.source_key
            """
        ).fetchall()
        shares.append(found[0][0])
    return shares[0], shares[1]


def _splink(con: Connection, _home: Home) -> Iterator[dict[str, Any]]:
    """Splink's way: blocks, levels, estimates without labels, then clusters."""
    from _splink import frame, predicted

    frame(con)
    started = _clock()
    edges = predicted(con)
    base = _clock() - started
    best = []
    for threshold in (0.5, 0.9, 0.95, 0.97, 0.98, 0.99, 0.995, 0.999):
        started = _clock()
        pairs = [pair[:2] for pair in edges if pair[2] >= threshold]
        make_clusters(con, pairs)
        seconds = base.plus(_clock() - started)
        quality = measure(con, "from clusters")
        best.append(_row(f"Splink, at {threshold}", seconds, quality))
    yield best[1]
    sure = [row for row in best if row["precision"] >= 0.99]
    if sure:
        found = max(sure, key=lambda row: row["recall"])
        yield found | {"name": f"{found['name']}, its best"}


# ids last: that side takes records away, and gives them back
SIDES = {"rules": _rules, "ours": _ours, "splink": _splink, "ids": _ids}


def _show_head() -> None:
    print(
        f"{'':26}{'pair P':>8}{'R':>7}{'F1':>7}{'B3 F1':>7}{'largest':>8}"
        f"{'seconds':>9}{'cpu s':>7}{'MB':>6}  pairs falsely together"
    )


def _show(row: dict[str, Any]) -> None:
    kinds = ", ".join(f"{count:,} {kind}" for kind, count in row["kinds"].items())
    print(
        f"{row['name']:26}{row['precision']:8.4f}{row['recall']:7.4f}{row['f1']:7.4f}"
        f"{row['bcubed']:7.4f}{row['largest']:8,}{row['seconds']:9.1f}"
        f"{row['processor']:7.1f}"
        f"{row['megabytes']:6.0f}  {kinds}",
        flush=True,
    )


if __name__ == "__main__":
    main()
