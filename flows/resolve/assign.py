"""From candidate pairs and the owner's word to one person for each record."""

from __future__ import annotations

import gc
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from sys import intern
from typing import TYPE_CHECKING

from flows.resolve.cluster import Clusters, Pair, Record
from flows.resolve.compare import Compared, names_conflict
from flows.resolve.journal_names import place_names
from flows.resolve.judgements import read_judgements, same_pairs
from flows.resolve.kinds import join_kinds
from flows.resolve.parting import part_kinds
from flows.resolve.paths import write_assignments
from flows.resolve.person_ids import carry_ids
from flows.resolve.tables import WEIGHT, texts, write
from flows.settings import Settings

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection as Connection


def assign_persons(con: Connection, settings: Settings) -> None:
    """Write people.assignments, refused, proposals, redirects_new, what kinds did."""
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
    parted = part_kinds(con, clusters, owner)
    alike = join_kinds(con, clusters)
    proposals = place_names(clusters, owner)
    members = clusters.members()
    ids, redirects = carry_ids(members, _read_history(con))
    write_assignments(con, clusters, members, ids, owner)
    write(con, "refused", texts("record_a record_b rule why"), clusters.refused)
    write(
        con,
        "proposals",
        texts("record_a record_b rule") | WEIGHT | texts("evidence"),
        [pair[:5] for pair in proposals],
    )
    pairs = texts("record_a record_b kind decision_id")
    write(con, "kind_pairs", pairs, [*parted, *alike])
    write(con, "redirects_new", texts("old_id person_id why"), redirects)


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
