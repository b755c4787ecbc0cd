"""Three address books of the same life: they overlap, and they disagree."""

from __future__ import annotations

import quopri
from collections.abc import Iterator
from typing import Any

from cast import BOOKS, Person, uid

# how each book writes a number
PHONE_FORMS = {
    "google": "+{0} {1}-{2}-{3}",
    "icloud": "+{0} ({1}) {2}-{3}",
    "nokia": "00{0}{1}{2}{3}",
}
REVISED = {
    "google": "2026-03-18T07:12:00Z",
    "icloud": "2025-02-09T18:40:11Z",
    "nokia": "20230405T101500Z",
}
ORGANISATIONS = (
    ("Cobalt Health", "info@cobalt.example.com", "+14155550199"),
    ("Retailscope (centralita)", "hr@retailscope.example.net", "+13125550150"),
)


def book(name: str, cast: dict[str, Person], *, old: bool = False) -> str:
    """The whole file of one address book, as it is or as an older export had it."""
    lines: list[str] = []
    for person in cast.values():
        if name in person.cards:
            card = person.cards[name]
            lines += _card(name, person, _as_it_was(card) if old else card)
    if name == "google":
        lines += _organisation_cards()
    return "".join(line + "\r\n" for line in lines)


def keys(person: Person) -> list[str]:
    """The person's true contact records in the three books."""
    return [
        f"vcard/{name}/{uid(name, person.key)}"
        for name in BOOKS
        if name in person.cards
    ]


def _as_it_was(card: dict[str, Any]) -> dict[str, Any]:
    if "before" not in card:
        return card
    return card | {"job": card["before"], "rev": REVISED["google"]}


def _card(name: str, person: Person, card: dict[str, Any]) -> list[str]:
    lines = {"google": _google, "icloud": _icloud, "nokia": _nokia}[name](person, card)
    return [part for line in lines for part in _fold(line, name)]


def _google(person: Person, card: dict[str, Any]) -> Iterator[str]:
    yield "BEGIN:VCARD"
    yield "VERSION:3.0"
    yield f"UID:{uid('google', person.key)}"
    yield f"FN:{_escape(card.get('fn', person.name))}"
    yield "N:" + ";".join(_escape(part) for part in _name(person, card))
    if card.get("nick"):
        yield f"NICKNAME:{_escape(card['nick'])}"
    for number, email in enumerate(_chosen(person.emails, card, "emails")):
        kind = "TYPE=INTERNET,PREF" if number == 0 else "TYPE=INTERNET;TYPE=WORK"
        yield f"EMAIL;{kind}:{email}"
    for phone in _chosen(person.phones, card, "phones"):
        yield f"TEL;TYPE=CELL:{_phone('google', phone)}"
    yield from _job(person, card)
    if _birthday(person, card):
        yield f"BDAY:{_birthday(person, card)}"
    if card.get("note"):
        yield f"NOTE:{_escape(card['note'])}"
    groups = ["myContacts", *filter(None, [card.get("groups")])]
    yield "CATEGORIES:" + ",".join(groups)
    yield f"REV:{card.get('rev', REVISED['google'])}"
    yield "END:VCARD"


def _icloud(person: Person, card: dict[str, Any]) -> Iterator[str]:
    yield "BEGIN:VCARD"
    yield "VERSION:3.0"
    yield "PRODID:-//Apple Inc.//macOS 15.1//EN"
    yield "N:" + ";".join(_escape(part) for part in _name(person, card))
    yield f"FN:{_escape(card.get('fn', person.name))}"
    if card.get("nick"):
        yield f"NICKNAME:{_escape(card['nick'])}"
    yield from _job(person, card)
    item = 0
    for email in _chosen(person.emails, card, "emails"):
        item += 1
        yield f"item{item}.EMAIL;type=INTERNET;type=pref:{email}"
        label = "_$!<Work>!$_" if ".example." in email else "_$!<Home>!$_"
        yield f"item{item}.X-ABLabel:{label}"
    for phone in _chosen(person.phones, card, "phones"):
        yield f"TEL;type=CELL;type=VOICE;type=pref:{_phone('icloud', phone)}"
    if card.get("rel"):
        item += 1
        kind, _, other = card["rel"].partition(": ")
        yield f"item{item}.X-ABRELATEDNAMES;type=pref:{_escape(other)}"
        yield f"item{item}.X-ABLabel:_$!<{kind}>!$_"
    if _birthday(person, card):
        yield _apple_birthday(_birthday(person, card))
    if card.get("note"):
        yield f"NOTE:{_escape(card['note'])}"
    yield f"REV:{card.get('rev', REVISED['icloud'])}"
    yield f"UID:{uid('icloud', person.key)}"
    yield "END:VCARD"


