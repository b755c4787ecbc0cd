"""How well closeness would have foretold whom the owner is in touch with next.

Everything after a cutoff is dropped, closeness is computed by the SQL of every night
as if that day were now, and people are ranked by it. Whoever had both a touch out and
a touch in within the days hidden is a hit; the ranking is measured beside rivals that
are simpler. Only reading: the database is opened read-only.

Who is a person and which message counts is today's word: the rules that keep machines
out have seen the hidden days, for closeness and for its rivals alike.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from math import log2
from pathlib import Path
from statistics import fmean
from typing import TYPE_CHECKING, NamedTuple

from flows import cipher, warehouse
from flows.settings import Settings

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection as Connection

OURS = "closeness"
RIVALS = ("Roth", "frequency", "all-time mean", "recency", "random")
HALF_LIVES = (7.0, 14.0, 30.0, 60.0, 90.0, 180.0, 365.0)
LEAST_POSITIVES = 3
TOP = 10
RESAMPLES = 1000
BINS = (1, 2, 4, 8, 16, 32)
_CLOSENESS = ("contacts", "quarters", "closeness_parts")
_RHYTHM = ("closeness_then", "closeness", "rhythm")


class Candidate(NamedTuple):
    """One person at one cutoff: a score by each ranking, and what came of it.

    gain: log2(1 + the fewer of touches out and in) within the days hidden.
    """

    person_id: str
    scores: dict[str, float]
    gain: float


@dataclass(frozen=True)
class Case:
    """Everybody one owner knew at one cutoff."""

    owner: str
    cutoff: datetime
    candidates: list[Candidate]

    @property
    def positives(self) -> int:
        """How many were in touch both ways afterwards."""
        return sum(each.gain > 0 for each in self.candidates)


class Figures(NamedTuple):
    """How good one ranking is: AUC, precision and nDCG at ten."""

    auc: float
    precision: float
    ndcg: float


class Interval(NamedTuple):
    """A mean and the bounds that hold it in 95 of 100 resamples."""

    mean: float
    low: float
    high: float


def cutoffs(as_of: datetime, hide_days: int, count: int) -> list[datetime]:
    """The moments looked from, newest first, a hidden stretch apart."""
    return [as_of - timedelta(days=hide_days * n) for n in range(1, count + 1)]


def open_world(database: Path, settings: Settings) -> Connection:
    """A connection in memory that sees the night's interactions, read-only."""
    import duckdb

    con = duckdb.connect(config={"threads": settings.database.threads})
    con.execute("set TimeZone = 'UTC'")
    cipher.attach(con, database, "night", read_only=True)
    con.execute(
        """
        create schema interactions;
        create schema people;
        create table interactions.interactions as
        select touches.*
        from night.interactions.interactions as touches
        inner join night.interactions.kinds as kinds using (person_id)
        where kinds.kind = 'person' and not machine;
        create table people.decisions as from night.people.decisions;
        create table people.groups as from night.people.groups;
        """
    )
    return con


def cases(
    con: Connection,
    settings: Settings,
    moments: Sequence[datetime],
    hide_days: int,
    owner_of: Callable[[str], str] = lambda _: "",
) -> list[Case]:
    """Every owner's people at every cutoff that has enough to foretell."""
    found = []
    for cutoff in moments:
        _close(con, settings, cutoff)
        by_owner: dict[str, list[Candidate]] = {}
        for candidate in _candidates(con, hide_days):
            by_owner.setdefault(owner_of(candidate.person_id), []).append(candidate)
        found += [Case(who, cutoff, people) for who, people in by_owner.items()]
    return [case for case in found if case.positives >= LEAST_POSITIVES]


def _close(
    con: Connection,
    settings: Settings,
    cutoff: datetime,
    wanted: Iterable[str] = _CLOSENESS,
) -> None:
    warehouse.set_variables(con, settings, cutoff, 0)
    for relation in warehouse.relations("6_ties"):
        if relation.name in wanted:
            warehouse.make(con, relation)


def _candidates(con: Connection, hide_days: int) -> Iterator[Candidate]:
    """Everybody in touch before the cutoff that as_of says."""
    query = """
        with

        past as (
            select person_id, direction, days_since(happened_at) as age
            from interactions.interactions
            where
                not machine
                and happened_at <= getvariable('as_of')::timestamp
        ),

        future as (
            select
                person_id,
                count(distinct happened_at)
                    filter (direction != 'in') as given,
                count(distinct happened_at)
                    filter (direction != 'out') as taken,
            from interactions.interactions
            where
                not machine
                and happened_at > getvariable('as_of')::timestamp
                and happened_at
                <= getvariable('as_of')::timestamp + to_days(?)
            group by person_id
        ),

        rivals as (
            select
                person_id,
                sum(
                    pow(0.5, age / 30)
                    * if(direction = 'in', 1, if(direction = 'out', 5, 6))
                ) as roth,
                count(*) as frequency,
                sqrt(
                    count(*) filter (direction != 'in')
                    * count(*) filter (direction != 'out')
                ) as all_time,
                -min(age) as recency,
                hash(person_id || getvariable('as_of')::varchar) / 1e19 as chance,
            from past
            group by person_id
        ),

        closeness as (
            select person_id, sum(points order by part) as closeness
            from ties.closeness_parts
            where quarters_back = 0
            group by person_id
        )

        select
            person_id,
            closeness,
            roth,
            frequency,
            all_time,
            recency,
            chance,
            log2(1 + least(coalesce(given, 0), coalesce(taken, 0))) as gain,
        from rivals
        inner join closeness using (person_id)
        left join future using (person_id)
        order by person_id
    """
    for person_id, *scores, gain in con.execute(query, [hide_days]).fetchall():
        yield Candidate(
            person_id, dict(zip((OURS, *RIVALS), scores, strict=True)), gain
        )


