"""relationships.csv and score_parts.csv, for spreadsheets and notebooks.

RFC 4180 with CRLF, UTF-8, ISO dates and times in UTC, lists joined by "; ", rows
in a stable order. A text that a spreadsheet would take for a formula is led by an
apostrophe.
"""

from __future__ import annotations

import re
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import pandas as pd

from flows import warehouse
from flows.report import words
from flows.report.html import Stamp

RELATIONSHIPS = "select * from report.relationships order by rank"
SCORE_PARTS = """
    select
        score_parts.person_id,
        people.name,
        score_parts.* exclude (person_id),
    from main.score_parts as score_parts
    left join main.people as people using (person_id)
    order by all
"""
# also behind what some spreadsheets, by their language, part cells at
_FORMULA = re.compile(r"(^|[;\n]\s*)(?=[=+\-@\t\n\uff1d\uff0b\uff0d\uff20])")


def relationships(database: Path, stamp: Stamp) -> bytes:
    """Everyone who can be proposed with all that is known: one row a person."""
    frame = _frame(database, RELATIONSHIPS)
    return _csv(frame.assign(settings=stamp.settings_digest, version=stamp.version))


def score_parts(database: Path) -> bytes:
    """Every part of every score, long: one row a part."""
    return _csv(_frame(database, SCORE_PARTS))


def safe_cell(value: Any) -> Any:
    """A value as it may stand in a cell: lists joined, formulas disarmed."""
    if isinstance(value, list):
        value = "; ".join(str(item) for item in value)
    if isinstance(value, str):
        return _disarmed(value)
    if isinstance(value, float):
        return repr(round(value, 10) + 0.0)
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds") + "Z"
    return value


@lru_cache(maxsize=10_000)  # names, parts and sources come again and again
def _disarmed(text: str) -> str:
    return _FORMULA.sub(r"\1'", words.tame(text))


def _frame(database: Path, query: str) -> pd.DataFrame:
    # rows as Python objects: a frame of objects keeps whole numbers whole
    con = warehouse.read(database)
    try:
        result = con.execute(query)
        names = [column[0] for column in result.description]
        rows = [[safe_cell(value) for value in row] for row in result.fetchall()]
    finally:
        con.close()
    return pd.DataFrame(rows, columns=names, dtype=object)


def _csv(frame: pd.DataFrame) -> bytes:
    text = frame.to_csv(index=False, lineterminator="\r\n")
    return text.encode("utf-8")
