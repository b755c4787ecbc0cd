"""An invented address book of any size, in the three versions of the format."""

from __future__ import annotations

import base64
import quopri
from collections.abc import Iterator
from random import Random

GIVEN = ("Ana", "Robin", "José", "Zoë", "Mateo", "Chloé", "Jürgen", "Lena", "Aiko")
FAMILY = ("Okafor", "Vale", "Núñez", "Marsh", "Petrov", "Ito", "Weiß", "Lund", "Reyes")
FIRMS = ("Fjord Labs", "Harbour & Sons", "Museo del Mar", "Blue Kite", "Quay Works")
TITLES = ("Engineer", "Curator", "Head of Design", "Nurse", "Founder", "Teacher")
WORDS = (
    "met",
    "at",
    "the",
    "harbour",
    "fair",
    "and",
    "likes",
    "walks",
    "café",
    "piñata",
)
CITIES = ("Vigo", "Cádiz", "Lyon", "Bergen", "Porto", "Köln")


def invent(dice: Random, cards: int) -> Iterator[str]:
    """So many cards, each as its text: 3.0 mostly, some 2.1, some 4.0."""
    for number in range(cards):
        version = dice.choices(("3.0", "2.1", "4.0"), (6, 2, 2))[0]
        lines = ["BEGIN:VCARD", f"VERSION:{version}", *_fields(dice, number, version)]
        yield "\r\n".join([*lines, "END:VCARD", ""])


HEADINGS = (
    "First Name", "Last Name", "Notes", "Organization Name", "Organization Title",
    "Labels", "E-mail 1 - Label", "E-mail 1 - Value", "Phone 1 - Label",
    "Phone 1 - Value",
)  # fmt: skip


def invent_rows(dice: Random, cards: int) -> Iterator[tuple[str, ...]]:
    """So many people as rows of a table that Google exports, its headings first."""
    yield HEADINGS
    for number in range(cards):
        given, family = dice.choice(GIVEN), f"{dice.choice(FAMILY)} {number}"
        note = " ".join(dice.choices(WORDS, k=dice.randrange(20)))
        firm, title = dice.choice(FIRMS), dice.choice(TITLES)
        mail = f"p{number}@example.com"
        phone = f"+1 415 555 {number % 10_000:04}"
        yield (
            given, family, note, firm, title, "* myContacts", "* Home", mail, "Mobile",
            phone,
        )  # fmt: skip


def _fields(dice: Random, number: int, version: str) -> Iterator[str]:
    given, family = dice.choice(GIVEN), dice.choice(FAMILY)
    yield _text("N", f"{family} {number};{given};;;", version)
    yield _text("FN", f"{given} {family} {number}", version)
    if version != "2.1":
        yield f"UID:{number:08x}-0000-4000-8000-{dice.getrandbits(48):012x}"
    word = given.encode("ascii", "replace").decode().replace("?", "e").lower()
    yield _typed("EMAIL", ("HOME", "PREF"), f"{word}.{number}@example.com", version)
    if dice.random() < 0.4:
        yield _typed("EMAIL", ("WORK",), f"{word}{number}@example.org", version)
    yield _typed("TEL", ("CELL", "VOICE"), f"+1 415 555 {number % 10_000:04}", version)
    if dice.random() < 0.5:
        yield f"ORG:{dice.choice(FIRMS)};Unit {number % 9}"
        yield f"TITLE:{dice.choice(TITLES)}"
    if dice.random() < 0.4:
        street = f"{number % 90 + 1} Quay Street"
        place = f";;{street};{dice.choice(CITIES)};;{number % 90_000:05};Spain"
        yield _typed("ADR", ("HOME",), place, version, text=True)
    if dice.random() < 0.3:
        yield f"BDAY:19{number % 60 + 30}-0{number % 9 + 1}-1{number % 9}"
    if dice.random() < 0.3:
        note = " ".join(dice.choices(WORDS, k=dice.randrange(4, 30)))
        yield (
            _folded(f"NOTE:{note}") if version != "2.1" else _text("NOTE", note, "2.1")
        )
    if version != "2.1" and dice.random() < 0.4:
        yield f"CATEGORIES:{','.join(dice.sample(WORDS, 2))}"
    if version != "2.1":
        yield f"REV:2024-0{number % 9 + 1}-1{number % 9}T08:00:00Z"
    if dice.random() < 0.1:
        yield _photo(dice, version)


def _text(name: str, value: str, version: str) -> str:
    """2.1 writes what is not ASCII as quoted-printable."""
    if version != "2.1" or value.isascii():
        return f"{name}:{value}"
    said = quopri.encodestring(value.encode()).decode().replace("=\n", "=\r\n")
    return f"{name};CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:{said}"


def _typed(
    name: str, kinds: tuple[str, ...], value: str, version: str, *, text: bool = False
) -> str:
    if version == "2.1":
        line = ";".join((name, *kinds))
        return _text(line, value, version) if text else f"{line}:{value}"
    return f"{name};TYPE={','.join(kinds)}:{value}"


def _photo(dice: Random, version: str) -> str:
    data = base64.b64encode(dice.randbytes(6_000)).decode()
    if version == "4.0":
        return _folded(f"PHOTO:data:image/jpeg;base64\\,{data}")
    if version == "3.0":
        return _folded(f"PHOTO;ENCODING=b;TYPE=JPEG:{data}")
    return _folded(f"PHOTO;ENCODING=BASE64;TYPE=JPEG:{data}") + "\r\n"


def _folded(line: str) -> str:
    """At 72 characters: no letter here is wider than three bytes' excess."""
    return "\r\n ".join(line[at : at + 72] for at in range(0, len(line), 72))
