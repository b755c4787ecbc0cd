"""Thunderbird's address books, as they lie in its profile.

Export: Help, Troubleshooting Information, Profile Folder, Open Folder; close
Thunderbird and import abook.sqlite, each abook-1.sqlite and so on, and
history.sqlite (addresses it collected from mail you sent). Its mail is read from
the files below Mail and ImapMail.

Spec: none is published; the tables are those Thunderbird's own
mailnews/addrbook/modules/SQLiteDirectory.jsm makes.

Rotten: since version 102 a card is a vCard in one property, `_vCard`, with a few
others copied from it; before, it has a property a field. The newest changes may be
in the log beside the file (abook.sqlite-wal), which is read where it is. Books of
before 2019 (abook.mab) are written in Mork, which nothing here reads.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

from . import ContactRecord, Extracted, Problem, Reading, SourceError
from ._sqlite import Database, is_sqlite, open_database, text_of
from ._vcard_dates import birthday

extractor_version = 2
whole_state = True

NAME = re.compile(r"(?:abook(?:[-.].*)?|history)(?: ?\(\d+\))?\.sqlite", re.IGNORECASE)
OLD_NAME = re.compile(r"(?:abook.*|history|impab.*)\.mab", re.IGNORECASE)
MORK = b"// <!-- <mdb:mork"
HEAD = 32 * 1024  # its first page, which names its tables
MAX_PROPERTIES = 1000  # of one card
HANDLES = {
    "_GoogleTalk": "xmpp", "_AimScreenName": "aim", "_Yahoo": "yahoo",
    "_Skype": "skype", "_QQ": "qq", "_MSN": "msn", "_ICQ": "icq",
    "_JabberId": "xmpp", "_IRC": "irc", "ChatName": "im",
}  # fmt: skip
PHONES = {
    "WorkPhone": "work", "HomePhone": "home", "CellularNumber": "cell",
    "PagerNumber": "pager",
}  # fmt: skip
ADDRESS = ("Address", "Address2", "ZipCode", "City", "State", "Country")
DAYS = ("Year", "Month", "Day")
MAPPED = {
    "FirstName", "LastName", "DisplayName", "NickName", "PhoneticFirstName",
    "PhoneticLastName", "PrimaryEmail", "SecondEmail", "JobTitle", "Department",
    "Company", "WebPage1", "WebPage2", "SpouseName", "Notes", "LastModifiedDate",
    "Custom1", "Custom2", "Custom3", "Custom4", "Category", *HANDLES, *PHONES,
    *(f"{where}{part}" for where in ("Work", "Home") for part in ADDRESS),
    *(f"{what}{part}" for what in ("Birth", "Anniversary") for part in DAYS),
}  # fmt: skip
# a fax is a whole office's; the rest is what Thunderbird keeps for itself
IGNORED = {
    "FaxNumber", "LowercasePrimaryEmail", "LowercaseSecondEmail", "PreferMailFormat",
    "PopularityIndex", "AllowRemoteContent", "PhotoName", "PhotoType", "PhotoURI",
    "PhotoURL", "PreferDisplayName", "DefaultAddress", "DefaultEmail", "CardType",
    "FamilyName", "RecordKey", "DbRowID", "UID", "_etag", "_href", "_vCard",
    "PrimaryEmailKey", "SecondEmailKey", "WorkPhoneType", "HomePhoneType",
    "FaxNumberType", "PagerNumberType", "CellularNumberType", "LastRecordKey",
    "_originalStyle",
}  # fmt: skip


def identify(path: Path) -> bool:
    """A database of that name with an address book's tables; or an old .mab."""
    if OLD_NAME.fullmatch(path.name):
        return path.is_file() and _head(path).startswith(MORK)
    if not NAME.fullmatch(path.name) or not is_sqlite(path):
        return False
    return b"list_cards" in _head(path)


