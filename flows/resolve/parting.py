"""The owner's word that all joins of a kind of little evidence are parted.

Each person of whom two parts were joined so (sql/4_people/08_doubtful.sql) falls into
these parts, which never meet again while the word stands: not by another pair, nor by
a kind that joins. What the owner called the same has their word as its evidence, so
that it is no join of little evidence any more.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flows import warehouse
from flows.resolve.cluster import Clusters
from flows.resolve.paths import write_assignments
from flows.resolve.tables import texts, write
from flows.resolve.words import KindPair, read_words

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection as Connection

_DOUBTS = {"colleagues", "own_values", "hanging", "doubtful"}
_COLUMNS = texts("kind record_a record_b") | {"pairs": "bigint"}


def part_kinds(
    con: Connection, clusters: Clusters, owner: str | None
) -> list[KindPair]:
    """Part the kinds the owner has spoken for; gives the pairs that were parted.

    Writes people.parted; and while there is such a word, people.assignments with the
    persons as they are before, who go by one of their records.
    """
    words = read_words(con, "part_kind")
    rows: list[tuple[str, str, str, int]] = []
    if words:
        _write_doubts(con, clusters, owner)
        rows = con.execute(
            """
            select kind, record_a, record_b, pairs
            from people.doubtful
            where list_contains(?::varchar[], kind)
            order by record_a, record_b
            """,
            [list(words)],
        ).fetchall()
        clusters.part(
            {
                (one, other): f"parted on your word of {words[kind].day}"
                for kind, one, other, _ in rows
            }
        )
    write(con, "parted", _COLUMNS, rows)
    return [
        KindPair(one, other, kind, words[kind].decision_id)
        for kind, one, other, _ in rows
    ]


def _write_doubts(con: Connection, clusters: Clusters, owner: str | None) -> None:
    members = clusters.members()
    heads = [clusters.find(records[0]) for records in members]
    write_assignments(con, clusters, members, heads, owner)
    for relation in warehouse.relations("4_people"):
        if relation.name in _DOUBTS:
            warehouse.make(con, relation)
