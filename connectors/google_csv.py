"""Google Contacts as CSV: the headings of today and those of before 2024.

Export: contacts.google.com, Export, Google CSV; or takeout.google.com, Contacts,
format CSV, one file a label.

Spec: https://support.google.com/contacts/answer/7199294 and the headings of the
file itself; Google publishes no other.

Rotten: as many numbered columns as the richest contact needs; several values in
one cell, joined by ` ::: `; labels and groups of Google's own begin with `* `,
and so does the label of the preferred value; no ids, so a changed row is a new
record; photos are links that change, and are left out, as are faxes.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeAlias

from . import Extracted, Reading
from ._table import open_table, peek
from ._table_dates import Days
from ._table_dialect import dialect
from ._table_reader import (
    VALUES_SEPARATOR,
    Cells,
    Reader,
    address,
    groups,
    label,
    relations,
    split,
    unique,
)
from ._vcard_jobs import affiliation

extractor_version = 2
whole_state = True

IGNORED = frozenset({
    "photo", "initials", "gender", "billinginformation", "directoryserver", "mileage",
    "sensitivity", "priority", "subject", "language",
})  # fmt: skip
DAYS = frozenset({"birthday"})
NUMBERED = re.compile(
    r"(email|phone|address|website|event|organization|im|customfield|relation)(\d+)"
    r"(label|type|value|service|formatted|street|city|pobox|region|postalcode|country|"
    r"extendedaddress|name|title|department|yominame|symbol|location|jobdescription)"
)
PLACES = ("pobox", "extendedaddress", "street", "city", "region", "postalcode",
          "country")  # fmt: skip
JOB = ("name", "department", "title")
INTRODUCED = {"met through", "referred by", "introduced by"}
Entry: TypeAlias = dict[str, str]  # one e-mail, phone ...: `value`, `label` and so on


def identify(path: Path) -> bool:
    """A table whose headings are Google's, of either age."""
    table = peek(path)
    return table is not None and dialect(table.headings) == "google_csv"


def extract(path: Path, reading: Reading) -> Iterator[Extracted]:
    """One contact record a row; raises SourceError when there is no table."""
    table = open_table(path, reading.region)
    yield from Reader(table, _record, IGNORED, DAYS).read()


def _record(cells: Cells, days: Days) -> dict[str, Any]:
    entries = _entries(cells)
    own = [_own(entry) for entry in entries["customfield"] if entry.get("value")]
    told = [f"{how}: {what}" for how, what in own if how not in INTRODUCED]
    met = [f"{how}: {what}" for how, what in own if how in INTRODUCED]
    events = [(label(e.get("label", "")), e.get("value", "")) for e in entries["event"]]
    told += [f"{how}: {day}" for how, day in events if how != "anniversary"]
    filed, maiden = cells.take("fileas"), cells.take("maidenname")
    values = {
        "given_name": cells.take("firstname", "givenname"),
        "middle_name": cells.take("middlename", "additionalname"),
        "family_name": cells.take("lastname", "familyname"),
        "prefix": cells.take("nameprefix"),
        "suffix": cells.take("namesuffix"),
        "nicknames": unique(
            split(cells.take("nickname"), ",") + cells.each("shortname")
        ),
        "phonetic_name": _phonetic(cells),
        "emails": unique(_values(entries["email"])),
        "phones": unique(_values(entries["phone"])),
        "urls": unique(_values(entries["website"])),
        "handles": unique(_handles(entries["im"])),
        **_organisations(cells, entries["organization"]),
        **_addresses(cells, entries["address"]),
        "birthday": days.read(cells.take("birthday")),
        "anniversary": _anniversary(events, days),
        "groups": groups(
            split(cells.text("labels", "groupmembership"), VALUES_SEPARATOR)
        ),
        "relations": unique([*_relations(entries["relation"]), *met]),
    }
    told += [f"maiden name: {maiden}"] if maiden else []
    told += [f"hobby: {said}" for said in cells.each("hobby")]
    name = cells.take("name") or ("" if _is_named(values) else filed)
    note = "\n".join(filter(None, [cells.text("notes"), *told]))
    return {"name": name, **values, "note": note}


def _is_named(values: dict[str, Any]) -> bool:
    return bool(values["given_name"] or values["family_name"])


