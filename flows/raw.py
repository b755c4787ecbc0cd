"""What a connector says becomes rows of the raw floor, in Arrow batches.

Rows wait in two temporary tables until their file is read to its end; then they
are merged: equal content only moves `last_run`, other content is a new version.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from connectors import ContactRecord, Extracted, Known, Problem
from flows import forgotten
from flows.raw_rows import Kinds, Rows, kinds_of, pack_rows
from flows.raw_values import SHAPES

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection as Connection

_ROWS = 5_000
_PROBLEMS_KEPT = 1_000


class Batches:
    """The rows of one file on their way into the archive.

    con: the archive, or None to count only.
    new_records, new_interactions: new versions, counted by `merge`; while only
    counting, everything said.
    """

    def __init__(
        self, con: Connection | None, run_id: int, file: Path, region: str
    ) -> None:
        self.con = con
        self.run_id = run_id
        self.file = str(file)
        self.region = region
        self.source = self.account = ""
        self.new_records = self.new_interactions = self.problems = self._lost = 0
        self._said = 0
        self._waiting: dict[str, list[list[Any]]] = {t: [] for t in SHAPES}
        self._made: list[Rows] = []
        self._problems: list[Problem] = []
        self._forgotten: list[forgotten.Forgotten] = []
        self._known: list[str] = []

    def begin(self, source: str, account: str) -> None:
        """Open the file's transaction with two empty tables to fill."""
        self.source, self.account = source, account
        con = self._archive
        self._forgotten = forgotten.in_force(con)
        con.execute("begin")
        for table in SHAPES:
            con.execute(
                f"create or replace temp table new_{table} as from raw.{table} limit 0"
            )

    def add(self, extracted: Extracted | Known | Rows) -> None:
        """Take one thing a connector said, or rows made of many."""
        if isinstance(extracted, Rows):
            self._said += extracted.count
            self._made.append(extracted)
            if sum(rows.count for rows in self._made) >= _ROWS:
                self._put_made()
            return
        if isinstance(extracted, Problem):
            self.problems += 1
            self._lost += extracted.loses
            if len(self._problems) < _PROBLEMS_KEPT:
                self._problems.append(extracted)
            return
        self._said += 1
        if isinstance(extracted, Known):
            self._known.append(extracted.mark)
            return
        person = isinstance(extracted, ContactRecord)
        table = "contact_records" if person else "interactions"
        if self.con is None:
            self._count(table, 1)
            return
        waiting = self._waiting[table]
        waiting.append(SHAPES[table].row(extracted))
        if len(waiting) >= _ROWS:
            self._flush(table)

    def known(self) -> dict[str, str]:
        """The mark of each text of this account that was read before, and its key."""
        held: dict[str, str] = {}
        for table in SHAPES:
            query = _MARKS.format(table=table)
            rows = self._archive.execute(query, [self.source, self.account])
            held.update(rows.fetchall())
        return held

    @property
    def advice(self) -> str:
        """What to do about a file that said nothing but problems."""
        return "" if self._said or not self._problems else self._problems[0].cure

    def drop(self) -> None:
        """Forget what this file said so far; its structure is broken."""
        self.new_records = self.new_interactions = 0
        self._known.clear()
        self._made.clear()
        for table in SHAPES:
            self._waiting[table].clear()
            if self.con is not None:
                self.con.execute(f"delete from new_{table}")

    def merge(self, *, whole_state: bool) -> None:
        """Move what is waiting into the raw tables, as new versions or sightings."""
        self._put_made()
        for table in SHAPES:
            self._flush(table)
            self._recall(table)
        if self._forgotten:
            forgotten.teach(self._archive, self._forgotten)
            forgotten.keep_out(self._archive, "new_contact_records", "new_interactions")
        for table in SHAPES:
            self._archive.execute(_UNIQUE.format(table=table))
            back = self._archive.execute(_BACK.format(table=table)).fetchall()
            self._archive.execute(_SEEN_AGAIN.format(table=table), [self.run_id])
            added = self._archive.execute(_NEW_VERSIONS.format(table=table)).fetchall()
            self._count(table, back[0][0] + added[0][0])
            if whole_state:
                self._follow_whole_state(table)
        self._archive.execute(_SAID_AGAIN)

    def _recall(self, table: str) -> None:
        """What known texts gave when they were read stands in the file again."""
        if self._known:
            where = [self.run_id, self.run_id, self.file, self.source, self.account]
            query = _RECALL.format(table=table)
            self._archive.execute(query, [*where, self._known])

    def _follow_whole_state(self, table: str) -> None:
        """Records this file held when last read and no file holds now are deleted.

        Not when a record could not be read: it is not gone.
        """
        names = {
            "run_id": self.run_id,
            "source": self.source,
            "account": self.account,
            "file": self.file,
        }
        if not self._lost:
            self._archive.execute(_TOMBSTONES.format(table=table), names)
        self._archive.execute(_KEYS.format(table=table), names)

    def log(self, fingerprint: str, version: int, state: str, seconds: float) -> None:
        """Write the reading itself and its problems."""
        where = [self.run_id, self.source, self.account, self.file]
        counts = [self.new_records, self.new_interactions, self.problems]
        self._archive.execute(
            _READING, [*where, fingerprint, version, *counts, seconds, state]
        )
        told = [[p.place, p.what, p.why, p.cure] for p in self._problems]
        if told:
            columns = [list(column) for column in zip(*told, strict=True)]
            self._archive.execute(_TOLD, [*where, *columns])

    def commit(self) -> None:
        """Make the file's rows stand."""
        self._archive.execute("commit")

    def roll_back(self) -> None:
        """Leave the archive as it was before this file."""
        self._archive.execute("rollback")

    @property
    def _archive(self) -> Connection:
        if self.con is None:
            raise RuntimeError("counting only: there is no archive to write to")
        return self.con

    @property
    def _common(self) -> dict[str, Any]:
        """What every row of this file has in common, where its table has room."""
        return {
            "source": self.source,
            "account": self.account,
            "source_file": self.file,
            "region": self.region,
            "first_run": self.run_id,
            "last_run": self.run_id,
        }

    def _count(self, table: str, rows: int) -> None:
        if table == "contact_records":
            self.new_records += rows
        else:
            self.new_interactions += rows

    def kinds(self, table: str) -> Kinds:
        """What a raw table's columns hold."""
        return kinds_of(self._archive.table(f"new_{table}"))

    def _flush(self, table: str) -> None:
        if self._waiting[table]:
            rows = pack_rows(table, self._waiting[table], self.kinds(table))
            self._put([rows])
            self._waiting[table].clear()

    def _put_made(self) -> None:
        """Insert what other processes made: a few large pieces, not many small."""
        if self._made:
            self._put(self._made)
            self._made.clear()

    def _put(self, pieces: list[Rows]) -> None:
        """Insert rows of one table, with what they have in common."""
        import pyarrow as pa

        table = pieces[0].table
        held = self._archive.table(f"new_{table}").columns
        common = {name: v for name, v in self._common.items() if name in held}
        beside = ", ".join(f"? as {name}" for name in common)
        rows = pa.Table.from_batches([piece.unpack() for piece in pieces])
        self._archive.register("waiting", rows)
        self._archive.execute(
            f"insert into new_{table} by name select *, {beside} from waiting",
            list(common.values()),
        )
        self._archive.unregister("waiting")


