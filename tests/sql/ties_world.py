"""A small world for the floors of ties: touches in, scores out, on the real SQL."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import duckdb
import pyarrow as pa

from flows import warehouse
from flows.settings import Settings

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


@dataclass(frozen=True)
class Touch:
    """One touch so many days before now."""

    days_ago: float
    direction: str = "out"
    channel: str = "email"
    others: int = 1
    person: str = "ana"


def ties(
    touches: Iterable[Touch], settings: Settings | None = None, now: datetime = NOW
) -> duckdb.DuckDBPyConnection:
    """A database in which floor 6 has been run over the touches."""
    con = duckdb.connect()
    con.execute("set TimeZone = 'UTC'")
    warehouse.set_variables(con, settings or Settings(), now, 1)
    con.execute("create schema interactions; create schema people")
    con.execute(
        """
        create table interactions.interactions (
            interaction_id varchar, person_id varchar, happened_at timestamp,
            channel varchar, direction varchar, others bigint, machine boolean
        );
        create table people.decisions (
            person_id varchar, verb varchar, value varchar, line integer
        );
        create table people.groups (person_id varchar, group_name varchar);
        create table interactions.kinds (person_id varchar, kind varchar);
        create table interactions.parties (
            interaction_id varchar, person_id varchar, role varchar
        )
        """
    )
    rows = [
        {
            "interaction_id": f"i{number}",
            "person_id": touch.person,
            "happened_at": (now - timedelta(days=touch.days_ago)).replace(tzinfo=None),
            "channel": touch.channel,
            "direction": touch.direction,
            "others": touch.others,
            "machine": False,
        }
        for number, touch in enumerate(touches)
    ]
    con.register("given", pa.Table.from_pylist(rows))
    con.execute("insert into interactions.interactions by name from given")
    con.execute(
        """
        insert into interactions.kinds
        select distinct person_id, 'person' from interactions.interactions
        """
    )
    warehouse.run_floor(con, "6_ties")
    return con


def score(relation: str, *worlds: Iterable[Touch]) -> list[float]:
    """Closeness or due of one person a world, side by side in one database."""
    touches = [
        replace(touch, person=f"p{number}")
        for number, world in enumerate(worlds)
        for touch in world
    ]
    query = f"select person_id, {relation} from ties.{relation}"
    found = dict(ties(touches).execute(query).fetchall())
    return [found.get(f"p{number}", 0.0) for number in range(len(worlds))]


def closeness(*worlds: Iterable[Touch]) -> list[float]:
    """Closeness of one person a world; 0 without contact."""
    return score("closeness", *worlds)


def due(*worlds: Iterable[Touch]) -> list[float]:
    """How due one person a world is."""
    return score("due", *worlds)
