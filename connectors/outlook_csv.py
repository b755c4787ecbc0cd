"""Outlook contacts as CSV or tabs: desktop, outlook.com and Windows Live's headings.

Export: Outlook for Windows: File, Open & Export, Import/Export, Export to a file,
Comma Separated Values. Outlook.com and new Outlook: People, Manage contacts,
Export. Google Contacts: Export, Outlook CSV.

Spec: https://support.microsoft.com/office/4518d70d-8fe9-46ad-94fa-1494247193c7
(headings); RFC 4180 for the rest.

Rotten: the desktop writes in the code page of its Windows and days in its order;
`0/0/00` means no day; an Exchange colleague's address is a directory path (type
EX) and left out; no ids, so a changed row is a new record. Faxes, telexes and the
numbers of a company's desk or of an assistant are nobody's own and left out, and
so is what Outlook keeps for itself: sensitivity, priority, government numbers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from . import Extracted, Reading
from ._table import open_table, peek
from ._table_dates import Days
from ._table_dialect import dialect
from ._table_reader import Cells, Reader, address, groups, relations, split, unique

extractor_version = 1
whole_state = True

IGNORED = frozenset({
    "initials", "gender", "language", "internetfreebusy", "billinginformation",
    "directoryserver", "mileage", "sensitivity", "priority", "private", "account",
    "governmentidnumber", "organizationalidnumber", "officelocation", "homefax",
    "businessfax", "otherfax", "telex", "isdn", "ttytddphone", "assistantsphone",
    "companymainphone",
})  # fmt: skip
DAYS = frozenset({"birthday", "anniversary"})
PHONES = ("primaryphone", "mobilephone", "homephone", "homephone2", "businessphone",
          "businessphone2", "otherphone", "carphone", "radiophone", "callback",
          "pager")  # fmt: skip
EMAILS = ("email", "email2", "email3")
PLACES = ("home", "business", "other")
USER_FIELDS = ("user1", "user2", "user3", "user4")
IN_BRACKETS = re.compile(r".*<([^<>\s]+@[^<>\s]+)>")
DISPLAYED = re.compile(r"(.*?)\s*\([^()]*@[^()]*\)")
DIRECTORY_PATH = re.compile(r"/o=.+/cn=.*", re.IGNORECASE)


def identify(path: Path) -> bool:
    """A table with Outlook's headings, of any of the three sets."""
    table = peek(path)
    return table is not None and dialect(table.headings) == "outlook_csv"


def extract(path: Path, reading: Reading) -> Iterator[Extracted]:
    """One contact record a row; raises SourceError when there is no table."""
    table = open_table(path, reading.region)
    yield from Reader(table, _record, IGNORED, DAYS).read()


def _record(cells: Cells, days: Days) -> dict[str, Any]:
    displayed = [_displayed(cells.take(f"{e}displayname")) for e in EMAILS]
    profession = cells.take("profession")
    parts = {
        "given_name": cells.take("firstname"),
        "middle_name": cells.take("middlename"),
        "family_name": cells.take("lastname"),
    }
    company = cells.take("company")
    nameless = not any(parts.values()) and not company
    return {
        "name": next(filter(None, displayed), "") if nameless else "",
        **parts,
        "prefix": cells.take("title"),
        "suffix": cells.take("suffix"),
        "nicknames": unique(split(cells.take("nickname"), ",")),
        "emails": unique(_emails(cells)),
        "phones": unique(cells.each(*PHONES)),
        "urls": unique(cells.each("webpage", "personalwebpage")),
        "organisation": company,
        "department": cells.take("department"),
        "title": cells.take("jobtitle") or profession,
        **_addresses(cells),
        "birthday": days.read(cells.take("birthday")),
        "anniversary": days.read(cells.take("anniversary")),
        "groups": groups(split(cells.text("categories", "keywords"), ";", "\n")),
        "relations": unique(_relations(cells)),
        "note": _note(cells),
    }


def _displayed(said: str) -> str:
    """The name in `Ana Okafor (ana@example.com)`; empty for a bare address."""
    found = DISPLAYED.fullmatch(said)
    name = found[1] if found else said
    return "" if "@" in name else name


def _emails(cells: Cells) -> Iterator[str]:
    for email in EMAILS:
        kind, said = cells.take(f"{email}type"), cells.take(f"{email}address")
        if kind.upper() != "EX" and not DIRECTORY_PATH.match(said):
            found = IN_BRACKETS.match(said)
            yield found[1] if found else said


def _addresses(cells: Cells) -> dict[str, Any]:
    """Each address in one line, and the first one's city and country."""
    lines, cities, countries = [], [], []
    for place in PLACES:
        if not any(key.startswith(place) for key in cells.said):
            continue
        street = [cells.text(f"{place}street{n}") for n in ("", "2", "3")]
        box = cells.take(f"{place}addresspobox", f"{place}pobox")
        city, region = cells.take(f"{place}city"), cells.take(f"{place}state")
        code = cells.take(f"{place}postalcode")
        country = cells.take(f"{place}countryregion", f"{place}country")
        whole = cells.text(f"{place}address")
        lines.append(
            address(box, *street, city, region, code, country) or address(whole)
        )
        cities.append(city)
        countries.append(country)
    return {
        "addresses": unique([*lines, cells.take("pobox"), cells.take("location")]),
        "city": next(filter(None, cities), ""),
        "country": next(filter(None, countries), ""),
    }


def _relations(cells: Cells) -> Iterator[str]:
    yield from relations("spouse", cells.each("spouse"))
    yield from relations("child", split(cells.take("children"), ",", ";"))
    yield from relations("manager", cells.each("managersname", "manager"))
    yield from relations("assistant", cells.each("assistantsname"))
    yield from relations("referred by", cells.each("referredby"))


def _note(cells: Cells) -> str:
    """The note, and what stands in columns of the owner's own making."""
    told = [("hobby", cells.take("hobby"))]
    told += [(f"user {n}", cells.take(key)) for n, key in enumerate(USER_FIELDS, 1)]
    own = [f"{what}: {said}" for what, said in told if said]
    return "\n".join(filter(None, [cells.text("notes"), *own]))
