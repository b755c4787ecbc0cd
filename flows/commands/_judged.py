"""What the owner's standing judgements say of any two records.

A judgement about two records holds for the two persons they belong to, and *same*
leads on: A same B and B same C leave nothing to ask about A and C.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from flows.commands._database import rows

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection as Connection

    from flows.decisions import Line

JUDGEMENTS = ("same", "different", "unsure")


class Judged:
    """The judgements in force, and the groups of records *same* makes of them.

    As in flows.resolve, the newest word about a pair of records counts. Persons are
    those of the last build, except where a judgement since then parts one.
    """

    def __init__(
        self,
        con: Connection,
        lines: Iterable[Line],
        persons: dict[str, str] | None = None,
    ) -> None:
        """Sort the lines of decisions.csv in force.

        persons: of records looked up before; it learns what is looked up now.
        """
        self._con = con
        self._lines: dict[frozenset[str], Line] = {}
        self._persons: dict[str, str] = {} if persons is None else persons
        for line in lines:
            if line.verb in JUDGEMENTS and line.record_a != line.record_b:
                pair = _pair(line)
                # the newest stands last
                self._lines.pop(pair, None)
                self._lines[pair] = line
        self.learn(record for pair in self._lines for record in pair)
        self._parted = self._find_parted()
        self._group()

    def same(self, one: str, other: str, *, persons: bool = True) -> list[Line]:
        """The *same* lines that lead from one record to the other, else none.

        persons: whether the way may also lead through records of one person.
        """
        node = self._node if persons else str
        self.learn((one, other))
        return self._way(node(one), node(other), node)

    def between(self, verb: str, one: str, other: str) -> Line | None:
        """The newest *different* or *unsure* line between the groups of two records."""
        groups = frozenset((self._find(one), self._find(other)))
        return self._between.get((verb, groups))

    def said(self, one: str, other: str) -> Line | None:
        """The newest line about these two records themselves."""
        return self._lines.get(frozenset((one, other)))

    def settled(self, one: str, other: str, verbs: Iterable[str]) -> bool:
        """Whether two records are one person, or a line between them says a verb."""
        return self._find(one) == self._find(other) or any(
            self.between(verb, one, other) for verb in verbs
        )

    def one_person(self, one: str, other: str) -> bool:
        """Whether both are one person already, and no judgement since says else."""
        self.learn((one, other))
        return self._node(one) == self._node(other)

    def lines(self, verb: str) -> list[Line]:
        """The newest lines about their pair that say `verb`, in the order said."""
        return [line for line in self._lines.values() if line.verb == verb]

    def learn(self, records: Iterable[str]) -> None:
        """Look up whose these records are; at once is faster than one by one."""
        new = sorted({one for one in records if one not in self._persons})
        if new:
            query = """
                select record_id, person_id
                from contact_records
                semi join (select unnest($records) as record_id) using (record_id)
            """
            found = rows(self._con, query, {"records": new})
            # a record that is gone stands for itself
            self._persons |= {record: record for record in new}
            self._persons |= {row["record_id"]: row["person_id"] for row in found}

    def _find_parted(self) -> set[str]:
        """Persons of the last build that a judgement or an undo since then parts."""
        parted = {
            self._persons[line.record_a]
            for line in self.lines("different")
            if self._persons[line.record_a] == self._persons[line.record_b]
        }
        built = rows(
            self._con,
            """
            select record_a, record_b, person_id
            from judgements
            inner join contact_records on record_id = record_a
            where judgement = 'same'
            """,
        )
        standing = {_pair(line) for line in self.lines("same")}
        return parted | {
            row["person_id"]
            for row in built
            if frozenset((row["record_a"], row["record_b"])) not in standing
        }

    def _node(self, record: str) -> str:
        person = self._persons.get(record, record)
        return record if person in self._parted else person

    def _group(self) -> None:
        self._above: dict[str, str] = {}
        for line in self.lines("same"):
            self._above[self._find(line.record_a)] = self._find(line.record_b)
        self._between = {
            (line.verb, frozenset(map(self._find, _pair(line)))): line
            for line in self._lines.values()
            if line.verb != "same"
        }

    def _find(self, record: str) -> str:
        """The node that stands for the record's group."""
        self.learn((record,))
        node = self._node(record)
        while (above := self._above.get(node, node)) != node:
            node = above
        return node

    def _way(self, start: str, end: str, node: Callable[[str], str]) -> list[Line]:
        """The shortest way over *same* lines, breadth first."""
        beside: dict[str, list[tuple[str, Line]]] = defaultdict(list)
        for line in self.lines("same"):
            one, other = node(line.record_a), node(line.record_b)
            beside[one].append((other, line))
            beside[other].append((one, line))
        ways: dict[str, list[Line]] = {start: []}
        waiting = deque([start])
        while waiting and end not in ways:
            here = waiting.popleft()
            for there, line in beside[here]:
                if there not in ways:
                    ways[there] = [*ways[here], line]
                    waiting.append(there)
        return ways.get(end, [])


def _pair(line: Line) -> frozenset[str]:
    return frozenset((line.record_a, line.record_b))