def extract(path: Path, reading: Reading) -> Iterator[Extracted]:
    """One contact record a card; those collected from mail as participants.

    Raises SourceError for a damaged database and for the old format.
    """
    if path.suffix.lower() == ".mab":
        cure = "open the profile with Thunderbird 78 or newer, which converts it"
        raise SourceError("it is an address book of before 2019", cure)
    with open_database(path) as book:
        if not {"card", "name", "value"} <= book.columns("properties"):
            cure = "choose abook.sqlite from Thunderbird's profile folder"
            raise SourceError("there is no address book in it", cure)
        yield from _Book(book, path.name.lower().startswith("history"), reading).read()


def _head(path: Path) -> bytes:
    try:
        with path.open("rb") as stream:
            return stream.read(HEAD)
    except OSError:
        return b""


class _Book:
    """Reads one address book; collected: nobody wrote its cards."""

    def __init__(
        self,
        book: Database,
        collected: bool,  # noqa: FBT001 - which of two books
        reading: Reading,
    ) -> None:
        from ._vcard import CardReader

        self.book, self.collected = book, collected
        self.cards = CardReader(reading.zone)
        self.told: set[str] = set()
        self.unknown: dict[str, str] = {}

    def read(self) -> Iterator[ContactRecord | Problem]:
        """Every card of the book, and what was wrong."""
        lists = self._lists()
        query = "select card, name, value from properties order by card, rowid"
        people = 0
        cards = groupby(self.book.rows(query), itemgetter(0))
        for number, (card, rows) in enumerate(cards, 1):
            said = {
                text_of(name): text.strip()
                for _, name, value in _up_to(rows, MAX_PROPERTIES)
                if (text := value if isinstance(value, str) else text_of(value))
            }
            key = text_of(card)
            for one in self._card(key, f"card {number}", said, lists.get(key, ())):
                people += isinstance(one, ContactRecord)
                yield one
        for name, place in self.unknown.items():
            what = f"a property of {len(name)} letters is not known"
            if re.fullmatch(r"_?[A-Z][A-Za-z]{1,30}", name):
                what = f"the property {name} is not known"
            why = "what it says was left out, here and in further cards"
            cure = "nothing, unless something you need is missing"
            yield Problem(place, what, why, cure, loses=False)
        if not people:
            why = "nobody was taken in, and nobody is taken for deleted"
            cure = "nothing, if the address book is empty"
            yield Problem("file", "nobody is in it", why, cure)

    def _lists(self) -> dict[str, tuple[str, ...]]:
        """The names of the mailing lists each card is on."""
        if not {"uid", "name"} <= self.book.columns("lists"):
            return {}
        if not {"list", "card"} <= self.book.columns("list_cards"):
            return {}
        query = """
            select list_cards.card, lists.name
            from list_cards
            join lists on lists.uid = list_cards.list
            order by list_cards.card, lists.name
        """
        named = [(text_of(card), text_of(name)) for card, name in self.book.rows(query)]
        return {
            card: tuple(dict.fromkeys(name for _, name in rows if name))
            for card, rows in groupby(named, itemgetter(0))
        }

    def _card(
        self, key: str, place: str, said: Mapping[str, str], lists: tuple[str, ...]
    ) -> Iterator[ContactRecord | Problem]:
        for name in sorted(said.keys() - MAPPED - IGNORED):
            self.unknown.setdefault(name, place)
        if "_vCard" in said:
            yield from self._vcard(key, place, said, lists)
            return
        values = _fields(said)
        record = ContactRecord(source_key=key or "none", found_at=place, **values)  # type: ignore[arg-type]  # texts and tuples by name
        if not (record.name or record.emails or record.phones or record.note):
            yield from self._once(place)
        else:
            yield self._finished(record, place, lists)

    def _vcard(
        self, key: str, place: str, said: Mapping[str, str], lists: tuple[str, ...]
    ) -> Iterator[ContactRecord | Problem]:
        """The card's own vCard; one nested in it keeps its key."""
        lines = said["_vCard"].encode("utf-8", "replace").splitlines(keepends=True)
        read = [*self.cards.read(lines)]
        records = [one for one in read if isinstance(one, ContactRecord)]
        for one in read:
            if isinstance(one, Problem):
                yield replace(one, place=place)
            else:
                own = one is records[-1]
                kept = replace(one, source_key=key) if own and key else one
                yield self._finished(kept, place, lists if own else ())

    def _finished(
        self, record: ContactRecord, place: str, lists: tuple[str, ...]
    ) -> ContactRecord:
        groups = tuple(dict.fromkeys((*record.groups, *lists)))
        record = replace(record, groups=groups, found_at=place, mark="")
        if not self.collected or not record.emails:
            return record
        address = record.emails[0].lower()
        return replace(record, known_by="participant", source_key=address)

    def _once(self, place: str) -> Iterator[Problem]:
        if "empty" not in self.told:
            self.told.add("empty")
            what = "a card without any name, address or number"
            why = "there is nobody to keep in it, nor in further ones like it"
            cure = "delete the empty card, or fill it in"
            yield Problem(place, what, why, cure, loses=False)


