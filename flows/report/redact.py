"""A report to show around: initials, figures and dates; no other text passes."""

from __future__ import annotations

from typing import Any

from flows.report import words
from flows.report.reading import Material, Row

NAMES = {"name", "given_name", "family_name", "by_name", "name_a", "name_b"}
IDS = {"person_id", "by_person_id", "person_a", "person_b"}
# our own words, whoever the people are; every other text is left out
OUR_WORDS = {
    "action",
    "confidence",
    "goal_role",
    "last_channel",
    "part",
    "rule",
    "score",
    "source",
    "state",
    "what_for",
}
OUR_GROUPS = {
    "alumni",
    "classmates",
    "coworkers",
    "events",
    "family",
    "former_coworkers",
    "friends",
    "interviewees",
    "mentors",
    "neighbours",
    "societies",
}
LEFT_OUT = {"learned", "problems", "merges_to_confirm", "kinds", "openings"}


def redact(material: Material) -> Material:
    """The same material by initials only, person ids numbered anew."""
    ids: dict[str, str] = {}
    rows = {
        relation: []
        if relation in LEFT_OUT
        else [_redact_row(relation, row, ids) for row in found]
        for relation, found in material.rows.items()
    }
    return Material(material.as_of, rows)


def _redact_row(relation: str, row: Row, ids: dict[str, str]) -> Row:
    return {
        column: _redact_value(relation, column, value, ids)
        for column, value in row.items()
    }


def _redact_value(relation: str, column: str, value: Any, ids: dict[str, str]) -> Any:
    if isinstance(value, list):
        return [item for item in value if not isinstance(item, str) or _is_ours(item)]
    if not isinstance(value, str):
        return value
    if column in NAMES:
        return words.initials(value)
    if column in IDS:
        return ids.setdefault(value, str(len(ids) + 1))
    if column == "group_name":
        return value if _is_ours(value) else "another group"
    kept = column in OUR_WORDS or (column in {"why", "kind"} and relation in OUR_KINDS)
    return value if kept else ""


def _is_ours(group: str) -> bool:
    return group in OUR_GROUPS


OUR_KINDS = {"weak_ties", "owed", "favours", "moments", "goals"}
