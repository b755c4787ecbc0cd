"""Records become clusters: greedily, surest pair first, with a veto.

A join is refused when the owner said *different* of any two records of the two
clusters, when any two names in them conflict (flows.resolve.compare), when they
were born on different days, or when the cluster would grow past the cap. Where no
mailbox speaks for one, two things raise a doubt, and the owner is asked: one employer
gave each a mailbox of their own, or an address book that hardly holds anybody twice
holds each of them, or two of any books do. The owner's *same* comes first and is
stopped by nothing but a *different*.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from flows.resolve.compare import Compared, birthdays_alike, names_conflict

WEIGHED = "weight_of_evidence"
# no more than doubts: the owner is asked
COLLEAGUES = "each has a mailbox of their own there"
APART = "an address book keeps them apart"
# which rest on what colleagues of one name share as well
NAMED = (WEIGHED, "same_name_and_organisation")
# or a father and a son of one name
FAMILIAR = (*NAMED, "same_phone", "shared_identifier_same_name")


class Record(NamedTuple):
    """One contact record as clustering sees it.

    age: sorts the oldest record first; standing: the best card first; mailboxes:
    those an employer gave, and nobody shares; book: whose card it is, if one.
    """

    record_id: str
    name: Compared
    birthday: str
    age: tuple[str, str]
    standing: int
    known_by: str
    display: str
    mailboxes: frozenset[str] = frozenset()
    book: str = ""


class Pair(NamedTuple):
    """Two records and why they may be one person.

    certain: neither names nor birthdays can speak against it; judged: the owner
        said so.
    """

    record_a: str
    record_b: str
    rule: str
    weight: float
    evidence: str
    certain: bool = False
    judged: bool = False

    @property
    def overrules(self) -> bool:
        """Whether it may bring together names that conflict."""
        return self.judged or (self.certain and self.rule == WEIGHED)


class Refusal(NamedTuple):
    """A pair that was not joined, and why."""

    record_a: str
    record_b: str
    rule: str
    why: str


@dataclass(slots=True)
class _Cluster:
    members: list[str]
    names: frozenset[Compared]
    birthdays: frozenset[str]
    mailboxes: frozenset[str]
    books: frozenset[str]
    different: frozenset[str] = frozenset()
    mixed: bool = False


@dataclass(slots=True)
class Clusters:
    """Records in clusters, and the pairs that made them.

    strict: the address books that hold hardly anybody twice.
    joined: the pairs that brought two clusters together, in order; they are a
    forest over the records. refused: the pairs that did not.
    """

    records: dict[str, Record]
    max_records: int
    strict: frozenset[str] = frozenset()
    joined: list[Pair] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)
    _different: dict[str, frozenset[str]] = field(default_factory=dict)
    _parent: dict[str, str] = field(default_factory=dict)
    _clusters: dict[str, _Cluster] = field(default_factory=dict)

    def forbid(self, record_a: str, record_b: str) -> None:
        """The owner said *different*: these two never meet; said before any join."""
        for one, other in ((record_a, record_b), (record_b, record_a)):
            if one in self.records:
                self._different[one] = self._different.get(one, frozenset()) | {other}

    def add_name(self, record_id: str, name: Compared) -> None:
        """This record's cluster also goes by that name."""
        if name.full_key:
            self._cluster(self.find(record_id)).names |= {name}

    def size(self, record_id: str) -> int:
        """How many records this record's cluster holds."""
        return len(self._cluster(self.find(record_id)).members)

    def share_book(self, record_a: str, record_b: str) -> bool:
        """Whether one address book holds a card in either record's cluster."""
        one, other = map(self._cluster, map(self.find, (record_a, record_b)))
        return not one.books.isdisjoint(other.books)

    def find(self, record_id: str) -> str:
        """The record that stands for this one's cluster."""
        parent = self._parent
        while (above := parent.get(record_id, record_id)) != record_id:
            parent[record_id] = parent.get(above, above)
            record_id = above
        return record_id

    def join(self, pair: Pair) -> bool:
        """Bring the pair's clusters together unless something speaks against it."""
        a, b = self.find(pair.record_a), self.find(pair.record_b)
        if a == b:
            return True
        one, other = self._cluster(a), self._cluster(b)
        why = self._objection(one, other, pair)
        if why:
            self.refused.append(Refusal(pair.record_a, pair.record_b, pair.rule, why))
            return False
        self._unite(a, b, pair)
        self.joined.append(pair)
        return True

    def part(self, apart: Mapping[tuple[str, str], str]) -> None:
        """Take back joins, each with the reason why; their sides never meet again.

        apart: by the two records of a pair that joined two clusters.
        """
        parted = {self.find(record) for pair in apart for record in pair}
        again = [pair for pair in self.joined if self.find(pair.record_a) in parted]
        for root in parted:
            for record in self._clusters.pop(root).members:
                self._parent.pop(record, None)
        for two in apart:
            self.forbid(*two)
        taken = set()
        for pair in again:
            if why := apart.get(pair[:2]):
                taken.add(pair[:2])
                self.refused.append(
                    Refusal(pair.record_a, pair.record_b, pair.rule, why)
                )
            else:
                self._unite(self.find(pair.record_a), self.find(pair.record_b), pair)
        self.joined = [pair for pair in self.joined if pair[:2] not in taken]

    def _unite(self, a: str, b: str, pair: Pair) -> None:
        one, other = self._cluster(a), self._cluster(b)
        if len(one.members) < len(other.members):
            a, b, one, other = b, a, other, one
        self._parent[b] = a
        one.members += other.members
        one.names |= other.names
        one.birthdays |= other.birthdays
        one.different |= other.different
        one.mailboxes |= other.mailboxes
        one.books |= other.books
        one.mixed |= other.mixed or pair.overrules
        del self._clusters[b]

    def members(self) -> list[list[str]]:
        """Every cluster's records, oldest first; clusters by their oldest record."""
        together: dict[str, list[str]] = defaultdict(list)
        for record in sorted(self.records.values(), key=lambda record: record.age):
            together[self.find(record.record_id)].append(record.record_id)
        return list(together.values())

    def _cluster(self, root: str) -> _Cluster:
        if root not in self._clusters:
            record = self.records[root]
            self._clusters[root] = _Cluster(
                [root],
                frozenset({record.name} if record.name.full_key else ()),
                frozenset({record.birthday} if record.birthday else ()),
                record.mailboxes,
                frozenset({record.book} if record.book else ()),
                self._different.get(root, frozenset()),
            )
        return self._clusters[root]

    def _objection(self, one: _Cluster, other: _Cluster, pair: Pair) -> str:
        if not one.different.isdisjoint(other.members) or not (
            other.different.isdisjoint(one.members)
        ):
            return "you said they are different"
        if pair.judged:
            return ""
        if len(one.members) + len(other.members) > self.max_records:
            return f"together more than {self.max_records} records"
        if pair.certain:
            return ""
        return self._conflict(one, other) or self._doubt(one, other, pair.rule)

    @staticmethod
    def _conflict(one: _Cluster, other: _Cluster) -> str:
        """What the records themselves say against being one person."""
        if one.birthdays and not any(
            birthdays_alike(day, known)
            for day in one.birthdays
            for known in other.birthdays or one.birthdays
        ):
            return "born on different days"
        if _names_object(one, other):
            return "their names conflict"
        return ""

    def _doubt(self, one: _Cluster, other: _Cluster, rule: str) -> str:
        """Why the owner is asked, though nothing speaks against one person."""
        if rule in NAMED and _are_colleagues(one, other):
            return COLLEAGUES
        both = one.books & other.books
        if rule in FAMILIAR and (len(both) > 1 or not both.isdisjoint(self.strict)):
            return APART
        return ""


def _are_colleagues(one: _Cluster, other: _Cluster) -> bool:
    """Whether one employer gave each a mailbox, and none to both."""
    if not one.mailboxes or not one.mailboxes.isdisjoint(other.mailboxes):
        return False
    domains = {mailbox.partition("@")[2] for mailbox in one.mailboxes}
    return any(mailbox.partition("@")[2] in domains for mailbox in other.mailboxes)


def _names_object(one: _Cluster, other: _Cluster) -> bool:
    """Whether a name of one conflicts with a name of the other.

    Where the owner, or a number nobody shares, joined two names that conflict, a
    name need only suit one.
    """
    known = [(name, other_name) for name in one.names for other_name in other.names]
    conflicts = (names_conflict(*pair) for pair in known)
    if one.mixed or other.mixed:
        return bool(known) and all(conflicts)
    return any(conflicts)
