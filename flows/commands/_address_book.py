"""The resolved people as contact records, and these as vCards or a table."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC
from typing import TYPE_CHECKING, Any, Literal

from connectors import ContactRecord
from connectors._vcard_jobs import affiliation
from flows.commands._database import rows

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection as Connection

PLAIN = re.compile(r"\+[\d ]+|--\d\d-\d\d")  # a number, a day without a year
KINDS = ("person", "owner", "organisation")
KINDS_OF_CARDS = {
    "list": "list",
    "organisation": "organisation",
    "resource": "resource",
}


def records(con: Connection, person_id: str = "") -> list[ContactRecord]:
    """One record a person, by name; of one person whatever kind they are.

    What records contradict each other in is the database's word, the rest is what
    any of them says, the most trusted first.
    """
    found = rows(con, _PEOPLE, {"person_id": person_id, "kinds": list(KINDS)})
    held: dict[str, list[dict[str, Any]]] = {}
    for row in rows(con, _RECORDS, {"person_id": person_id}):
        held.setdefault(row["person_id"], []).append(row)
    called: dict[str, list[str]] = {}
    for row in rows(con, _LABELS, {"person_id": person_id}):
        labels = called.setdefault(row["person_id"], [])
        labels.append(f"{row['value']}: {row['label']}")
    return [
        _record(person, held.get(key, []), called.get(key, []))
        for person in found
        for key in [person["person_id"]]
    ]


def _record(
    person: dict[str, Any], held: Sequence[dict[str, Any]], labels: Iterable[str]
) -> ContactRecord:
    job = next(
        (one for one in held if one["organisation"] == person["organisation"]), {}
    )
    named = next((one for one in held if _is_named(one, person)), {})
    return ContactRecord(
        source_key=person["person_id"],
        kind=KINDS_OF_CARDS.get(person["kind"], ""),  # type: ignore[arg-type]
        name=person["name"],
        given_name=person["given_name"] or "",
        family_name=person["family_name"] or "",
        middle_name=named.get("middle_name") or "",
        prefix=named.get("prefix") or "",
        suffix=named.get("suffix") or "",
        phonetic_name=_first(held, "phonetic_name"),
        nicknames=_all(held, "nicknames"),
        emails=tuple(person["emails"]),
        phones=tuple(person["phones"]),
        urls=_all(held, "urls"),
        handles=_all(held, "handles"),
        organisation=person["organisation"],
        department=job.get("department") or "",
        title=person["title"],
        role=(job.get("role") or "") if person["title"] else "",
        affiliations=_affiliations(person, held),
        addresses=_all(held, "addresses"),
        city=person["city"],
        country=person["country"],
        birthday=person["birthday"],
        anniversary=_first(held, "anniversary"),
        dates=_all(held, "dates"),
        groups=tuple(dict.fromkeys([*_all(held, "groups"), *person["tags"]])),
        relations=_all(held, "relations"),
        note="\n".join(dict.fromkeys(one["note"] for one in held if one["note"])),
        labels=tuple(dict.fromkeys(labels)),
        changed_at=next(
            (
                one["changed_at"].replace(tzinfo=UTC)
                for one in held
                if one["changed_at"]
            ),
            None,
        ),
    )


def _affiliations(
    person: dict[str, Any], held: Iterable[dict[str, Any]]
) -> tuple[str, ...]:
    """Further ones, but for the one that the person is shown with."""
    shown = affiliation(person["organisation"], person["title"])
    return tuple(said for said in _all(held, "affiliations") if said != shown)


def _is_named(record: dict[str, Any], person: dict[str, Any]) -> bool:
    """Whether a record's name is the one shown, part by part."""
    parts = ("given_name", "family_name")
    return any(record[part] for part in parts) and all(
        (record[part] or "") == (person[part] or "") for part in parts
    )


def _first(held: Iterable[dict[str, Any]], field: str) -> str:
    return next((one[field] for one in held if one[field]), "")


def _all(held: Iterable[dict[str, Any]], field: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for one in held for value in one[field] or ()))


def as_cards(people: Iterable[ContactRecord], version: Literal["4.0", "3.0"]) -> str:
    """A vCard a person."""
    from connectors._vcard_writer import write_card

    return "".join(write_card(person, version) for person in people)


