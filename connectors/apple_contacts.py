"""Apple Contacts' own database, the folder around it, and Contacts archives (.abbu).

Export: Contacts, File, Export, Contacts Archive; import the .abbu as it is. Or copy
the folder ~/Library/Application Support/AddressBook: it holds one database for the
Mac itself and one a synchronised account below Sources. A vCard export (File,
Export, Export vCard) is read by `vcard`.

Spec: Apple publishes none; the tables are Core Data's, as public readers of it
describe them (timelinize's applecontacts, and notes on AddressBook-v22.abcddb).

Rotten: columns come and go with the version of macOS, so those that are there are
read; the table of who is in which group is numbered by the version; days are noon,
in seconds since 2001; the year 1604 is none; labels of Apple's own are written
_$!<Home>!$_. Photos are not read, and a fax is left out, being a whole office's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Literal

from . import ContactRecord, Extracted, Problem, Reading, SourceError
from ._apple_tables import (
    DETAILS,
    IGNORED,
    OF_RECORD,
    Details,
    Groups,
    entities,
    of_kind,
    select,
    services_of,
)
from ._digests import Digests
from ._sqlite import Database, is_sqlite, open_database, text_of
from ._vcard_dates import birthday

extractor_version = 1
whole_state = True

DATABASE = "AddressBook-v22.abcddb"
MAX_SOURCES = 200
EPOCH = datetime(2001, 1, 1, tzinfo=UTC)
SOMEBODY = ("name", "nicknames", "emails", "phones", "urls", "handles", "addresses",
            "note")  # fmt: skip


def identify(path: Path) -> bool:
    """A database of that ending, or a folder with one in its place."""
    if path.suffix.lower() == ".abcddb":
        return is_sqlite(path)
    return path.is_dir() and any(is_sqlite(database) for _, database in _inside(path))


def extract(path: Path, reading: Reading) -> Iterator[Extracted]:
    """One contact record a card, of every database in the folder; each card once.

    Raises SourceError when a database is damaged, or holds no table of cards.
    """
    del reading
    book = _Book()
    for place, database in _inside(path) if path.is_dir() else [("", path)]:
        if not is_sqlite(database):
            continue
        with open_database(database) as said:
            yield from book.read(said, place)
    if not book.people:
        why = "nobody was taken in, and nobody is taken for deleted"
        cure = "nothing, if the address book is empty"
        yield Problem("file", "nobody is in it", why, cure)


def _inside(folder: Path) -> Iterator[tuple[str, Path]]:
    """Where the databases of an address book's folder are, and what to call them."""
    yield "", folder / DATABASE
    sources = folder / "Sources"
    if sources.is_dir():
        for number, source in enumerate(sorted(sources.iterdir())[:MAX_SOURCES], 1):
            yield f"source {number}, ", source / DATABASE


@dataclass
class _Book:
    """What is remembered from one database of a book to the next."""

    people: int = 0
    _seen: Digests = field(default_factory=Digests)
    _told: set[str] = field(default_factory=set)

    def read(self, book: Database, where: str) -> Iterator[ContactRecord | Problem]:
        """The cards of one database, and what was wrong in it."""
        known = book.columns("ZABCDRECORD")
        if "Z_PK" not in known:
            cure = f"choose {DATABASE}, or the folder it lies in"
            raise SourceError("there are no contacts in it", cure)
        yield from self._unknown_tables(book, where)
        cards = _Cards(book)
        kinds = entities(book)
        query = select(known, OF_RECORD, "ZABCDRECORD", "Z_PK", of_kind(known))
        for number, row in enumerate(book.named(query), 1):
            if known >= {"Z_ENT"} and row["Z_ENT"] not in kinds["contact"]:
                continue
            place = f"{where}record {number}"
            record = cards.record(row, place)
            if not any(getattr(record, name) for name in SOMEBODY):
                yield from self._empty(place)
            elif self._seen.is_new(record.source_key):
                self.people += 1
                yield record

    def _unknown_tables(self, book: Database, where: str) -> Iterator[Problem]:
        """Tables of details nobody here knows, if they say anything."""
        query = "select name from sqlite_schema where type = 'table'"
        names = [name for (name,) in book.rows(query)]
        for name in sorted({*names} - IGNORED - DETAILS.keys() - self._told):
            if not re.fullmatch(r"ZABCD[A-Z]{1,40}", name) or name == "ZABCDRECORD":
                continue
            if "ZOWNER" not in book.columns(name):
                continue
            if any(book.rows(f"select 1 from {name} limit 1")):
                self._told.add(name)
                why = "what it says of the contacts was left out"
                cure = "export a vCard from Contacts as well, if something is missing"
                what = f"the table {name} is not known"
                yield Problem(f"{where}tables", what, why, cure, loses=False)

    def _empty(self, place: str) -> Iterator[Problem]:
        if "empty" not in self._told:
            self._told.add("empty")
            what = "a card without any name, address or number"
            why = "there is nobody to keep in it, nor in further ones like it"
            cure = "delete the empty card, or fill it in"
            yield Problem(place, what, why, cure, loses=False)


