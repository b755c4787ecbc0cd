"""From candidate pairs and the owner's word to one person for each record."""

from __future__ import annotations

import gc
from collections import defaultdict, deque
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from sys import intern
from typing import TYPE_CHECKING, Any

from flows.resolve.cluster import Clusters, Pair, Record
from flows.resolve.compare import Compared, names_conflict
from flows.resolve.journal_names import place_names
from flows.resolve.judgements import read_judgements, same_pairs
from flows.resolve.kinds import join_kinds
from flows.resolve.person_ids import carry_ids
from flows.settings import Settings

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection as Connection

_WEIGHT = {"weight": "double"}
_ASSIGNED = "record_id person_id rule joined_to evidence"


def assign_persons(con: Connection, settings: Settings) -> None:
    """Write people.assignments, together, refused, proposals, kind_pairs, redirects."""
    with _nothing_to_collect():
        _assign(con, settings)


@contextmanager
def _nothing_to_collect() -> Iterator[None]:
    """Millions of small things and no circles: looking for some takes half the time."""
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()


def _assign(con: Connection, settings: Settings) -> None:
    clusters = Clusters(
        _read_records(con), settings.resolve.max_records, _strict_books(con)
    )
    judgements = read_judgements(con)
    for (one, other), verb in judgements.items():
        if verb == "different":
            clusters.forbid(one, other)
    for pair in same_pairs(judgements):
        if pair.record_a in clusters.records and pair.record_b in clusters.records:
            clusters.join(pair)
    owner = _join_owner(con, clusters)
    for pair in _read_pairs(con):
        clusters.join(pair)
    alike = join_kinds(con, clusters)
    proposals = place_names(clusters, owner)
    members = clusters.members()
    ids, redirects = carry_ids(members, _read_history(con))
    rows = _explained(clusters, members, ids, owner)
    con.execute("create schema if not exists people")
    _write(con, "assignments", _texts(_ASSIGNED) | _WEIGHT, rows)
    _write(con, "refused", _texts("record_a record_b rule why"), clusters.refused)
    _write(
        con,
        "proposals",
        _texts("record_a record_b rule") | _WEIGHT | _texts("evidence"),
        [pair[:5] for pair in proposals],
    )
    _write(con, "kind_pairs", _texts("record_a record_b kind decision_id"), alike)
    _write(con, "redirects_new", _texts("old_id person_id why"), redirects)


def _texts(names: str) -> dict[str, str]:
    return dict.fromkeys(names.split(), "varchar")


def _read_records(con: Connection) -> dict[str, Record]:
    rows = con.execute(
        """
        with employed as (
            select
                carried.record_id,
                list(normal.email order by normal.email) as mailboxes,
            from matches.record_identifiers as carried
            inner join staging.normal_email as normal on normal.email = carried.value
            anti join matches.shared_identifiers as shared
                on shared.kind = carried.kind and shared.value = carried.value
            where carried.kind = 'email' and not normal.is_free
            group by 1
        )
        select
            record_id, full_key, given_keys, family_key, initials, generation, script,
            birthday, coalesce(first_seen::varchar, ''), standing, known_by, display,
            coalesce(mailboxes, []),
        from matches.records
        left join employed using (record_id)
        order by record_id
        """
    )
    records = {}
    while batch := rows.fetchmany(10_000):
        for key, full, given, family, initials, generation, script, *rest in batch:
            name = Compared(full, tuple(given), family, initials, generation, script)
            birthday, seen, standing, known_by, display, mailboxes = rest
            records[key] = Record(
                key,
                name,
                birthday,
                (seen, key),
                standing,
                known_by,
                display,
                frozenset(mailboxes),
                intern(key[: key.index("/", key.index("/") + 1)])
                if known_by == "card"
                else "",
            )
    return records


def _strict_books(con: Connection) -> frozenset[str]:
    """The address books that hold hardly anybody twice: fewer than one in a hundred."""
    rows = con.execute("select book from matches.books where (again + 1) * 100 < cards")
    return frozenset(intern(book) for (book,) in rows.fetchall())


