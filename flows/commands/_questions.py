"""What `review` asks, in what order, and what an answer writes down.

Each question is of a kind (flows.kinds). The kind whose next question is worth most
is asked: how likely the answer is *same*, by what was answered of the kind so far,
times the pairs of records that would come together, doubled for people one is in
touch with and up to half as much again by what the report's score says. While a kind
wants a sample, a question of it is also worth its part of all that are alike, and its
questions come in an order that is as good as drawn by lot.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from itertools import combinations
from typing import TYPE_CHECKING, Any, NamedTuple

from flows.commands._database import rows
from flows.commands._decisions import Said, append_all, in_force
from flows.commands._judged import Judged
from flows.kinds import KINDS, Tally, spare, tallies
from flows.settings import Home

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection as Connection

_TOUCHED = """
    with touched as (
        select distinct person_id from interactions where not machine
    ),

    known as (
        select
            record_id,
            person_id,
            people.records,
            if(touched.person_id is null, 1, 2)
                * (1 + coalesce(cultivate, 0) / 200) as matter,
        from contact_records
        inner join people.people as people using (person_id)
        left join touched using (person_id)
        left join scores using (person_id)
    )
"""
_ALIKE = f"""
    {_TOUCHED},

    unfolded as (
        select *, unnest(records) as record_id from people.alike
    )

    select
        unfolded.kind,
        unfolded.records,
        unfolded.pairs,
        max(matter) as matter,
        array_agg(distinct person_id) as persons,
        'same full name ' || name || '; ' || if(
            chance < 0.1,
            'hardly another of that name is to be expected here',
            format('{{:.1f}} others of that name are to be expected here', chance)
        ) as evidence,
    from unfolded
    inner join known using (record_id)
    group by all
    having count(distinct person_id) > 1
    order by unfolded.records
"""
_PAIRS = f"""
    {_TOUCHED}

    select
        case rule
            when 'same_name' then 'many'
            when 'named_in_journal' then 'journal'
            else 'evidence'
        end as kind,
        [record_a, record_b] as records,
        a.records * b.records as pairs,
        greatest(a.matter, b.matter) as matter,
        [a.person_id, b.person_id] as persons,
        weight,
        evidence,
    from people.match_candidates as pairs
    inner join known as a on a.record_id = record_a
    inner join known as b on b.record_id = record_b
    where band = 'review'
    order by weight desc, record_a, record_b
"""
_TOGETHER = """
    select coalesce(sum(n * (n - 1)) / 2, 0)
    from (select count(*) as n from people.assignments group by person_id)