def _nokia(person: Person, card: dict[str, Any]) -> Iterator[str]:
    given, family = _name(person, card)[1], _name(person, card)[0]
    yield "BEGIN:VCARD"
    yield "VERSION:2.1"
    yield f"UID:{uid('nokia', person.key)}"
    yield f"N{_quoted(f'{family};{given};;;')}"
    yield f"FN{_quoted(card.get('fn', person.name))}"
    for phone in _chosen(person.phones, card, "phones"):
        yield f"TEL;CELL;PREF:{_phone('nokia', phone)}"
    for email in _chosen(person.emails, card, "emails"):
        yield f"EMAIL;INTERNET:{email}"
    if person.jobs and "job" in card:
        yield f"ORG{_quoted(person.jobs[card['job']].organisation)}"
    yield f"REV:{REVISED['nokia']}"
    yield "END:VCARD"


def _organisation_cards() -> list[str]:
    lines = []
    for name, email, phone in ORGANISATIONS:
        lines += [
            "BEGIN:VCARD",
            "VERSION:3.0",
            f"UID:{uid('google', name)}",
            f"FN:{name}",
            "N:;;;;",
            f"ORG:{name}",
            f"EMAIL;TYPE=INTERNET:{email}",
            f"TEL;TYPE=WORK:{_phone('google', phone)}",
            "CATEGORIES:myContacts",
            "END:VCARD",
        ]
    return lines


def _name(person: Person, card: dict[str, Any]) -> tuple[str, str, str, str, str]:
    return (
        card.get("family", person.family),
        card.get("given", person.given),
        "",
        card.get("prefix", person.prefix),
        card.get("suffix", ""),
    )


def _job(person: Person, card: dict[str, Any]) -> Iterator[str]:
    if person.jobs:
        job = person.jobs[card.get("job", 0)]
        yield f"ORG:{_escape(job.organisation)}"
        yield f"TITLE:{_escape(job.title)}"


def _birthday(person: Person, card: dict[str, Any]) -> str:
    return str(card.get("bday", person.birthday))


def _apple_birthday(day: str) -> str:
    if day.startswith("--"):
        return f"BDAY;X-APPLE-OMIT-YEAR=1604;value=date:1604-{day[2:]}"
    return f"BDAY;value=date:{day}"


def _chosen(values: tuple[str, ...], card: dict[str, Any], which: str) -> list[str]:
    return [values[i] for i in card.get(which, range(len(values)))]


def _phone(book_name: str, e164: str) -> str:
    digits = e164.removeprefix("+")
    parts = (digits[0], digits[1:4], digits[4:7], digits[7:])
    return PHONE_FORMS[book_name].format(*parts)


def _escape(text: str) -> str:
    return text.replace("\\", "\\\\").replace(",", "\\,").replace(";", "\\;")


def _quoted(text: str) -> str:
    """A 2.1 value: plain when ASCII, else quoted-printable as old phones send it."""
    if text.isascii():
        return f":{text}"
    soft = quopri.encodestring(text.encode(), quotetabs=False).decode()
    return f";CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:{soft}"


def _fold(line: str, book_name: str) -> list[str]:
    """RFC 2426 folding at 75 octets; 2.1 leaves its lines alone."""
    if book_name == "nokia" or len(line.encode()) <= 75:
        return [line]
    folded, rest = [], line
    while len(rest.encode()) > 74:
        cut = 74
        while len(rest[:cut].encode()) > 74:
            cut -= 1
        folded.append(rest[:cut])
        rest = " " + rest[cut:]
    return [*folded, rest]