def _read_pairs(con: Connection) -> list[Pair]:
    rows = con.execute(
        """
        select record_a, record_b, rule, weight, evidence, certain
        from (
            select record_a, record_b, rule, weight, evidence, certain, band
            from matches.candidates
            union all
            select record_a, record_b, rule, weight, evidence, certain, band
            from matches.weighed
        )
        where band = 'join'
        order by
            certain desc,
            rule = 'weight_of_evidence',
            weight desc,
            record_a,
            record_b,
            rule
        """
    ).fetchall()
    return [Pair(*row) for row in rows]


def _read_history(con: Connection) -> dict[str, list[str]]:
    """Every id each record ever had, newest first."""
    rows = con.execute(
        """
        select source || '/' || account || '/' || source_key as record_id, person_id
        from raw.person_ids
        group by all
        order by record_id, max(run_id) desc, max(rowid) desc
        """
    ).fetchall()
    history: dict[str, list[str]] = defaultdict(list)
    for record_id, person_id in rows:
        history[record_id].append(person_id)
    return history


def _join_owner(con: Connection, clusters: Clusters) -> str | None:
    """Bring the owner's own records together; returns one of them, if any."""
    found = con.execute(
        "select full_key, given_keys, family_key, initials, generation, script "
        "from staging.normal_name where value = getvariable('owner_name')"
    ).fetchone()
    name = Compared(found[0], tuple(found[1]), *found[2:]) if found else _NO_NAME
    owner = None
    for record_id, certain, shared, evidence in con.execute(
        "select record_id, certain, shared, evidence from matches.owner_records "
        "order by not certain, standing"
    ).fetchall():
        shown = clusters.records[record_id].name
        if not certain and (
            names_conflict(shown, name) or (shared and shown.full_key != name.full_key)
        ):
            continue
        if owner is None:
            owner = record_id
            clusters.add_name(record_id, name)
        clusters.join(Pair(record_id, owner, "owner", 1.0, evidence, certain=True))
    return owner


_NO_NAME = Compared("", (), "", "", "", "")


def _explained(
    clusters: Clusters,
    members: Sequence[Sequence[str]],
    ids: Sequence[str],
    owner: str | None,
) -> list[tuple[Any, ...]]:
    """Each record with its person, and the pair that leads towards its best card."""
    paths: dict[str, list[tuple[str, Pair]]] = defaultdict(list)
    for pair in clusters.joined:
        paths[pair.record_a].append((pair.record_b, pair))
        paths[pair.record_b].append((pair.record_a, pair))
    mine = clusters.find(owner) if owner else ""
    rows: list[tuple[Any, ...]] = []
    for cluster, person_id in zip(members, ids, strict=True):
        first = min(cluster, key=lambda record: clusters.records[record].standing)
        if mine and clusters.find(first) == mine:
            evidence = "holds your own address or number"
            rows.append((first, person_id, "owner", None, evidence, 1.0))
        else:
            rows.append((first, person_id, "first", None, "", 1.0))
        rows += [
            (there, person_id, pair.rule, here, pair.evidence, pair.weight)
            for there, here, pair in _steps(first, paths)
        ]
    return sorted(rows)


def _steps(
    first: str, paths: Mapping[str, list[tuple[str, Pair]]]
) -> Iterator[tuple[str, str, Pair]]:
    """Every record that can be reached, from which one, and by which pair."""
    seen, waiting = {first}, deque([first])
    while waiting:
        here = waiting.popleft()
        for there, pair in paths.get(here, ()):
            if there not in seen:
                seen.add(there)
                waiting.append(there)
                yield there, here, pair


def _write(
    con: Connection, table: str, columns: dict[str, str], rows: Sequence[Sequence[Any]]
) -> None:
    """One relation of schema people, made from rows."""
    import pyarrow as pa

    types = {"varchar": pa.string(), "double": pa.float64()}
    schema = pa.schema([(name, types[kind]) for name, kind in columns.items()])
    values = list(zip(*rows, strict=True)) or [() for _ in columns]
    arrays = [
        pa.array(value, field.type) for value, field in zip(values, schema, strict=True)
    ]
    con.register("written", pa.Table.from_arrays(arrays, schema=schema))
    con.execute(f"create or replace table people.{table} as from written")
    con.unregister("written")
