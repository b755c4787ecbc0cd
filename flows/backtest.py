"""How well closeness would have foretold whom the owner is in touch with next.

Everything after a cutoff is dropped, closeness is computed by the SQL of every night
as if that day were now, and people are ranked by it. Whoever had both a touch out and
a touch in within the days hidden is a hit; the ranking is measured beside rivals that
are simpler. Only reading: the database is opened read-only.

Who is a person and which message counts is today's word: the rules that keep machines
out have seen the hidden days, for closeness and for its rivals alike.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from flows import cipher, warehouse
from flows.ranking import OURS, RIVALS, Candidate, Case, means
from flows.settings import Settings

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection as Connection

HALF_LIVES = (7.0, 14.0, 30.0, 60.0, 90.0, 180.0, 365.0)
LEAST_POSITIVES = 3
BINS = (1, 2, 4, 8, 16, 32)
_CLOSENESS = ("numbers", "contacts", "long_talks", "quarters", "closeness_parts")
_RHYTHM = ("closeness_then", "closeness", "rhythm")


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
        create table interactions.kinds as
        from night.interactions.kinds
        where kind = 'person';
        create table interactions.interactions as
        select touches.*
        from night.interactions.interactions as touches
        semi join interactions.kinds using (person_id)
        where not machine;
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
    for person_id, *scores, gain in con.execute(_CANDIDATES, [hide_days]).fetchall():
        yield Candidate(
            person_id, dict(zip((OURS, *RIVALS), scores, strict=True)), gain
        )


_CANDIDATES = """
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
            -- decimal, so that it does not depend on the order of the rows
            sum(
                (
                    pow(0.5, age / 30)
                    * if(direction = 'in', 1, if(direction = 'out', 5, 6))
                )::decimal(18, 12)
            )::double as roth,
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
