"""From contact records to persons: normalise, match, cluster, name.

1. `normalise`   each unique value once, from the archive's caches where known
2. sql/3_matches candidate pairs with their evidence; shared identifiers guarded
3. `evidence`    what the rules leave is weighed by the trained model
4. `assign`      judgements, owner, greedy clusters with veto, the kinds the owner has
                 spoken for, stable person ids
5. sql/4_people  one row per person, identifier, affiliation, group

Every build resolves everything again; what must last is in the archive's ledgers
(`person_ids`, `person_redirects`, `kind_pairs`), which `remember` appends to when
every check has passed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flows import warehouse
from flows.resolve.assign import assign_persons
from flows.resolve.evidence import find_pairs
from flows.resolve.normalise import normalise_values
from flows.settings import Settings

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection as Connection


def resolve(con: Connection, settings: Settings, run_id: int) -> None:
    """Make schemas matches and people from staging; same inputs, same rows."""
    con.execute("set variable run_id = ?", [run_id])
    normalise_values(con, settings)
    find_pairs(con)
    assign_persons(con, settings)
    warehouse.run_floor(con, "4_people")


def remember(con: Connection, run_id: int) -> None:
    """Append to the ledgers which record is whose now, and which ids gave way."""
    con.execute(
        """
        insert into raw.person_ids by name
        with newest as (
            select
                source,
                account,
                source_key,
                arg_max(person_id, (run_id, rowid)) as person_id,
            from raw.person_ids
            group by all
        )
        select
            assigned.person_id,
            records.source,
            records.account,
            records.source_key,
            ?::integer as run_id,
        from people.assignments as assigned
        inner join staging.contact_records as records using (record_id)
        left join newest using (source, account, source_key)
        where newest.person_id is distinct from assigned.person_id
        order by assigned.record_id
        """,
        [run_id],
    )
    con.execute(
        """
        insert into raw.kind_pairs by name
        select pairs.*, ?::integer as run_id
        from people.kind_pairs as pairs
        anti join raw.kind_pairs as known using (record_a, record_b, decision_id)
        order by record_a, record_b
        """,
        [run_id],
    )
    con.execute(
        """
        insert into raw.person_redirects by name
        select old_id, person_id, ?::integer as run_id, why
        from people.redirects_new
        order by old_id, person_id
        """,
        [run_id],
    )
