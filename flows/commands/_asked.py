"""The questions of `review`, and what it is worth to ask each.

People of one full name are asked about at once, then every pair that is not among
them. A question is worth how likely the answer is *same*, by what was answered of its
kind so far, times the pairs of records that would come together, doubled for people
one is in touch with and up to half as much again by what the report's score says.
"""

from __future__ import annotations

import hashlib
from itertools import combinations
from typing import TYPE_CHECKING, Any, NamedTuple

from flows.commands._database import rows
from flows.commands._decisions import in_force
from flows.kinds import KINDS, Tally

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection as Connection

    from flows.settings import Home

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
        array_agg(distinct person_id order by person_id) as persons,
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
_DOUBTFUL = f"""
    {_TOUCHED}

    select
        kind,
        [record_a, record_b] as records,
        pairs,
        matter,
        null::double as weight,
        evidence,
    from people.doubtful
    inner join known on record_id = record_a
    order by doubt * pairs * matter desc, record_a, record_b
"""
_PARTED_KINDS = """
    select kind, sum(pairs)::bigint
    from people.parted
    group by 1
"""
# what the owner has parted; as little as can be before the next build shows it
_PARTED = """
    select coalesce(
        sum(
            if(
                a.person_id = b.person_id,
                one.records - 1,
                one.records * other.records
            )
        ),
        0
    )
    from (
        select unnest($ones) as record_a, unnest($others) as record_b
    ) as said
    inner join contact_records as a on a.record_id = record_a
    inner join contact_records as b on b.record_id = record_b
    inner join people.people as one on one.person_id = a.person_id
    inner join people.people as other on other.person_id = b.person_id
"""


_CHECKS = {kind.name for kind in KINDS.values() if kind.parts}


class Question(NamedTuple):
    """Whether these records, each of another person, are all of one; or two of one.

    pairs: of records that would come together, or be parted; matter: how much these
    people do, 1 and more; weight: how alike two look, 0-1, None for people of one name.
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


def count_parted(con: Connection, home: Home) -> int:
    """How many pairs of records the owner has taken apart where `review` asked."""
    said = [
        line
        for line in in_force(home)
        if line.verb == "different" and line.value in _CHECKS
    ]
    pairs = {
        "ones": [line.record_a for line in said],
        "others": [line.record_b for line in said],
    }
    return int(rows(con, _PARTED, pairs)[0].popitem()[1])


def count_kinds_parted(con: Connection) -> dict[str, int]:
    """How many pairs of records stood together by each kind that was parted."""
    return dict(con.execute(_PARTED_KINDS).fetchall())


def read_doubtful(con: Connection) -> list[Question]:
    """The joins of little evidence, most doubtful first."""
    return [_question(row, []) for row in rows(con, _DOUBTFUL)]


def read_questions(con: Connection) -> list[Question]:
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
