"""The owner's words about whole kinds of people, as decisions.csv has them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from flows.kinds import KINDS

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection as Connection


class Word(NamedTuple):
    """The owner's word for a kind as a whole: the decision, and its day."""

    decision_id: str
    day: str


class KindPair(NamedTuple):
    """Two records that came together or parted, of which kind, by which word."""

    record_a: str
    record_b: str
    kind: str
    decision_id: str


def read_words(con: Connection, verb: str) -> dict[str, Word]:
    """The newest word about each kind that this verb may be said of, where it is it."""
    rows = con.execute(
        """
        select value, decision_id, strftime(local_day(happened_at), '%Y-%m-%d')
        from staging.decisions
        where verb in ('same_kind', 'part_kind', 'leave_kind')
        qualify
            row_number() over (partition by value order by line desc) = 1
            and verb = ?
        """,
        [verb],
    ).fetchall()
    return {
        kind: Word(decision_id, day)
        for kind, decision_id, day in rows
        if kind in KINDS and KINDS[kind].word == verb
    }
