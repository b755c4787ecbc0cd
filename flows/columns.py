"""What the owner says the columns of a table mean: fields and their headings."""

from __future__ import annotations

import difflib
from typing import Any

# connectors/csv.py reads them
FIELDS = (
    "name", "given_name", "family_name", "middle_name", "prefix", "suffix",
    "nickname", "phonetic_name", "email", "phone", "url", "handle", "organisation",
    "department", "title", "address", "street", "city", "region", "postal_code",
    "country", "birthday", "anniversary", "group", "relation", "spouse", "child",
    "manager", "assistant", "referred_by", "met_through", "note", "ignore",
)  # fmt: skip


def parse_columns(table: Any) -> dict[str, tuple[str, ...]]:
    """Headings by field; a single heading may stand without a list.

    Raises ValueError that says what is wrong, and the nearest field.
    """
    if not isinstance(table, dict):
        raise ValueError('columns must be a table like { email = "Mail" }')  # noqa: TRY004 - callers know one error
    return {name: _headings(name, said) for name, said in table.items()}


def _headings(name: str, said: Any) -> tuple[str, ...]:
    if name not in FIELDS:
        near = difflib.get_close_matches(name, FIELDS, n=1, cutoff=0.5)
        cure = f"did you mean {near[0]}?" if near else f"use one of {', '.join(FIELDS)}"
        raise ValueError(f"columns has no field {name}; {cure}")
    headings = [said] if isinstance(said, str) else said
    if not isinstance(headings, list) or not all(
        isinstance(heading, str) for heading in headings
    ):
        raise ValueError(f"columns.{name} must be a heading or a list of them")
    return tuple(headings)
