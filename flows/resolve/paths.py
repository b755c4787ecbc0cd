"""Each record with its person, and the way that leads from it to their best card."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from flows.resolve.cluster import Clusters, Pair
from flows.resolve.tables import WEIGHT, texts, write

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection as Connection

_COLUMNS = texts("record_id person_id rule joined_to evidence") | WEIGHT


def write_assignments(
    con: Connection,
    clusters: Clusters,
    members: Sequence[Sequence[str]],
    ids: Sequence[str],
    owner: str | None,
) -> None:
    """Table people.assignments: each record, whose it is, and by which pair.

    members, ids: the records of each person, and the person's id; owner: a record of
    the owner's, if there is one.
    """
    write(con, "assignments", _COLUMNS, _explained(clusters, members, ids, owner))


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