def _up_to(rows: Iterator[tuple[Any, ...]], most: int) -> Iterator[tuple[Any, ...]]:
    """The first rows; the others are passed over."""
    for number, row in enumerate(rows):
        if number < most:
            yield row


def _fields(said: Mapping[str, str]) -> dict[str, object]:
    """A record's fields from the properties of a card of before version 102."""

    def one(name: str) -> str:
        return " ".join(said.get(name, "").split())

    def each(*names: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(filter(None, map(one, names))))

    parts = " ".join(each("FirstName", "LastName"))
    custom = [one(f"Custom{number}") for number in range(1, 5)]
    spouse = one("SpouseName")
    return {
        "name": one("DisplayName") or parts or one("Company"),
        "given_name": one("FirstName"),
        "family_name": one("LastName"),
        "phonetic_name": " ".join(each("PhoneticFirstName", "PhoneticLastName")),
        "nicknames": each("NickName"),
        "emails": each("PrimaryEmail", "SecondEmail"),
        "phones": each(*PHONES),
        "urls": each("WebPage1", "WebPage2"),
        "handles": tuple(f"{how}:{one(n)}" for n, how in HANDLES.items() if one(n)),
        "organisation": one("Company"),
        "department": one("Department"),
        "title": one("JobTitle"),
        "addresses": tuple(filter(None, (_address(said, w) for w in ("Work", "Home")))),
        "city": one("WorkCity") or one("HomeCity"),
        "country": one("WorkCountry") or one("HomeCountry"),
        "birthday": _day(said, "Birth"),
        "anniversary": _day(said, "Anniversary"),
        "groups": each("Category"),
        "relations": (f"spouse: {spouse}",) if spouse else (),
        "note": "\n".join(filter(None, (said.get("Notes", ""), *custom))),
        "labels": tuple(
            f"{number}: {how}" for name, how in PHONES.items() if (number := one(name))
        ),
        "changed_at": _changed(one("LastModifiedDate")),
    }


def _address(said: Mapping[str, str], where: str) -> str:
    parts = (" ".join(said.get(f"{where}{part}", "").split()) for part in ADDRESS)
    return ", ".join(filter(None, parts))


def _day(said: Mapping[str, str], what: str) -> str:
    year, month, day = (said.get(f"{what}{part}", "").strip() for part in DAYS)
    if not (month.isdecimal() and day.isdecimal()):
        return ""
    whole = year if re.fullmatch(r"\d{4}", year) else "1604"
    return birthday(f"{whole}-{month.zfill(2)}-{day.zfill(2)}") or ""


def _changed(seconds: str) -> datetime | None:
    if not re.fullmatch(r"[1-9]\d{0,10}", seconds):
        return None
    return datetime.fromtimestamp(int(seconds), UTC)
