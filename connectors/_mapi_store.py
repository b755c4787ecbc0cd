"""What an Outlook data file holds, folder by folder, an item after the other."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any

from . import ContactRecord, Extracted, Problem, Reading
from . import _mapi_card as cards
from . import _mapi_event as events
from . import _mapi_mail as mails
from ._digests import Digests
from ._mail import read_messages
from ._mail_people import Mailbox
from ._mail_record import People
from ._mail_split import RawMessage
from ._mapi import Bag, Name, bag_of, read_names, rows_of
from ._mapi_calendar import Appointments
from ._mapi_folders import GIVEN_UP, Folder, Folders

MAIL = ("IPM.NOTE", "REPORT.", "IPM.SCHEDULE.MEETING", "IPM.OUTLOOK.RECALL")
CONTACT, EVENT = ("IPM.CONTACT",), ("IPM.APPOINTMENT",)
# nobody is met in them
IGNORED = (
    "IPM.TASK", "IPM.STICKYNOTE", "IPM.ACTIVITY", "IPM.DISTLIST", "IPM.DOCUMENT",
    "IPM.CONFIGURATION", "IPM.MICROSOFT", "IPM.RULE", "IPM.OLE", "IPM.POST",
    "IPM.ABCHPERSON", "IPM.EXTENDEDRULE", "IPM.SHARING", "IPM.REMOTE", "IPC.",
)  # fmt: skip
WANTED = mails.WANTED | cards.WANTED | events.WANTED
NAMED = frozenset((*cards.NAMED, *events.NAMED))
# folders by what the store calls them: outbox, deleted items, sent items
SPECIAL = {0x35E2: "draft", 0x35E3: "trash", 0x35E4: "sent"}
CURE = "run Outlook's own repair (scanpst.exe) on the file, and import it again"


@dataclass
class Store:
    """One data file: what is gathered on the way through its folders."""

    file: Any
    reading: Reading
    people: People = field(default_factory=People)
    names: dict[Name, int] = field(default_factory=dict)
    paths: dict[str, str] = field(default_factory=dict)
    items: int = 0
    unnamed: int = 0
    _appointments: Appointments = field(default_factory=Appointments)
    _lost_rows: int = 0
    _told: set[str] = field(default_factory=set)
    _cards: Digests = field(default_factory=Digests)

    def read(self) -> Iterator[Extracted]:
        """Everything in the file; raises OSError where libpff gives up."""
        folders = self._prepare()
        for folder in folders:
            yield from self._messages(folder, folders)
        yield from self._meetings(folders)
        if lost := folders.lost:
            yield self._problem("folders", f"folders that cannot be read: {lost}")
        if self._lost_rows:
            what = f"items whose recipients cannot be read: {self._lost_rows:,}"
            yield Problem("file", what, "they are from or to nobody", CURE)
        if self.unnamed:
            what = f"names without an Internet address: {self.unnamed:,}"
            why = "they are known to an Exchange server only, and are not counted"
            cure = "nothing, unless somebody is missing: then add them to a journal"
            yield Problem("file", what, why, cure, loses=False)
        yield from self.people.records()

    def _prepare(self) -> Folders:
        try:
            found = self.file.get_name_to_id_map()
            names = read_names(found) if found else {}
        except GIVEN_UP:
            names = {}  # without them contacts have no addresses: still somebody
        self.names = {name: tag for name, tag in names.items() if name in NAMED}
        store = bag_of(self.file.message_store, frozenset(SPECIAL), {}, 1252)
        special = {
            int.from_bytes(data[20:], "little"): label
            for tag, label in SPECIAL.items()
            if len(data := store.data(tag)) == 24  # noqa: PLR2004 - a folder's id
        }
        return Folders(self.file.root_folder, special)

    def _messages(self, folder: Folder, folders: Folders) -> Iterator[Extracted]:
        """What one folder holds; an item that cannot be read costs that item."""
        try:
            count = folder.item.number_of_sub_messages
        except GIVEN_UP:
            folders.lost += 1
            return
        before = self.items
        for number in range(count):
            self.items += 1
            place = f"item {self.items}"
            try:
                message = folder.item.get_sub_message(number)
                yield from self._item(message, self._bag(message), folder, before)
            except GIVEN_UP as error:
                what = f"the item cannot be read ({type(error).__name__})"
                yield self._problem(place, what)

    def _bag(self, item: Any) -> Bag:
        codepage = _codepage(self.file.ascii_codepage)
        return bag_of(item, WANTED, self.names, codepage, self.paths)

    def _problem(self, place: str, what: str) -> Problem:
        return Problem(place, what, "it was left out", CURE)

    def _item(
        self, item: Any, bag: Bag, folder: Folder, before: int
    ) -> Iterator[Extracted]:
        """What one item says; `before` is how many stand before its folder's."""
        place, labels = f"item {self.items}", folder.labels
        kind = bag.text(0x001A).upper() or "IPM.NOTE"
        if kind.startswith(MAIL) or kind == "IPM":
            raw = self._as_message(item, bag, labels, place)
            yield from read_messages([raw], self.reading, self.people)
        elif kind.startswith(CONTACT) and "trash" not in labels:
            key = f"nid:{item.identifier}"
            if contact := cards.read_contact(bag, key, place):
                yield from self._once(contact)
        elif kind.startswith(EVENT) and "trash" not in labels:
            yield from self._event(item, bag, folder, before)
        elif (
            not kind.startswith((*IGNORED, *CONTACT, *EVENT))
            and "kind" not in self._told
        ):
            self._told.add("kind")
            what = "a kind of item that is not known"
            why = "it was left out, as are further ones of unknown kinds"
            cure = "nothing, unless something you need is missing"
            yield Problem(place, what, why, cure, loses=False)

    def _as_message(
        self, item: Any, bag: Bag, labels: tuple[str, ...], place: str
    ) -> RawMessage:
        rows = [] if bag.said.get(0x007D) else self._rows(item)
        known = [mails.recipient_of(row) for row in rows]
        if not bag.said.get(0x007D):
            known.append(mails.sender_of(bag))
        self.unnamed += sum(1 for name, address in known if name and not address)
        data = mails.as_message(bag, rows, attached=_attachments(item))
        own = tuple(dict.fromkeys((*labels, *mails.labels_of(bag))))
        return RawMessage(place, data, labels=own)

    def _rows(self, item: Any) -> list[Bag]:
        """The recipients of an item; none, and one more lost, when they are damaged."""
        try:
            return self._read_rows(item)
        except GIVEN_UP:
            self._lost_rows += 1
            return []

    def _read_rows(self, item: Any) -> list[Bag]:
        if not (table := item.recipients):
            return []
        return [*rows_of(table, _codepage(self.file.ascii_codepage), self.paths)]

    def _event(
        self, item: Any, bag: Bag, folder: Folder, before: int
    ) -> Iterator[Problem]:
        """Note where an appointment stands, or why it is none."""
        place = f"item {self.items}"
        try:
            lines = events.event_lines(bag, self._rows(item), _key(item, bag))
        except (events.Unclear, OverflowError):
            yield self._problem(
                place, "an appointment's repetitions cannot be followed"
            )
            return
        if lines:
            self._appointments.note(lines, folder.way, self.items, before)
        else:
            yield self._problem(place, "an appointment has no start")

    def _meetings(self, folders: Folders) -> Iterator[Extracted]:
        """The appointments as meetings; who is in mail as well is added up there."""

        def lines_of(way: tuple[int, ...], number: int) -> list[str]:
            rows: list[Bag] = []
            try:
                item = folders.again(way).get_sub_message(number)
                with suppress(*GIVEN_UP):  # it was told when they were first read
                    rows = self._read_rows(item)
                bag = self._bag(item)
                return events.event_lines(bag, rows, _key(item, bag))
            except GIVEN_UP as error:
                raise events.Unclear from error

        for one in self._appointments.meetings(lines_of, self.reading):
            if isinstance(one, ContactRecord) and one.source_key in self.people:
                box = Mailbox(one.name, one.source_key)
                self.people.add([box] * one.sightings, one.found_at)
            elif isinstance(one, Problem):
                yield replace(one, place=_place(one.place))
            else:
                yield replace(one, found_at=_place(one.found_at))

    def _once(self, contact: ContactRecord) -> Iterator[ContactRecord]:
        """A contact, unless one of its key was read already."""
        if self._cards.is_new(contact.source_key):
            yield contact


def _key(item: Any, bag: Bag) -> str:
    """An appointment's id when Outlook gave it none that others know."""
    return bag.data(0x300B)[:64].hex() or f"nid:{item.identifier}"


def _place(said: str) -> str:
    """A place in the calendar the appointments are read as."""
    return re.sub("^event", "appointment", said)


def _attachments(item: Any) -> bool:
    try:
        return bool(item.number_of_attachments)
    except GIVEN_UP:
        return False


def _codepage(name: Any) -> int:
    """Libpff's `cp1252` as a number."""
    text = name.decode("ascii", "replace") if isinstance(name, bytes) else str(name)
    return int(text[2:]) if text[:2] == "cp" and text[2:].isdigit() else 1252