"""
_OF_KINDS = "select kind, sum(pairs) from people.alike group by 1"


class Question(NamedTuple):
    """Whether these records, each of another person, are all of one.

    pairs: of records that would come together; matter: how much these people do, 1
    and more; weight: how alike two look, 0-1, None for people of one name.
    """

    kind: str
    records: tuple[str, ...]
    pairs: int
    matter: float
    weight: float | None
    evidence: str

    @property
    def lot(self) -> str:
        """A place in an order that has nothing to do with the answers."""
        return hashlib.blake2b("\n".join(self.records).encode()).hexdigest()

    def worth(self, tally: Tally) -> float:
        """How many pairs an answer is expected to bring together."""
        guess = KINDS[self.kind].guess if self.weight is None else self.weight
        return tally.chance(guess) * self.pairs * self.matter


class KindQuestion(NamedTuple):
    """Whether all that are alike are to be joined, by what the owner said of some."""

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
        self._read_again()
        self._by_worth: dict[str, list[Question]] = defaultdict(list)
        for question in _read_questions(con):
            self._by_worth[question.kind].append(question)
        for questions in self._by_worth.values():
            questions.sort(key=lambda one: (-one.worth(Tally()), one.records))
        self.judged.learn(
            record
            for questions in self._by_worth.values()
            for question in questions
            for record in question.records
        )
        self._by_lot = {
            kind: sorted(questions, key=lambda one: one.lot)
            for kind, questions in self._by_worth.items()
            if KINDS[kind].joins
        }

    def next(self) -> Question | KindQuestion | None:
        """The question worth most; that about a whole kind goes first."""
        for kind in KINDS:
            if offered := self._offer(kind):
                return offered
        heads = [head for kind in KINDS if (head := self._head(kind))]
        if not heads:
            return None
        return max(heads, key=lambda head: (head[0], head[1].records))[1]

    def left(self) -> int:
        """How many questions are open, those passed over too."""
        return sum(
            self.is_open(question)
            for questions in self._by_worth.values()
            for question in questions
        )

    def is_open(self, question: Question) -> bool:
        """Whether no judgement answers it, of these records or of their kind."""
        if self._words.get(question.kind) == "same_kind":
            return False
        pairs = list(combinations(question.records, 2))
        return not all(self.judged.settled(*pair, ()) for pair in pairs) and not any(
            self.judged.between(verb, *pair)
            for pair in pairs
            for verb in ("different", "unsure")
        )

    def pass_over(self, question: Question | KindQuestion) -> None:
        """Ask it another time."""
        if isinstance(question, KindQuestion):
            self._passed_kinds.add(question.kind)
        else:
            self._passed.add(question.records)

    def answer(self, question: Question, verb: str) -> list[str]:
        """Write the same verb about all of them; gives the decisions' ids.

        The kind stands beside the first of the lines, so that it counts once.
        """
        first, *others = question.records
        pairs = [(first, other) for other in others]
        if verb == "different":
            pairs = list(combinations(question.records, 2))
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

    def answer_kind(self, question: KindQuestion, *, joins: bool) -> str:
        """Write the owner's word about all of a kind; gives the decision's id."""
        verb = "same_kind" if joins else "leave_kind"
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

    def _offer(self, kind: str) -> KindQuestion | None:
        """The question about all of a kind, once the answers tell enough."""
        if kind in self._passed_kinds or not self._is_sampled(kind):
            return None
        if self._needed(kind):
            return None
        alike = [one for one in self._by_worth[kind] if self.is_open(one)]
        return KindQuestion(kind, self._tallies[kind], alike) if alike else None

    def _is_sampled(self, kind: str) -> bool:
        """Whether answers of a kind may yet speak for all of it."""
        known = kind in self._words or self._tallies[kind].fails
        return KINDS[kind].joins and bool(self._by_worth[kind]) and not known

    def _needed(self, kind: str) -> float:
        """How many more answers it takes to ask about all of a kind."""
        pairs = sum(question.pairs for question in self._by_worth[kind])
        wrong = sum(
            self._of_kind.get(known, 0) * self._tallies[known].wrong
            for known, verb in self._words.items()
            if verb == "same_kind"
        )
        left = spare(self._together, pairs, wrong)
        return self._tallies[kind].needed(pairs, left)

    def _head(self, kind: str) -> tuple[float, Question] | None:
        """The next question of a kind, and what it is worth to ask it."""
        if self._words.get(kind) == "same_kind":
            return None
        tally = self._tallies[kind]
        part = self._part(kind)
        waiting = self._by_lot[kind] if part else self._by_worth[kind]
        for question in waiting:
            if question.records not in self._passed and self.is_open(question):
                return question.worth(tally) + part, question
        return None

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


def _read_questions(con: Connection) -> list[Question]:
    """People of one name together, and every pair that is not among them."""
    asked, covered = [], set()
    pairs = rows(con, _PAIRS)
    evidence = {frozenset(pair["persons"]): pair for pair in pairs}
    for row in rows(con, _ALIKE):
        persons = [frozenset(pair) for pair in combinations(row["persons"], 2)]
        covered.update(persons)
        more = [
            evidence[pair]["evidence"]
            for pair in persons
            if pair in evidence and evidence[pair]["kind"] != "many"
        ]
        asked.append(_question(row | {"weight": None}, more))
    asked += [
        _question(row, []) for row in pairs if frozenset(row["persons"]) not in covered
    ]
    return asked


def _question(row: dict[str, Any], more: list[str]) -> Question:
    return Question(
        row["kind"],
        tuple(row["records"]),
        int(row["pairs"]),
        float(row["matter"]),
        row["weight"],
        "; ".join([row["evidence"], *more]),
    )