def as_table(people: Sequence[ContactRecord]) -> str:
    """Google's table: a row a person, as many numbered columns as one needs."""
    table = [dict(_cells(person)) for person in people]
    columns = dict.fromkeys([name for name, _ in _cells(ContactRecord(source_key=""))])
    for row in table:
        columns |= dict.fromkeys(row)
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, restval="", lineterminator="\r\n")
    writer.writeheader()
    writer.writerows({name: _cell(said) for name, said in row.items()} for row in table)
    return text.getvalue()


def _cell(text: str) -> str:
    """A text as it may stand in a spreadsheet; numbers and days stay."""
    from flows.report.tables import safe_cell

    return text if PLAIN.fullmatch(text) else str(safe_cell(text))


def _cells(person: ContactRecord) -> Iterator[tuple[str, str]]:
    plain = {
        "First Name": person.given_name or person.name,
        "Middle Name": person.middle_name,
        "Last Name": person.family_name if person.given_name else "",
        "Phonetic First Name": person.phonetic_name,
        "Name Prefix": person.prefix,
        "Name Suffix": person.suffix,
        "Nickname": " ::: ".join(person.nicknames),
        "File As": person.name,
        "Organization Name": person.organisation,
        "Organization Title": person.title,
        "Organization Department": person.department,
        "Birthday": person.birthday,
        "Notes": person.note,
        "Labels": " ::: ".join([*person.groups, "* myContacts"]),
    }
    yield from plain.items()
    numbered = {
        "E-mail": person.emails,
        "Phone": person.phones,
        "Website": person.urls,
        "IM": person.handles,
    }
    for name, values in numbered.items():
        for number, value in enumerate(values, 1):
            yield f"{name} {number} - Label", _label(person, value)
            yield f"{name} {number} - Value", value
    for number, said in enumerate(person.affiliations, 1):
        title, _, organisation = said.partition(": ")
        yield f"Organization {number} - Name", organisation
        yield f"Organization {number} - Title", title
    for number, value in enumerate(person.addresses, 1):
        yield f"Address {number} - Label", _label(person, value)
        yield f"Address {number} - Formatted", value
    days = [
        *person.dates,
        *[f"Anniversary: {person.anniversary}"] * bool(person.anniversary),
    ]
    for name, pairs in (("Event", days), ("Relation", person.relations)):
        for number, said in enumerate(pairs, 1):
            how, _, value = said.partition(": ")
            yield f"{name} {number} - Label", how
            yield f"{name} {number} - Value", value


def _label(person: ContactRecord, value: str) -> str:
    start = f"{value}: "
    said = next((x[len(start) :] for x in person.labels if x.startswith(start)), "")
    words = said.split(", ")
    mark = "* " if "preferred" in words else ""
    return mark + ", ".join(word for word in words if word != "preferred")


_PEOPLE = """
    select shown.*, held.given_name, held.family_name
    from main.people as shown
    inner join people.people as held using (person_id)
    where if($person_id = '', kind in $kinds, person_id = $person_id)
    order by lower(shown.name), person_id
"""
_RECORDS = """
    select *
    from people.ranked_records
    where $person_id in ('', person_id)
    order by person_id, trust
"""
_LABELS = """
    with
    said as (
        select
            records.person_id,
            records.trust,
            records.record_id,
            held.region,
            held.labels,
            unnest(
                list_concat(held.emails, held.phones, held.urls, held.addresses)
            ) as said,
        from people.ranked_records as records
        inner join staging.contact_records as held using (record_id)
        where len(held.labels) > 0 and $person_id in ('', records.person_id)
    ),
    labelled as (
        select
            *,
            list_filter(labels, lambda x: starts_with(x, said || ': '))[1] as label,
        from said
    )
    select
        labelled.person_id,
        coalesce(phones.phone, emails.email, labelled.said) as value,
        substr(labelled.label, length(labelled.said) + 3) as label,
    from labelled
    left join staging.normal_email as emails on emails.value = labelled.said
    left join staging.normal_phone as phones
        on phones.value = labelled.said and phones.region = labelled.region
    where labelled.label is not null
    order by labelled.person_id, labelled.trust, labelled.record_id, value, label
"""
