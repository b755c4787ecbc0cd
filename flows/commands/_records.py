"""A person's contact records: why each belongs, and what was kept apart, and why."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from flows.commands._database import rows
from flows.commands._shared import cell

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection as Connection

_RECORDS = """
    select
        record_id,
        records.name,
        records.emails,
        records.phones,
        records.organisation,
        merges.rule,
        merges.evidence,
        merges.weight,
        merges.joined_to,
        weighed.evidence as weights,
    from contact_records as records
    left join people.merges as merges using (person_id, record_id)
    left join matches.weighed as weighed
        on weighed.record_a = least(record_id, merges.joined_to)
        and weighed.record_b = greatest(record_id, merges.joined_to)
        and merges.rule != weighed.rule
    where person_id = $id
    order by record_id
"""
# Pairs that reach out of the person: refused by a rule's veto or by the owner, or
# waiting for the owner's answer.
_APART = """
    with
    pairs as (
        select record_a, record_b, band, evidence
        from match_candidates
        where band in ('refused', 'review')
        union all
        select record_a, record_b, 'refused', rule || '; ' || why
        from people.refused
        anti join match_candidates using (record_a, record_b)
        union all
        select
            record_a, record_b, 'refused',
            'you said they are different (decision ' || decision_id || ')',
        from judgements
        where judgement = 'different'
    ),

    reaching as (
        select record_a as here, record_b as there, band, evidence from pairs
        union all
        select record_b, record_a, band, evidence from pairs
    )

    select here, there, band, evidence, people.name, people.person_id
    from reaching
    inner join contact_records as own on own.record_id = here
    inner join contact_records as others on others.record_id = there
    inner join people on people.person_id = others.person_id
    where own.person_id = $id and others.person_id != $id
    group by all
    order by band, people.name, people.person_id, here, there, evidence
"""


def record_lines(con: Connection, person_id: str) -> Iterator[str]:
    """What each record says and the pairs that brought it here; then who was not."""
    found = rows(con, _RECORDS, {"id": person_id})
    joined_to = {row["record_id"]: row["joined_to"] for row in found}
    for row in found:
        said = [row["name"], *row["emails"], *row["phones"], row["organisation"]]
        yield cell(row["record_id"])
        yield "    says    " + ", ".join(cell(one) for one in said if one)
        yield "    belongs " + _because(row)
        if row["weights"]:
            yield "    weighs  " + cell(row["weights"])
        way = [cell(step) for step in _way(row["record_id"], joined_to)]
        if len(way) > 1:
            yield "    path    " + " -> ".join([cell(row["record_id"]), *way])
    apart = rows(con, _APART, {"id": person_id})
    for row in apart:
        done = "refused" if row["band"] == "refused" else "to ask"
        yield f"{done} {cell(row['here'])} with {cell(row['there'])}"
        yield f"    who     {cell(row['name'])}   {row['person_id']}"
        yield f"    because {cell(row['evidence'])}"


def _because(row: dict[str, Any]) -> str:
    """The rule, what it saw, how sure it is, and the record it leads to."""
    if not row["joined_to"]:
        return "the first record of this person"
    evidence = cell(" - ".join(filter(None, (row["rule"], row["evidence"]))))
    return f"{evidence} ({row['weight']:.2f}), with {cell(row['joined_to'])}"


def _way(record: str, joined_to: dict[str, Any]) -> Iterator[str]:
    """The records between this one and the person's first, and that one."""
    seen = {record}
    while (record := joined_to.get(record, "")) and record not in seen:
        seen.add(record)
        yield record
