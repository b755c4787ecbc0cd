"""Persons keep their ids from night to night.

An old id goes to the cluster that holds most of its records, each id once,
greatest overlap first. A cluster left without one takes back an id its records
had before (an undone merge), else gets a new one from its oldest record's key.
Where two overlaps are equal, the id that more of the records ever had goes first,
then the one more of them began with: what a judgement did, its undoing restores.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple


class Redirect(NamedTuple):
    """An old id, the id that now answers for it (or for a part), and why."""

    old_id: str
    person_id: str
    why: str


def carry_ids(
    clusters: Sequence[Sequence[str]], history: Mapping[str, Sequence[str]]
) -> tuple[list[str], list[Redirect]]:
    """A person id for each cluster, and what became of ids that moved.

    clusters: record ids, oldest first, in a fixed order. history: every id a
    record ever had, newest first.
    """
    newest = {record: ids[0] for record, ids in history.items() if ids}
    given: dict[int, str] = {}
    _give(clusters, {r: (i,) for r, i in newest.items()}, history, given)
    _give(clusters, history, history, given)
    taken = set(given.values()) | {old for ids in history.values() for old in ids}
    for position, cluster in enumerate(clusters):
        if position not in given:
            given[position] = _mint(cluster[0], taken)
            taken.add(given[position])
    ids = [given[position] for position in range(len(clusters))]
    return ids, _redirects(clusters, ids, newest)


def _give(
    clusters: Sequence[Sequence[str]],
    known: Mapping[str, Sequence[str]],
    history: Mapping[str, Sequence[str]],
    given: dict[int, str],
) -> None:
    """Give known ids to clusters that have none, greatest overlap first."""
    if not known:
        return
    taken = set(given.values())
    claims = [
        (*claim, position)
        for position, cluster in enumerate(clusters)
        if position not in given
        for claim in _claims(cluster, known, history)
        if claim[-1] not in taken
    ]
    for *_, old_id, position in sorted(claims):
        if old_id not in taken and position not in given:
            given[position] = old_id
            taken.add(old_id)


def _claims(
    cluster: Sequence[str],
    known: Mapping[str, Sequence[str]],
    history: Mapping[str, Sequence[str]],
) -> Iterator[tuple[int, int, int, str]]:
    """The cluster's claim on each id its records have; the best sorts first."""
    now = ever = first = _overlaps(cluster, known)
    # where no record ever moved, the three counts are one
    if any(len(history.get(record, ())) > 1 for record in cluster):
        ever = _overlaps(cluster, history)
        first = Counter(history[record][-1] for record in cluster if record in history)
    for old_id, overlap in now.items():
        yield -overlap, -ever[old_id], -first[old_id], old_id


def _overlaps(
    cluster: Iterable[str], known: Mapping[str, Sequence[str]]
) -> Counter[str]:
    return Counter(old_id for record in cluster for old_id in known.get(record, ()))


_LETTERS = "abcdefghijklmnopqrstuvwxyz234567"
_PAIRS = [one + other for one in _LETTERS for other in _LETTERS]


def _mint(record_id: str, taken: set[str]) -> str:
    """`p` and ten letters: fifty bits of the hash of a record's key, in base 32."""
    salt = ""
    while True:
        digest = hashlib.blake2b(f"{record_id}{salt}".encode(), digest_size=8)
        bits = int.from_bytes(digest.digest(), "big") >> 14
        minted = "p" + "".join(_PAIRS[bits >> at & 1023] for at in (40, 30, 20, 10, 0))
        if minted not in taken:
            return minted
        salt += "#"


def _redirects(
    clusters: Sequence[Sequence[str]], ids: Sequence[str], newest: Mapping[str, str]
) -> list[Redirect]:
    parts: dict[str, Counter[str]] = defaultdict(Counter)
    for person_id, cluster in zip(ids, clusters, strict=True):
        for record in cluster:
            if (old_id := newest.get(record, person_id)) != person_id:
                parts[old_id][person_id] += 1
    living = set(ids)
    found = []
    for old_id, moved in sorted(parts.items()):
        if old_id in living:
            found += [Redirect(old_id, new, "split") for new in sorted(moved)]
        else:
            heir = min(moved, key=lambda new: (-moved[new], new))
            found.append(Redirect(old_id, heir, "merged"))
    return found
