"""A small world of records in a real DuckDB, to resolve and look at."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field

import duckdb
import pytest

from flows import resolve, warehouse
from flows.resolve.assign import assign_persons
from flows.resolve.evidence import find_pairs
from flows.resolve.normalise import normalise_values
from flows.settings import Owner, Resolve, Settings

NOON = dt.datetime(2026, 3, 1, 12)  # noqa: DTZ001  # the database holds UTC
TEXTS = [
    "source",
    "account",
    "source_key",
    "source_file",
    "region",
    "known_by",
    "kind",
    "name",
    "given_name",
    "middle_name",
    "family_name",
    "prefix",
    "suffix",
    "organisation",
    "department",
    "title",
    "city",
    "country",
    "birthday",
    "note",
    "found_at",
]
LISTS = [
    "nicknames",
    "emails",
    "phones",
    "urls",
    "handles",
    "addresses",
    "dates",
    "groups",
    "relations",
]


@dataclass
class World:
    """Records and decisions, resolved as often as a test likes.

    The ledgers live as long as the world; staging is made anew by every `resolve`.
    """

    owner: Owner = field(default_factory=lambda: Owner(region="US"))
    limits: Resolve = field(default_factory=Resolve)
    records: list[dict] = field(default_factory=list)
    decisions: list[tuple] = field(default_factory=list)
    touches: list[tuple] = field(default_factory=list)
    versions: list[dict] = field(default_factory=list)
    run_id: int = 0
    people_wait: bool = False

    def __post_init__(self):
        self.con = duckdb.connect(config={"threads": "1"})
        self.con.execute("create schema raw")
        self.con.execute("create schema staging")
        for relation in warehouse.relations("1_raw"):
            self.con.execute(f"create table {relation.path} as {relation.query}")

    def card(self, key, name="", source="vcard", **fields):
        """Add a contact record; returns its record_id."""
        known = {"known_by": "card", "account": "default", "seen": 0} | fields
        record = dict.fromkeys(TEXTS, "") | {column: [] for column in LISTS}
        record |= {"changed_at": None, "sightings": 1, "first_run": 1, "last_run": 1}
        seen = known.pop("seen")
        record |= {"source": source, "source_key": key, "name": name} | known
        record["record_id"] = f"{source}/{record['account']}/{key}"
        record["first_seen"] = NOON + dt.timedelta(days=seen)
        self.records.append(record)
        return record["record_id"]

    def participant(self, address, name="", source="mbox", **fields):
        """Add somebody seen with an address in mail or a calendar."""
        fields = {"known_by": "participant", "emails": [address]} | fields
        return self.card(address, name, source, **fields)

    def named(self, name, **fields):
        """Add a bare name from the journal."""
        return self.card(name.lower(), name, "journal", known_by="name", **fields)

    def decide(self, verb, record_a, record_b="", value=""):
        """The owner's word; returns its place, to be undone by `del`."""
        line = len(self.decisions) + 1
        row = (line, f"d{line}", NOON, verb, record_a, record_b, value, "")
        self.decisions.append(row)
        return row

    def resolve(self):
        """Make staging from the records, and persons from it; returns persons.

        The relations made of the persons wait until `rows` asks for them.
        """
        settings = self._prepare()
        normalise_values(self.con, settings)
        find_pairs(self.con)
        assign_persons(self.con, settings)
        self.people_wait = True
        return self.persons()

    def resolve_whole(self):
        """The step itself, as a night calls it; returns persons."""
        settings = self._prepare()
        resolve.resolve(self.con, settings, self.run_id)
        self.people_wait = False
        return self.persons()

    def _prepare(self):
        self.run_id += 1
        self._stage()
        settings = Settings(owner=self.owner, resolve=self.limits)
        if self.run_id == 1:
            moment = NOON.replace(tzinfo=dt.UTC)
            warehouse.set_variables(self.con, settings, moment, 1)
        self.con.execute(
            "create or replace table staging.owner_addresses as "
            "select unnest(getvariable('owner_emails')) as address"
        )
        return settings

    def remember(self):
        """Append to the ledgers, as a night does after its checks."""
        resolve.remember(self.con, self.run_id)

    def persons(self):
        """The sets of records that are one person."""
        rows = self.con.execute(
            "select list(record_id order by record_id) from people.assignments "
            "group by person_id"
        ).fetchall()
        return {frozenset(records) for (records,) in rows}

    def ids(self):
        """Each record's person id."""
        return dict(
            self.con.execute(
                "select record_id, person_id from people.assignments"
            ).fetchall()
        )

    def rows(self, query):
        """What the database answers, as tuples."""
        if self.people_wait:
            warehouse.run_floor(self.con, "4_people")
            self.people_wait = False
        return self.con.execute(query).fetchall()

    def together(self, *records):
        """Whether all these records are one person's."""
        ids = self.ids()
        return len({ids[record] for record in records}) == 1

    def _stage(self):
        import pyarrow as pa

        columns = [
            *((name, pa.string()) for name in ("record_id", *TEXTS)),
            *((name, pa.list_(pa.string())) for name in LISTS),
            *((name, pa.timestamp("us")) for name in ("changed_at", "first_seen")),
            *((name, pa.int32()) for name in ("sightings", "first_run", "last_run")),
        ]
        self._make("contact_records", self.records, pa.schema(columns))
        keys = ("record_id", "name", "organisation", "title", "changed_at")
        versions = self.versions or [
            {key: record[key] for key in keys}
            | {"first_seen": record["first_seen"], "version": 1, "affiliations": []}
            for record in self.records
        ]
        columns = [(name, pa.string()) for name in keys[:4]]
        columns += [(name, pa.timestamp("us")) for name in ("changed_at", "first_seen")]
        columns += [("version", pa.int64()), ("affiliations", pa.list_(pa.string()))]
        self._make("record_versions", versions, pa.schema(columns))
        self._stage_touches()
        names = [
            "line",
            "decision_id",
            "happened_at",
            "verb",
            "record_a",
            "record_b",
            "value",
            "note",
        ]
        rows = [dict(zip(names, row, strict=True)) for row in self.decisions]
        columns = [(name, pa.string()) for name in names]
        columns[0], columns[2] = (
            ("line", pa.int64()),
            ("happened_at", pa.timestamp("us")),
        )
        self._make("decisions", rows, pa.schema(columns))

    def _stage_touches(self):
        """`touches` are (record_id, happened_at)."""
        self.con.execute(
            "create or replace table staging.participants as "
            "select null::varchar as touch_ref, null::varchar as record_id, "
            "null::varchar as role, null::boolean as accepted where false"
        )
        self.con.execute(
            "create or replace table staging.interactions as select "
            "null::varchar as touch_ref, null::timestamp as happened_at, "
            "null::varchar as once_key, null::varchar as list_id, "
            "null::varchar as channel, null::varchar as subject, "
            "null::varchar as thread_key, null::varchar as journal_kind, "
            "null::boolean as cancelled, null::varchar[] as labels where false"
        )
        self.con.execute(
            "create or replace table staging.targets as "
            "select null::varchar as name, null::varchar as organisation where false"
        )
        for number, (record, when) in enumerate(self.touches):
            self.con.execute(
                "insert into staging.participants (touch_ref, record_id) values (?, ?)",
                [str(number), record],
            )
            self.con.execute(
                "insert into staging.interactions (touch_ref, happened_at) "
                "values (?, ?)",
                [str(number), when],
            )

    def _make(self, table, rows, schema):
        import pyarrow as pa

        self.con.register("given", pa.Table.from_pylist(rows, schema))
        self.con.execute(f"create or replace table staging.{table} as from given")
        self.con.unregister("given")


@pytest.fixture
def world() -> Iterator[World]:
    made = World()
    yield made
    made.con.close()


@pytest.fixture(scope="session")
def new_world():
    """Make further worlds, for properties that compare two."""
    return World