_READING = """
    insert into raw.file_reads by name
    select
        ? as run_id, ? as source, ? as account, ? as file,
        ? as fingerprint, ? as extractor_version, ? as records,
        ? as interactions, ? as problems, ? as seconds, ? as state
"""
_TOLD = """
    insert into raw.problems by name
    select
        ? as run_id, ? as source, ? as account, ? as file,
        unnest(?::varchar[]) as place, unnest(?::varchar[]) as what,
        unnest(?::varchar[]) as why, unnest(?::varchar[]) as cure
"""
_MARKS = """
    select mark, min(source_key)
    from raw.{table}
    where source = ? and account = ? and mark != ''
    group by mark
"""
_RECALL = """
    insert into new_{table} by name
    select * replace (? as first_run, ? as last_run, ? as source_file)
    from raw.{table}
    where source = ? and account = ? and mark in (select unnest(?::varchar[]))
"""
_UNIQUE = """
    delete from new_{table}
    where rowid not in (
        select min(rowid) from new_{table} group by source_key, content_hash
    )
"""
# what an undone run hid, and this file shows again
_BACK = """
    select count(*)
    from raw.{table} as known
    semi join new_{table} using (source, account, source_key, content_hash)
    where
        known.first_run in (select run_id from raw.undone_runs)
        and known.last_run in (select run_id from raw.undone_runs)
"""
_SEEN_AGAIN = """
    update raw.{table} as known
    set last_run = ?, mark = new.mark
    from new_{table} as new
    where
        known.source = new.source
        and known.account = new.account
        and known.source_key = new.source_key
        and known.content_hash = new.content_hash
"""
# who says again what they said before another version says it as of now
_SAID_AGAIN = """
    update raw.contact_records as known
    set changed_at = new.changed_at
    from new_contact_records as new
    join raw.contact_records as between_them
        using (source, account, source_key)
    where
        known.source = new.source
        and known.account = new.account
        and known.source_key = new.source_key
        and known.content_hash = new.content_hash
        and between_them.content_hash != new.content_hash
        and between_them.changed_at > known.changed_at
        and between_them.changed_at < new.changed_at
"""
_NEW_VERSIONS = """
    insert into raw.{table} by name
    from new_{table}
    anti join raw.{table} using (source, account, source_key, content_hash)
"""
_TOMBSTONES = """
    insert into raw.{table} by name
    with
    newest_readings as (
        select file, max(run_id) as run_id
        from raw.file_reads
        where
            source = $source
            and account = $account
            and state = 'read'
            and run_id not in (select run_id from raw.undone_runs)
        group by file
    ),
    held as (
        select keys.file, keys.source_key
        from raw.file_keys as keys
        semi join newest_readings using (file, run_id)
        where
            keys.source = $source
            and keys.account = $account
            and keys.relation = '{table}'
    ),
    gone as (
        select source_key from held where file = $file
        except
        select source_key from held where file != $file
        except
        select source_key from new_{table}
    )
    select
        $source as source,
        $account as account,
        source_key,
        'deleted' as content_hash,
        $run_id as first_run,
        $run_id as last_run,
        $file as source_file,
        true as deleted,
    from gone
"""
_KEYS = """
    insert into raw.file_keys by name
    select distinct
        $run_id as run_id,
        $source as source,
        $account as account,
        $file as file,
        '{table}' as relation,
        source_key,
    from new_{table}
"""
