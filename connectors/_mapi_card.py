"""An Outlook contact becomes a contact record.

Spec: [MS-OXOCNTC], whose properties are named here by their numbers.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from . import ContactRecord
from ._mapi import ADDRESS, PUBLIC_STRINGS, Bag, Name
from ._vcard_dates import birthday

PHONES = {
    0x3A1C: "cell", 0x3A08: "work", 0x3A1B: "work", 0x3A09: "home", 0x3A2F: "home",
    0x3A1A: "preferred", 0x3A57: "company", 0x3A1F: "other", 0x3A1E: "car",
    0x3A1D: "radio", 0x3A02: "callback", 0x3A21: "pager",
}  # fmt: skip
RELATIONS = {
    0x3A48: "spouse", 0x3A4E: "manager", 0x3A30: "assistant", 0x3A47: "referred by",
}  # fmt: skip
CHILDREN = 0x3A58
# street, postal code, city, region, country
PLACES: tuple[tuple[int | Name, ...], ...] = (
    tuple((ADDRESS, number) for number in (0x8045, 0x8048, 0x8046, 0x8047, 0x8049)),
    (0x3A5D, 0x3A5B, 0x3A59, 0x3A5C, 0x3A5A),
    (0x3A63, 0x3A61, 0x3A5F, 0x3A62, 0x3A60),
    (0x3A29, 0x3A2A, 0x3A27, 0x3A28, 0x3A26),
)
CITY, COUNTRY = 2, 4
EMAILS = ((0x8083, 0x8084), (0x8093, 0x8094), (0x80A3, 0x80A4))
NAMED: tuple[Name, ...] = (
    *((ADDRESS, number) for pair in EMAILS for number in pair),
    *((ADDRESS, number) for number in (0x8045, 0x8046, 0x8047, 0x8048, 0x8049)),
    (ADDRESS, 0x8062), (ADDRESS, 0x802B), (ADDRESS, 0x802C), (ADDRESS, 0x802D),
    (PUBLIC_STRINGS, "Keywords"),
)  # fmt: skip
WANTED = frozenset({
    0x001A, 0x0037, 0x1000, 0x3001, 0x3008, 0x300B, 0x39FE, 0x3A05, 0x3A06, 0x3A11,
    0x3A16, 0x3A17, 0x3A18, 0x3A41, 0x3A42, 0x3A44, 0x3A45, 0x3A4F, 0x3A50, 0x3A51,
    0x3FDE, 0x3FFD, CHILDREN, *PHONES, *RELATIONS,
    *(tag for place in PLACES for tag in place if isinstance(tag, int)),
})  # fmt: skip


def read_contact(bag: Bag, key: str, place: str) -> ContactRecord | None:
    """The contact as a record; None when it shows nobody.

    key: to know it by when it has no key of its own.
    """
    name = " ".join(filter(None, (bag.text(tag) for tag in (0x3A06, 0x3A44, 0x3A11))))
    name = name or bag.text(0x3001) or bag.text(0x0037)
    emails = _unique(
        bag.address(*((ADDRESS, number) for number in pair)) for pair in EMAILS
    )
    phones = _unique(bag.text(tag) for tag in PHONES)
    organisation, note = bag.text(0x3A16), bag.lines(0x1000)
    if not (name or emails or phones or organisation or note):
        return None
    where = [[bag.text(part) for part in parts] for parts in PLACES]
    handle = bag.text((ADDRESS, 0x8062))
    return ContactRecord(
        source_key=bag.data(0x300B)[:64].hex() or key,
        kind="organisation" if organisation and name in {"", organisation} else "",
        name=name or organisation,
        given_name=bag.text(0x3A06),
        middle_name=bag.text(0x3A44),
        family_name=bag.text(0x3A11),
        prefix=bag.text(0x3A45),
        suffix=bag.text(0x3A05),
        nicknames=_unique([bag.text(0x3A4F)]),
        phonetic_name=" ".join(
            filter(None, (bag.text((ADDRESS, n)) for n in (0x802C, 0x802D)))
        ),
        emails=emails,
        phones=phones,
        urls=_unique([bag.text(0x3A51), bag.text(0x3A50), bag.text((ADDRESS, 0x802B))]),
        handles=(f"im:{handle}",) if handle else (),
        organisation=organisation,
        department=bag.text(0x3A18),
        title=bag.text(0x3A17),
        addresses=_unique(", ".join(filter(None, parts)) for parts in where),
        city=next((parts[CITY] for parts in where if parts[CITY]), ""),
        country=next((parts[COUNTRY] for parts in where if parts[COUNTRY]), ""),
        birthday=day_of(bag.time(0x3A42)),
        anniversary=day_of(bag.time(0x3A41)),
        groups=_unique(bag.texts((PUBLIC_STRINGS, "Keywords"))),
        relations=_unique(_relations(bag)),
        note=note,
        labels=_unique(
            f"{number}: {how}"
            for tag, how in PHONES.items()
            if (number := bag.text(tag))
        ),
        changed_at=bag.time(0x3008),
        found_at=place,
    )


def day_of(when: datetime | None) -> str:
    """A day Outlook keeps as its midnight at home, told in UTC: the nearest one."""
    if when is None:
        return ""
    return birthday(f"{when + timedelta(hours=12):%Y-%m-%d}") or ""


def _relations(bag: Bag) -> Iterator[str]:
    for tag, how in RELATIONS.items():
        if who := bag.text(tag):
            yield f"{how}: {who}"
    for child in bag.texts(CHILDREN):
        yield f"child: {child}"


def _unique(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, values)))
