"""What `review` asks, in what order, and what an answer writes down.

The kind (flows.kinds) whose next question is worth most is asked. While a kind wants a
sample, a question of it is also worth its part of all that are alike, and its questions
come in an order that is as good as drawn by lot. Every third question is about two that
were joined on little evidence, while there are any, of the kind most of which may be
wrong, by lot as well: what is wrong is taken apart first.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import chain, combinations
from typing import TYPE_CHECKING, NamedTuple

from flows.commands._asked import (
    Question,
    count_kinds_parted,
    count_parted,
    read_doubtful,
    read_questions,
)
from flows.commands._database import rows
from flows.commands._decisions import Said, append_all, in_force
from flows.commands._judged import Judged
from flows.kinds import KINDS, Tally, spare, tallies
from flows.settings import Home

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection as Connection

_TOGETHER = """
    select coalesce(sum(n * (n - 1)) / 2, 0)
    from (select count(*) as n from people.assignments group by person_id)
"""
# of so many questions one is about a join
_CHECKED = 3
_OF_KINDS = "select kind, sum(pairs) from people.alike group by 1"


class KindQuestion(NamedTuple):
    """Whether all that are alike are one, or two, by what the owner said of some."""

    kind: str
    tally: Tally
    alike: list[Question]


class Sitting:
    """The open questions and the owner's answers, as decisions.csv has them now.

    judged: the judgements in force.
    """

    def __init__(self, con: Connection, home: Home) -> None:
        self._con = con
        self._home = home
        self._persons: dict[str, str] = {}
        self._passed: set[tuple[str, ...]] = set()
        self._passed_kinds: set[str] = set()
        self._together = int(rows(con, _TOGETHER)[0].popitem()[1])
        self._of_kind = dict(con.execute(_OF_KINDS).fetchall())
        self._parted = count_parted(con, home)
        self._kinds_parted = count_kinds_parted(con)
        self._asked = 0
        self._read_again()
        self._by_worth: dict[str, list[Question]] = defaultdict(list)
        for question in chain(read_questions(con), read_doubtful(con)):
            self._by_worth[question.kind].append(question)
        for questions in self._by_worth.values():
            questions.sort(key=lambda one: (-one.worth(Tally()), one.records))
        self.judged.learn(
            record for question in self._all() for record in question.records
        )
        self._by_lot = {
            kind: sorted(questions, key=lambda one: one.lot)
            for kind, questions in self._by_worth.items()
            if KINDS[kind].word
        }
        self._open_pairs = {
            kind: sum(
                question.pairs for question in questions if self.is_open(question)
            )
            for kind, questions in self._by_lot.items()
        }

    def next(self) -> Question | KindQuestion | None:
        """The question worth most; that about a whole kind goes first."""
        for kind in KINDS:
            if offered := self.offer(kind):
                return offered
        check = self._check()
        if check and self._asked % _CHECKED == _CHECKED - 1:
            return check
        heads = [head for kind in KINDS if (head := self._head(kind))]
        if not heads:
            return check
        return max(heads, key=lambda head: (head[0], head[1].records))[1]

    def left(self) -> int:
        """How many questions are open, those passed over too."""
        return sum(map(self.is_open, self._all()))

    def is_open(self, question: Question) -> bool:
        """Whether no judgement answers it, of these records or of their kind."""
        if self._is_said(question.kind):
            return False
        if KINDS[question.kind].parts:
            return not self.judged.said(*question.records)
        pairs = list(combinations(question.records, 2))
        return not all(self.judged.settled(*pair, ()) for pair in pairs) and not any(
            self.judged.between(verb, *pair)
            for pair in pairs
            for verb in ("different", "unsure")
        )

    def pass_over(self, question: Question | KindQuestion) -> None:
        """Ask it another time."""
        self._asked += 1
        if isinstance(question, KindQuestion):
            self._passed_kinds.add(question.kind)
        else:
            self._passed.add(question.records)

    def answer(self, question: Question, verb: str) -> list[str]:
        """Write the same verb about all of them; gives the decisions' ids.

        The kind stands beside the first of the lines, so that it counts once.
        """
        self._asked += 1
        first, *others = question.records
        pairs = [(first, other) for other in others]
        if verb == "different":
            pairs = list(combinations(question.records, 2))
            self._parted += question.pairs if KINDS[question.kind].parts else 0
        if question.kind in self._open_pairs and verb != "unsure":
            self._open_pairs[question.kind] -= question.pairs
        return self.write(verb, pairs, question.kind)

    def write(self, verb: str, pairs: list[tuple[str, str]], kind: str) -> list[str]:
        """Write one verb about some pairs of records, as one answer of a kind."""
        lines = [
            Said(verb, one, value="" if place else kind, record_b=other)
            for place, (one, other) in enumerate(pairs)
        ]
        decisions = append_all(self._home, lines)
        self._read_again()
        return decisions

    def answer_kind(self, question: KindQuestion, *, yes: bool) -> str:
        """Write the owner's word about all of a kind; gives the decision's id."""
        verb = KINDS[question.kind].word if yes else "leave_kind"
        if yes and KINDS[question.kind].parts:
            self._kinds_parted[question.kind] = self._open_pairs[question.kind]
        (decision,) = append_all(self._home, [Said(verb, value=question.kind)])
        self._read_again()
        return decision

    def _read_again(self) -> None:
        """Another window may have judged meanwhile."""
        lines = in_force(self._home)
        self.judged = Judged(self._con, lines, self._persons)
        self._tallies = tallies((line.verb, line.value) for line in lines)
        self._words = {
            line.value: line.verb for line in lines if line.verb.endswith("_kind")
        }

    def offer(self, kind: str) -> KindQuestion | None:
        """The question about all of a kind, once the answers tell enough."""
        if kind in self._passed_kinds or not self._tells(kind):
            return None
        alike = [one for one in self._by_worth[kind] if self.is_open(one)]
        return KindQuestion(kind, self._tallies[kind], alike) if alike else None

    def _tells(self, kind: str) -> bool:
        """Whether the answers about some of a kind bear a word about all."""
        if KINDS[kind].parts:
            return kind not in self._words and self._tallies[kind].is_doubted
        return self._is_sampled(kind) and not self._needed(kind)

    def _is_said(self, kind: str) -> bool:
        """Whether the owner said yes to all of a kind."""
        return self._words.get(kind) not in (None, "leave_kind")

    def _is_sampled(self, kind: str) -> bool:
        """Whether answers of a kind may yet speak for all of it."""
        known = kind in self._words or self._tallies[kind].fails
        return KINDS[kind].joins and bool(self._by_worth[kind]) and not known

    def _needed(self, kind: str) -> float:
        """How many more answers it takes to ask about all of a kind."""
        pairs = self._open_pairs[kind]
        wrong = sum(
            self._of_kind.get(known, 0) * self._tallies[known].wrong
            for known, verb in self._words.items()
            if verb == "same_kind"
        )
        parted = self._parted + sum(
            self._kinds_parted.get(known, 0) * self._tallies[known].mended
            for known, verb in self._words.items()
            if verb == "part_kind"
        )
        left = spare(self._together, pairs, parted, wrong)
        return self._tallies[kind].needed(pairs, left)

    def _head(self, kind: str) -> tuple[float, Question] | None:
        """The next question of a kind, and what it is worth to ask it."""
        if self._is_said(kind) or KINDS[kind].parts:
            return None
        tally = self._tallies[kind]
        part = self._part(kind)
        waiting = self._by_lot[kind] if part else self._by_worth[kind]
        question = self._first(waiting)
        return (question.worth(tally) + part, question) if question else None

    def _check(self) -> Question | None:
        """The next question about a join, of the kind that is most in doubt."""
        heads = [
            (-self._tallies[kind].chance(KINDS[kind].guess), head)
            for kind in KINDS
            if KINDS[kind].parts and (head := self._first(self._by_lot.get(kind, [])))
        ]
        return max(heads, key=lambda head: head[0])[1] if heads else None

    def _first(self, waiting: list[Question]) -> Question | None:
        """The first that is open and was not passed over."""
        for question in waiting:
            if question.records not in self._passed and self.is_open(question):
                return question
        return None

    def _all(self) -> Iterator[Question]:
        """Every question, open or not."""
        yield from chain.from_iterable(self._by_worth.values())

    def _part(self, kind: str) -> float:
        """A sample's part of all that are alike: 0 where there is nothing to learn."""
        if not self._is_sampled(kind):
            return 0.0
        alike, needed = self._by_worth[kind], self._needed(kind)
        if not 0 < needed < len(alike):
            return 0.0
        pairs = sum(question.pairs for question in alike)
        likely = self._tallies[kind].chance(KINDS[kind].guess)
        return (1 / needed - 1 / len(alike)) * pairs * likely