class _Cards:
    """One database's details beside its records, each table read once, in order."""

    def __init__(self, book: Database) -> None:
        self.details = {
            table: Details(book, table, columns) for table, columns in DETAILS.items()
        }
        self.services = services_of(book)
        self.groups = Groups(book)

    def record(self, row: dict[str, Any], place: str) -> ContactRecord:
        """The contact record of one row of ZABCDRECORD."""
        said = {name: text_of(row[name]) for name in OF_RECORD}
        of = {table: [*each.of(row["Z_PK"])] for table, each in self.details.items()}
        name = _joined(said, "ZFIRSTNAME", "ZMIDDLENAME", "ZLASTNAME")
        addresses = of["ZABCDPOSTALADDRESS"]
        dates = [(label, _day(d[0], d[1], d[2])) for label, d in of["ZABCDCONTACTDATE"]]
        return ContactRecord(
            source_key=said["ZUNIQUEID"] or f"row {row['Z_PK']}",
            kind=_kind(said, name),
            name=name or said["ZORGANIZATION"] or said["ZNICKNAME"],
            given_name=said["ZFIRSTNAME"],
            middle_name=said["ZMIDDLENAME"],
            family_name=said["ZLASTNAME"],
            prefix=said["ZTITLE"],
            suffix=said["ZSUFFIX"],
            nicknames=_unique([said["ZNICKNAME"]]),
            phonetic_name=_joined(
                said, "ZPHONETICFIRSTNAME", "ZPHONETICMIDDLENAME", "ZPHONETICLASTNAME"
            ),
            emails=_unique(data[0] or data[1] for _, data in of["ZABCDEMAILADDRESS"]),
            phones=_unique(
                data[0] or data[1]
                for label, data in of["ZABCDPHONENUMBER"]
                if "fax" not in label
            ),
            urls=_unique(
                [data[0] for _, data in of["ZABCDURLADDRESS"]]
                + [data[2] for _, data in of["ZABCDSOCIALPROFILE"]]
            ),
            handles=_unique(self._handles(of)),
            organisation=said["ZORGANIZATION"],
            department=said["ZDEPARTMENT"],
            title=said["ZJOBTITLE"],
            addresses=_unique(
                ", ".join(filter(None, map(_lines, data))) for _, data in addresses
            ),
            city=next((c for _, d in addresses if (c := text_of(d[2]))), ""),
            country=next((c for _, d in addresses if (c := text_of(d[6]))), ""),
            birthday=_day(
                row["ZBIRTHDAY"], row["ZBIRTHDAYYEARLESS"], row["ZBIRTHDAYYEAR"]
            ),
            dates=_unique(
                f"{label or 'date'}: {day}"
                for label, day in dates
                if day and label != "anniversary"
            ),
            labels=_unique(_labels(of)),
            anniversary=next((d for label, d in dates if label == "anniversary"), ""),
            groups=_unique(self.groups.of(row["Z_PK"])),
            relations=_unique(
                f"{label or 'related'}: {who}"
                for label, data in of["ZABCDRELATEDNAME"]
                if (who := text_of(data[0]))
            ),
            note="\n".join(_unique(_notes(of, said))),
            changed_at=_moment(row["ZMODIFICATIONDATE"]),
            found_at=place,
        )

    def _handles(self, of: dict[str, list[tuple[str, list[Any]]]]) -> Iterator[str]:
        for _, (address, number, said) in of["ZABCDMESSAGINGADDRESS"]:
            service = text_of(said) or self.services.get(number, "")
            if who := text_of(address):
                yield f"{service.removesuffix('Instant').lower() or 'im'}:{who}"
        for _, (service, who, _) in of["ZABCDSOCIALPROFILE"]:
            if text_of(who):
                yield f"{text_of(service).lower() or 'profile'}:{text_of(who)}"


def _kind(said: dict[str, str], name: str) -> Literal["", "organisation", "owner"]:
    """The owner's own card says so; a company's has its flag, or no other name."""
    if said["ZCONTAINERWHERECONTACTISME"]:
        return "owner"
    flags = said["ZDISPLAYFLAGS"]
    company = not name or (flags.isdigit() and int(flags) & 7 == 1)
    return "organisation" if said["ZORGANIZATION"] and company else ""


def _notes(
    of: dict[str, list[tuple[str, list[Any]]]], said: dict[str, str]
) -> Iterator[Any]:
    yield from (data[0] for _, data in of["ZABCDNOTE"])
    if said["ZMAIDENNAME"]:
        yield f"maiden name: {said['ZMAIDENNAME']}"


def _labels(of: dict[str, list[tuple[str, list[Any]]]]) -> Iterator[str]:
    """What the owner or Apple calls each address, number and link."""
    for table in ("ZABCDEMAILADDRESS", "ZABCDPHONENUMBER", "ZABCDURLADDRESS"):
        for label, data in of[table]:
            value = next(filter(None, map(text_of, data)), "")
            if label and value and "fax" not in label:
                yield f"{value}: {label}"


def _joined(said: dict[str, str], *names: str) -> str:
    return " ".join(said[name] for name in names if said[name])


def _unique(values: Any) -> tuple[str, ...]:
    """The values that say something, each once, in order."""
    texts = (value.strip() for value in values if isinstance(value, str))
    return tuple(dict.fromkeys(filter(None, texts)))


def _lines(value: Any) -> str:
    """A text of several lines in one, commas between them."""
    if not isinstance(value, str):
        return text_of(value)
    return ", ".join(
        filter(None, (" ".join(line.split()) for line in value.split("\n")))
    )


def _moment(value: Any) -> datetime | None:
    try:
        return EPOCH + timedelta(seconds=value)
    except (TypeError, ValueError, OverflowError):
        return None


def _day(value: Any, yearless: Any, year: Any) -> str:
    """A day from Apple's seconds: noon in UTC, or a midnight somewhere near.

    Where only the day of the year is told, the year stands in its own column.
    """
    told = _moment(value) or _moment(yearless)
    if told is None:
        return ""
    at_noon = (told.hour, told.minute) == (12, 0)
    try:
        day = told if at_noon else told + timedelta(hours=12)
    except OverflowError:
        return ""
    whole = day.year
    if _moment(value) is None:
        whole = year if isinstance(year, int) and 1 < year < 9999 else 1604  # noqa: PLR2004 - years that exist
    return birthday(f"{whole:04}-{day:%m-%d}") or ""
