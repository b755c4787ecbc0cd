"""Names without an address, as the owner's journal has them, find their person.

A full name joins the one person of that name; a bare given name the one person,
known by a card or by more than one record, who has it. Where several could be
meant nothing is joined; each is proposed for review.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from flows.resolve.cluster import Clusters, Pair, Record

_SURE, _PROPOSED = 0.95, 5


def place_names(clusters: Clusters, owner: str | None) -> list[Pair]:
    """Join journal names where only one person can be meant; returns proposals."""
    names = [r for r in clusters.records.values() if r.known_by == "name"]
    if not names:
        return []
    book = _Book(clusters, owner)
    proposals: list[Pair] = []
    unplaced: dict[str, str] = {}
    for record in sorted(names):
        if not record.name.full_key:
            continue
        meant = book.who(record)
        if len(meant) == 1:
            clusters.join(_pair(record, meant[0], _SURE))
        elif meant:
            weight = 0.5 / len(meant)
            proposals += [_pair(record, one, weight) for one in meant[:_PROPOSED]]
        elif (twin := unplaced.setdefault(record.name.full_key, record.record_id)) != (
            record.record_id
        ):
            clusters.join(_pair(record, clusters.records[twin], _SURE))
    return proposals


def _pair(record: Record, meant: Record, weight: float) -> Pair:
    one, other = sorted((record.record_id, meant.record_id))
    if weight == _SURE:
        evidence = f"your journal says {record.display}, the only one of that name"
    else:
        evidence = f"your journal's {record.display} may be {meant.display}"
    return Pair(one, other, "named_in_journal", weight, evidence)


class _Book:
    """Who goes by which name, among the persons that are more than a name."""

    def __init__(self, clusters: Clusters, owner: str | None) -> None:
        self.clusters = clusters
        self.by_full: dict[str, list[Record]] = defaultdict(list)
        self.by_given: dict[str, list[Record]] = defaultdict(list)
        self.by_form: dict[str, list[Record]] = defaultdict(list)
        mine = clusters.find(owner) if owner else None
        known = [r for r in clusters.records.values() if r.known_by != "name"]
        for record in sorted(known, key=lambda record: record.standing):
            if clusters.find(record.record_id) == mine:
                continue
            self.by_full[record.name.full_key].append(record)
            for form in record.name.given_keys[:1]:
                self.by_given[form].append(record)
            for form in record.name.given_keys:
                self.by_form[form].append(record)

    def who(self, record: Record) -> list[Record]:
        """One record of each person who can be meant."""
        if not record.name.family_key:
            return self._by_given_name(record)
        exact = self._persons(self.by_full[record.name.full_key])
        if exact:
            return exact
        return self._persons(
            known
            for form in record.name.given_keys
            for known in self.by_form[form]
            if _same_family(record.name.family_key, known.name.family_key)
        )

    def _by_given_name(self, record: Record) -> list[Record]:
        forms = record.name.given_keys
        exact = self._persons(filter(self._is_solid, self.by_given[forms[0]]))
        if exact:
            return exact
        alike = (known for form in forms for known in self.by_form[form])
        return self._persons(filter(self._is_solid, alike))

    def _is_solid(self, record: Record) -> bool:
        return record.known_by == "card" or self.clusters.size(record.record_id) > 1

    def _persons(self, records: Iterable[Record]) -> list[Record]:
        """The first of each person's records, best card first."""
        first: dict[str, Record] = {}
        for record in sorted(records, key=lambda record: record.standing):
            first.setdefault(self.clusters.find(record.record_id), record)
        return list(first.values())


def _same_family(written: str, known: str) -> bool:
    """Equal, or the journal gives only its first letter."""
    return written == known or (len(written) == 1 and known.startswith(written))