def measure(case: Case, ranking: str) -> Figures:
    """How well one ranking foretold one case."""
    ranked = sorted(
        case.candidates, key=lambda each: (-each.scores[ranking], each.person_id)
    )
    gains = [each.gain for each in ranked]
    ideal = _discounted(sorted(gains, reverse=True))
    hits = sum(gain > 0 for gain in gains[:TOP])
    return Figures(
        auc=_auc(case, ranking),
        precision=hits / TOP,
        ndcg=_discounted(gains) / ideal,
    )


def _discounted(gains: Sequence[float]) -> float:
    return sum(gain / log2(place + 2) for place, gain in enumerate(gains[:TOP]))


def _auc(case: Case, ranking: str) -> float:
    """The chance that a hit stands above somebody who is none; ties count half."""
    told = sorted((each.scores[ranking], each.gain > 0) for each in case.candidates)
    hits = case.positives
    others = len(told) - hits
    if not others:
        return 1.0
    below = won = 0.0
    at = 0
    while at < len(told):
        end = at
        while end < len(told) and told[end][0] == told[at][0]:
            end += 1
        here = sum(hit for _, hit in told[at:end])
        won += here * (below + (end - at - here) / 2)
        below += end - at - here
        at = end
    return won / (hits * others)


def means(found: Sequence[Case], ranking: str) -> Figures:
    """The mean figures over all cases."""
    each = [measure(case, ranking) for case in found]
    return Figures(*(fmean(values) for values in zip(*each, strict=True)))


def ahead(found: Sequence[Case], rival: str) -> Interval:
    """How much higher our nDCG is than a rival's; resampled by owner.

    With one owner, the cutoffs are what is drawn again.
    """
    owners: dict[str, list[float]] = {}
    for case in found:
        gap = measure(case, OURS).ndcg - measure(case, rival).ndcg
        one = len({each.owner for each in found}) == 1
        key = str(case.cutoff) if one else case.owner
        owners.setdefault(key, []).append(gap)
    groups = list(owners.values())
    draw = random.Random(20261122)  # noqa: S311 - the same interval again, no secret
    drawn = sorted(
        fmean([gap for group in draw.choices(groups, k=len(groups)) for gap in group])
        for _ in range(RESAMPLES)
    )
    return Interval(
        fmean([gap for group in groups for gap in group]),
        drawn[int(0.025 * RESAMPLES)],
        drawn[int(0.975 * RESAMPLES)],
    )


def by_half_life(
    con: Connection, settings: Settings, moments: Sequence[datetime], hide_days: int
) -> dict[float, float]:
    """NDCG of closeness by the half-life of its quick part, in days."""
    found = {}
    for days in HALF_LIVES:
        slow = settings.closeness.half_life_days[1]
        closeness = replace(settings.closeness, half_life_days=(days, slow))
        tried = cases(con, replace(settings, closeness=closeness), moments, hide_days)
        if tried:
            found[days] = means(tried, OURS).ndcg
    return found


class Hazard(NamedTuple):
    """People silent for so many of their usual gaps, and how many came back."""

    bin: str
    people: int
    came_back: int


def hazards(
    con: Connection, settings: Settings, moments: Sequence[datetime], hide_days: int
) -> list[Hazard]:
    """By silence in usual gaps: how often both turned to each other again."""
    labels = [f"up to {BINS[0]}x", *(f"{b}-{2 * b}x" for b in BINS[:-1])]
    labels.append(f"over {BINS[-1]}x")
    people, back = [0] * len(labels), [0] * len(labels)
    query = """
        select
            days_since(closeness.last_contact) / rhythm.usual_days as ratio,
            future.person_id is not null as came_back,
        from ties.closeness as closeness
        inner join ties.rhythm as rhythm using (person_id)
        left join (
            select person_id
            from interactions.interactions
            where
                happened_at > getvariable('as_of')::timestamp
                and happened_at
                <= getvariable('as_of')::timestamp + to_days(?)
            group by person_id
            having
                bool_or(direction != 'in') and bool_or(direction != 'out')
        ) as future using (person_id)
        where rhythm.usual_days is not null
    """
    for cutoff in moments:
        _close(con, settings, cutoff, (*_CLOSENESS, *_RHYTHM))
        for ratio, came_back in con.execute(query, [hide_days]).fetchall():
            place = sum(ratio > bound for bound in BINS)
            people[place] += 1
            back[place] += came_back
    return [Hazard(*each) for each in zip(labels, people, back, strict=True)]
