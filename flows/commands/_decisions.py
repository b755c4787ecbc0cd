"""Append the owner's word to decisions.csv."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from flows.commands import _appending
from flows.commands._database import rows
from flows.commands._shared import WrongUse
from flows.settings import Home, UserError

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection as Connection

    from flows.decisions import Line


# what is nothing without a word
_WORDED = frozenset({"goal", "group", "interest", "name", "role", "tag"})


@dataclass(frozen=True)
class Said:
    """One thing the owner says; `record_a` names the person it is about.

    record_b: what else it is about; a target's goal.
    """

    verb: str
    record_a: str = ""
    value: str = ""
    note: str = ""
    record_b: str = ""


def append(home: Home, said: Said) -> str:
    """Write one line with the next id; gives that id."""
    return append_all(home, [said])[0]


def append_all(home: Home, words: Sequence[Said]) -> list[str]:
    """Write a line for each, with the next ids; gives these.

    The file's own lock is held for this moment only, so that a word can be said
    while a night runs, and two words never get one id.

    Raises WrongUse for a word that says nothing.
    """
    from flows.decisions import COLUMNS, read

    home.require()
    for said in words:
        if said.verb in _WORDED and not said.value.strip():
            raise WrongUse(f"the {said.verb} is empty; say it in a word or more")
    with _appending.held(home.decisions) as file:
        known = [line.decision_id for line in read(home)]
        lines: list[object] = [] if file.seek(0, os.SEEK_END) else [COLUMNS]
        for said in words:
            known.append(_next_id(known))
            lines.append(_cells(known[-1], said))
        _appending.put(file, _csv(lines))
    return known[len(known) - len(words) :]


def _cells(decision_id: str, said: Said) -> list[str]:
    now = datetime.now(UTC).isoformat(timespec="seconds")
    records = [said.record_a, said.record_b]
    texts = [" ".join(text.splitlines()) for text in (said.value, said.note)]
    return [decision_id, now, said.verb, *records, *texts]


def _next_id(known: list[str]) -> str:
    """One above the highest number used; a letter before the last id is kept."""
    prefix = known[-1].rstrip("0123456789") if known else ""
    numbers = [one[len(one.rstrip("0123456789")) :] for one in known]
    return prefix + str(1 + max((int(n) for n in numbers if n), default=0))


def _csv(lines: list[object]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(lines)  # type: ignore[arg-type]
    return text.getvalue()


def record_of(con: Connection, person_id: str) -> str:
    """The record that stands for a person in decisions.csv: a card, the oldest.

    Person ids may change as people merge and split; a record's id does not.
    """
    found = records_of(con, person_id)
    if not found:
        raise UserError(f"{person_id} has no contact record left to decide about")
    return str(found[0]["record_id"])


def records_of(con: Connection, person_id: str) -> list[dict[str, Any]]:
    """A person's contact records, the one that stands for the person first."""
    query = """
        select contact_records.*
        from contact_records
        left join staging.contact_records as staged using (record_id)
        where contact_records.person_id = $id
        order by
            list_position(['card', 'participant', 'name'], staged.known_by),
            staged.first_run,
            record_id
    """
    return rows(con, query, {"id": person_id})


def standing(home: Home, wanted: str) -> tuple[str, str]:
    """(id, verb) of the decision to undo: the one named, else the newest.

    Raises WrongUse when there is none, or when it has been undone.
    """
    open_ = {
        line.decision_id: line.verb
        for line in in_force(home)
        if line.decision_id == wanted or line.verb != "undo"
    }
    if not open_:
        raise WrongUse("there is nothing to undo in decisions.csv")
    chosen = wanted or list(open_)[-1]
    if chosen not in open_:
        raise WrongUse(f"no decision {chosen} stands; see decisions.csv for the ids")
    return chosen, open_[chosen]


def in_force(home: Home) -> list[Line]:
    """The good lines of decisions.csv that nothing took back, undoings too."""
    from flows.decisions import read

    lines = [line for line in read(home) if not line.what]
    undoings = {line.decision_id: line.value for line in lines if line.verb == "undo"}
    # an undo can itself be undone; then what it took back stands again
    undone = {value for i, value in undoings.items() if i not in undoings.values()}
    return [line for line in lines if line.decision_id not in undone]
