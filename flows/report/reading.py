"""Reads what the sections show: rows of `report.*` and `main.*`, times local."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import duckdb

from flows import warehouse
from flows.report import words
from flows.settings import UserError

Row = dict[str, Any]

ORDERS = {
    "week": "rank",
    "week_parts": "person_id, score, points desc, part, fact",
    "detailed": "person_id",
    "detail_subjects": "person_id",
    "detail_months": "person_id, month",
    "detail_records": "person_id, record_id",
    "detail_parts": "person_id, score desc, points desc, part, fact",
    "detail_ledger": "person_id, happened_at desc, kind, fact",
    "detail_ground": "person_id, group_name",
    "openings": "person_id",
    "contact_days": "person_id, contact_day",
    "owed": "since, person_id, kind, fact",
    "waiting": "since, person_id, fact",
    "keep_in_touch": "due desc, closeness desc, person_id",
    "moments": "happens_on, person_id, kind, fact",
    "movers": "abs(moved) desc, person_id",
    "ties_by_month": "month, layer nulls last",
    "goals": "goal_priority nulls last, goal_id, priority, target_id",
    "goal_people": "points desc, person_id, part, fact",
    "roles": "people, goal_role",
    "introductions": "target_id, strength desc, person_id, link",
    "introduced": "happened_at, person_id, by_person_id",
    "links": "person_a, person_b",
    "weak_ties": "why, worth desc, last_contact desc nulls last, person_id",
    "give_and_take": "abs(give_share - 0.5) desc, person_id",
    "favours": "happened_at desc, person_id, kind, fact",
    "groups": "people desc, group_name",
    "learned": "happened_at desc, touch_ref",
    "everyone": ("rank nulls last, closeness desc nulls last, name, person_id"),
    "broken_nights": "started_at, state",
    "coverage": "source, account",
    "merges_to_confirm": "weight desc, record_a, record_b",
    "kinds": "questions desc, kind",
    "excluded": "senders desc, rule",
    "problems": "times desc, source, what, why, cure",
    "confidence": "list_position(['high', 'medium', 'low'], confidence)",
}


@dataclass(frozen=True)
class Material:
    """What one report is made of."""

    as_of: datetime  # in the owner's zone
    rows: dict[str, list[Row]]  # by relation of schema report

    def __getitem__(self, relation: str) -> list[Row]:
        """The rows of one relation, in their order."""
        return self.rows[relation]


def read(database: Path, as_of: datetime, zone: ZoneInfo) -> Material:
    """Every relation of the report's floor; TIMESTAMPs become the zone's time."""
    con = warehouse.read(database)
    try:
        rows = {
            name: _rows(con, f"select * from report.{name} order by {order}", zone)
            for name, order in ORDERS.items()
        }
    except duckdb.CatalogException:
        raise UserError(
            f"{database} is of another version of cultivate; make it anew: "
            "cultivate build"
        ) from None
    finally:
        con.close()
    return Material(as_of.astimezone(zone), rows)


def _rows(con: duckdb.DuckDBPyConnection, query: str, zone: ZoneInfo) -> list[Row]:
    result = con.execute(query)
    names = [column[0] for column in result.description]
    return [
        dict(zip(names, [_local(value, zone) for value in row], strict=True))
        for row in result.fetchall()
    ]


def _local(value: Any, zone: ZoneInfo) -> Any:
    if isinstance(value, str):
        return words.tame(value)
    if isinstance(value, datetime):
        return value.replace(tzinfo=UTC).astimezone(zone)
    if isinstance(value, list):
        return [_local(item, zone) for item in value]
    return value
