"""The owner's word about all people who are alike: joins after every other.

A kind joins where nothing speaks against it: no *different*, no conflicting names or
birthdays, no cap, no address book that holds both. What one night has joined stays
so while the word stands (ledger `kind_pairs`), though the name may have become a
common one; only what speaks against it parts it again.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import TYPE_CHECKING

from flows import warehouse
from flows.kinds import KINDS
from flows.resolve.cluster import Clusters, Pair
from flows.resolve.words import KindPair, Word, read_words

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection as Connection


RULE, WEIGHT = "kind", 0.95


def join_kinds(con: Connection, clusters: Clusters) -> list[KindPair]:
    """Join the kinds the owner has spoken for; gives the pairs that were joined.

    Writes people.together: the clusters as they are before.
    """
    _write_together(con, clusters)
    words = read_words(con, "same_kind")
    if not words:
        return []
    (alike,) = [one for one in warehouse.relations("4_people") if one.name == "alike"]
    warehouse.make(con, alike)
    joined = []
    for pair in chain(_remembered(con, words), _alike(con, words)):
        one, other = map(clusters.find, pair[:2])
        if (
            one != other
            and not clusters.share_book(one, other)
            and clusters.join(_told(pair, words))
        ):
            joined.append(pair)
    return joined


def _told(pair: KindPair, words: dict[str, Word]) -> Pair:
    says = f"{KINDS[pair.kind].says}; joined on your word of {words[pair.kind].day}"
    return Pair(pair.record_a, pair.record_b, RULE, WEIGHT, says)


def _write_together(con: Connection, clusters: Clusters) -> None:
    """Table people.together: each record, and the one its persons stands under."""
    import pyarrow as pa

    records = list(clusters.records)
    heads = [clusters.find(record) for record in records]
    con.execute("create schema if not exists people")
    con.register("found", pa.table({"record_id": records, "cluster": heads}))
    con.execute("create or replace table people.together as from found")
    con.unregister("found")


def _remembered(con: Connection, words: dict[str, Word]) -> Iterator[KindPair]:
    """What was joined before, by a word that stands."""
    rows = con.execute(
        """
        select record_a, record_b, kind, decision_id
        from raw.kind_pairs
        semi join staging.decisions using (decision_id)
        semi join people.together as one on one.record_id = record_a
        semi join people.together as other on other.record_id = record_b
        order by run_id, record_a, record_b
        """
    ).fetchall()
    yield from (KindPair(*row) for row in rows if row[2] in words)


def _alike(con: Connection, words: dict[str, Word]) -> Iterator[KindPair]:
    """The first record of each name with each of the others."""
    rows = con.execute(
        """
        select records[1] as record_a, unnest(records[2:]) as record_b, kind
        from people.alike
        where list_contains(?::varchar[], kind)
        order by full_key, record_b
        """,
        [list(words)],
    ).fetchall()
    for one, other, kind in rows:
        yield KindPair(one, other, kind, words[kind].decision_id)