def _entries(cells: Cells) -> dict[str, list[Entry]]:
    """The numbered columns by kind and number, the preferred ones first."""
    numbered: dict[str, dict[int, Entry]] = defaultdict(lambda: defaultdict(dict))
    for key in list(cells.said):
        if found := NUMBERED.fullmatch(key):
            kind, number, part = found.groups()
            part = "label" if part == "type" else part
            numbered[kind][int(number)][part] = cells.said.pop(key)
    entries: dict[str, list[Entry]] = defaultdict(list)
    for kind, by_number in numbered.items():
        spoken = [by_number[number] for number in sorted(by_number)]
        entries[kind] = sorted(spoken, key=_is_not_preferred)
    return entries


def _is_not_preferred(entry: Entry) -> bool:
    return not entry.get("label", "").startswith("*")


def _values(entries: list[Entry]) -> Iterator[str]:
    """Their values; faxes are whole offices' and left out."""
    for entry in entries:
        if "fax" not in label(entry.get("label", "")):
            yield from split(entry.get("value", ""), VALUES_SEPARATOR)


def _handles(entries: list[Entry]) -> Iterator[str]:
    """Messenger handles as `service:handle`."""
    for entry in entries:
        service = label(entry.get("service", "")).replace("google talk", "xmpp") or "im"
        for handle in split(entry.get("value", ""), VALUES_SEPARATOR):
            yield f"{service}:{handle}"


def _own(entry: Entry) -> tuple[str, str]:
    """A field of the owner's own making: what it is called and what it says."""
    said = ", ".join(split(entry.get("value", ""), VALUES_SEPARATOR, "\n"))
    return label(entry.get("label", "")) or "other", said


def _relations(entries: list[Entry]) -> Iterator[str]:
    for entry in entries:
        how = label(entry.get("label", "")) or "related"
        yield from relations(how, split(entry.get("value", ""), VALUES_SEPARATOR))


def _anniversary(events: list[tuple[str, str]], days: Days) -> str:
    said = [days.read(day) for how, day in events if how == "anniversary"]
    return next(filter(None, said), "")


def _phonetic(cells: Cells) -> str:
    """How the name sounds: given, middle and family name."""
    whole = cells.take("yominame")
    parts = [
        cells.take("phoneticfirstname", "givennameyomi"),
        cells.take("phoneticmiddlename", "additionalnameyomi"),
        cells.take("phoneticlastname", "familynameyomi"),
    ]
    return whole or " ".join(filter(None, parts))


def _organisations(cells: Cells, entries: list[Entry]) -> dict[str, Any]:
    """The first organisation and further ones; symbol and place are left out."""
    said: Entry = {part: cells.take(f"organization{part}") for part in JOB}
    occupation = cells.take("occupation")
    jobs = [
        [job.get(part, "") for part in JOB]
        for entry in [said, *entries]
        for job in _apart({part: entry.get(part, "") for part in JOB})
    ]
    first, *further = [job for job in jobs if any(job)] or [["", "", ""]]
    name, department, title = first
    return {
        "organisation": name,
        "department": department,
        "title": title or occupation,
        "affiliations": unique(
            affiliation(name, title, (department,) if department else ())
            for name, department, title in further
        ),
    }


def _addresses(cells: Cells, entries: list[Entry]) -> dict[str, Any]:
    """Each address in one line, and the first one's city and country."""
    lines, cities, countries = [], [], []
    for entry in entries:
        for one in _apart(entry):
            parts = [one.get(place, "") for place in PLACES]
            lines.append(address(*parts) or address(one.get("formatted", "")))
            cities.append(one.get("city", ""))
            countries.append(one.get("country", ""))
    return {
        "addresses": unique([*lines, cells.take("location")]),
        "city": next(filter(None, cities), ""),
        "country": next(filter(None, countries), ""),
    }


def _apart(entry: Entry) -> Iterator[Entry]:
    """The addresses, or organisations, that share one set of columns."""
    parts = {part: text.split(VALUES_SEPARATOR) for part, text in entry.items()}
    for place in range(max(map(len, parts.values()))):
        yield {
            part: said[place].strip()
            for part, said in parts.items()
            if place < len(said)
        }
