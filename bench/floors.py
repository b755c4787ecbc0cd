"""From interactions to scores: how long the floors 6 to 8 take, relation by relation.

`floors.py [INTERACTIONS] [PEOPLE]`: invented touches of so many people, a fifth of
them with several, mostly of one circle; everybody has worked somewhere. Prints the
processor's seconds of each relation that takes a while, the sum and the peak of
memory.
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from flows import steps, warehouse
from flows.settings import Home, load

INTERACTIONS, PEOPLE = 200_000, 4_000
AS_OF = datetime(2026, 11, 22, 12, tzinfo=UTC)
FLOORS = ("6_ties", "7_reasons", "8_scores")
SHOWN = 0.02  # of the processor's seconds
SETTINGS = """\
[owner]
name = "Robin Example"
emails = ["robin@example.com"]
"""
WORLD = """
select setseed(0.1);
create temp table touches as
select
    'i' || left(md5(n::varchar), 16) as interaction_id,
    -- a few are met often, most seldom
    (pow(random(), 3) * {people})::bigint as who,
    timestamp '2026-11-22 12:00' - to_seconds((random() * 315e6)::bigint)
        as happened_at,
    random() as kind,
    random() as side,
    if(random() < 0.2, 1 + (random() * 4)::bigint, 0) as company,
from range({interactions}) as numbers (n);
create temp table faces as
select touches.*, who as person, 'from' as standing from touches
union all
select
    touches.*,
    -- of their own circle of twenty, or anybody
    if(
        random() < 0.9,
        (who // 20) * 20 + (random() * 19)::bigint,
        (random() * {people})::bigint
    ) as person,
    'to' as standing,
from touches, range(company)
where company > 0;
insert into interactions.kinds by name
select 'p' || n as person_id, 'person' as kind, 'two_way' as kind_rule
from range({people} + 20) as numbers (n);
insert into people.people by name
select
    'p' || n as person_id, 'Person ' || n as name, false as is_owner,
    'Firm ' || n // 30 as organisation, 'Analyst' as title,
from range({people} + 20) as numbers (n);
insert into people.affiliations by name
select
    'p' || n as person_id, 'Firm ' || n // 30 as organisation,
    'firm ' || n // 30 as organisation_key, 'Analyst' as title,
from range({people} + 20) as numbers (n);
insert into interactions.parties by name
select distinct
    interaction_id, 'p' || person as person_id, standing as "role",
    false as is_owner,
from faces
qualify row_number() over (partition by interaction_id, person order by standing) = 1
union all
select interaction_id, 'me' as person_id, 'to' as "role", true as is_owner
from touches
order by interaction_id, person_id;
insert into interactions.interactions by name
select
    parties.interaction_id, parties.person_id, happened_at,
    case
        when kind < 0.6 then 'email' when kind < 0.8 then 'message'
        when kind < 0.9 then 'call' else 'meeting'
    end as channel,
    case
        when kind >= 0.9 then 'both' when side < 0.5 then 'out' else 'in'
    end as direction,
    company + 1 as others,
    parties."role",
    false as machine,
    't' || (hash(who) % 1000) || '/' || happened_at::date as thread_id,
    'Friday' as subject,
    side between 0.45 and 0.55 as asks_question,
    side < 0.05 or side > 0.95 as says_thanks,
    company = 1 and side > 0.98 as introduces,
    60 as words,
    'en' as language,
    'mbox' as source,
from touches
inner join interactions.parties as parties using (interaction_id)
where
    not parties.is_owner
    and (kind >= 0.9 or side < 0.5 or parties."role" = 'from')
order by happened_at, parties.interaction_id, parties.person_id;
"""


def main(interactions: int, people: int) -> None:
    """Build from nothing, fill the floor below, run the floors above it."""
    with tempfile.TemporaryDirectory() as folder:
        con = _world(Home(Path(folder) / "home"), interactions, people)
        took = []
        started, worked = time.perf_counter(), time.process_time()
        for floor in FLOORS:
            for relation in warehouse.relations(floor):
                before = time.process_time()
                warehouse.make(con, relation)
                took.append((relation.path, time.process_time() - before))
        whole = time.perf_counter() - started
        worked = time.process_time() - worked
        ((pairs,),) = con.execute("select count(*) from ties.seen_together").fetchall()
        ((scored,),) = con.execute("select count(*) from scores.scores").fetchall()
    print(
        f"{interactions:,} touches, {people:,} people: {scored:,} scored, "
        f"{pairs:,} ways seen together"
    )
    for path, seconds in took:
        if seconds > SHOWN * worked:
            print(f"{path.replace(chr(34), ''):32}{seconds:8.2f} s")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{'of two processors':32}{worked:8.2f} s, peak {peak:,.0f} MB")
    print(f"{'floors 6 to 8 by the clock':32}{whole:8.2f} s")


def _world(home: Home, interactions: int, people: int) -> duckdb.DuckDBPyConnection:
    home.inbox.mkdir(parents=True)
    home.settings_file.write_text(SETTINGS, encoding="utf-8")
    settings = load(home)
    with steps.locked(home):
        steps.build(home, settings, AS_OF)
        building = home.path / "building.duckdb"
        home.database.rename(building)
    con = warehouse.attach_archive(home, building)
    con.execute("set threads = 2; set memory_limit = '3GB'")
    warehouse.set_variables(con, settings, AS_OF, 1)
    con.execute(WORLD.format(interactions=interactions, people=people))
    return con


if __name__ == "__main__":
    main(*[*map(int, sys.argv[1:]), INTERACTIONS, PEOPLE][:2])
