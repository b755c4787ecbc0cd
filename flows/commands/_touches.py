"""A person's touches with the owner, the newest first."""

from __future__ import annotations

from datetime import tzinfo
from typing import TYPE_CHECKING, Any

from flows.commands._database import rows
from flows.commands._shared import count, local_time, table

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection as Connection

SHOWN = 20
_TOUCHES = """
    select
        happened_at,
        channel,
        direction,
        duration_minutes,
        others,
        subject,
        source,
        machine_rule,
        count(*) over () as touches,
    from interactions
    where person_id = $id
    order by happened_at desc, interaction_id
    limit $shown
"""


def touches_table(con: Connection, person_id: str, zone: tzinfo) -> str:
    """The last touches, a row each, their times in the owner's zone.

    What is no sign of a relationship stands among them with the rule that says so.
    """
    found = rows(con, _TOUCHES, {"id": person_id, "shown": SHOWN})
    if not found:
        return "no touch on record"
    shown = table(
        ("when", "channel", "direction", "about", "source"),
        [_cells(touch, zone) for touch in found],
    )
    more = found[0]["touches"] - len(found)
    if not more:
        return shown
    query = f"from interactions where person_id = '{person_id}'"
    return f'{shown}\n{more:,} more: cultivate sql "{query}"'


def _cells(touch: dict[str, Any], zone: tzinfo) -> tuple[str, ...]:
    when = local_time(touch["happened_at"], zone)
    minutes = touch["duration_minutes"]
    besides = (touch["others"] or 1) - 1
    about = (
        touch["subject"],
        f"{minutes:.0f} min" if minutes else "",
        f"with {count(besides, 'other')}" if besides else "",
        f"not counted: {touch['machine_rule']}" if touch["machine_rule"] else "",
    )
    return (
        f"{when:%Y-%m-%d %H:%M}",
        touch["channel"],
        touch["direction"],
        "; ".join(filter(None, about)),
        touch["source"],
    )
