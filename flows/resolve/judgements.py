"""What the owner holds of two records: same, different or unsure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flows.resolve.cluster import Pair

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection as Connection


def read_judgements(con: Connection) -> dict[tuple[str, str], str]:
    """The newest verb for each pair of records, in the order they were said."""
    said = con.execute(
        """
        select
            least(record_a, record_b) as one,
            greatest(record_a, record_b) as other,
            max_by(verb, line) as verb,
        from staging.decisions
        where
            verb in ('same', 'different', 'unsure')
            and record_a != ''
            and record_b != ''
            and record_a != record_b
        group by all
        order by max(line)
        """
    ).fetchall()
    return {(one, other): verb for one, other, verb in said}


def same_pairs(judgements: dict[tuple[str, str], str]) -> list[Pair]:
    """The pairs the owner called the same, as pairs that join first."""
    return [
        Pair(one, other, "judgement", 1.0, "you said they are the same", judged=True)
        for (one, other), verb in judgements.items()
        if verb == "same"
    ]
