"""Text messages and calls of an Android phone, as SMS Backup & Restore keeps them.

Export: in the app SMS Backup & Restore: Set up a backup or Back up now, of messages
and calls; import the .xml files (sms-....xml, calls-....xml), as many as there are.

Spec: https://www.synctech.com.au/sms-backup-restore/fields-in-xml-backup-files/

Rotten: pictures are in the file as text, gigabytes of it, and are read past. Emoji
come in halves. A number stands as it was dialled, with its country or without.
Services write from names and short numbers: they are organisations. Drafts and what
failed are no messages; a missed, refused or blocked call is no touch. The sender of
a group's message is now and then not told; a withheld number is nobody.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from . import Extracted, Interaction, Problem, Reading, SourceError
from ._chat import MANY, Circle, digest
from ._chat_json import head_of, moment
from ._chat_names import is_short_code, phone_key, plain, same_number
from ._sms_xml import CutShortError, Entry, read_entries

extractor_version = 1
whole_state = False
needs_owner = True

_ROOT = re.compile(r"<(?:smses|calls|allsms|alllogs)[\s>]")
_NAMES = frozenset(("sms", "mms", "call"))
_RECEIVED, _SENT = "1", "2"
_UNSENT = {"3", "4", "5", "6"}  # drafts, and what is or stays in the way
_FROM = "137"
_CALLS = {"1": "in", "2": "out", "3": "missed", "4": "voicemail", "5": "missed",
          "6": "blocked", "7": "elsewhere"}  # fmt: skip
_UNKNOWN_NAMES = {"(unknown)", "unknown", "null", "none"}
_NOBODY = {"", "-1", "-2", "-3", "null", "unknown", "private"}
_OWN_TOKEN = "insert-address-token"  # noqa: S105  # a sender's number not filled in
_WORDS = ("text/plain", "application/smil")


def identify(path: Path) -> bool:
    """An .xml file whose root is that of messages or calls."""
    named = path.suffix.lower() == ".xml" and path.is_file()
    return named and bool(_ROOT.search(head_of(path)))


def extract(path: Path, reading: Reading) -> Iterator[Extracted]:
    """A touch a message and call, then everybody in them.

    Raises SourceError for a file that cannot be opened or holds no entry.
    """
    backup = _Backup(Circle("sms_backup", reading))
    number = 0
    try:
        for number, entry in enumerate(read_entries(path, _NAMES), 1):
            said = backup.read(entry, f"entry {number}")
            if said:
                yield said
    except CutShortError as error:
        if not error.entries:
            raise _none() from None
        what, why = "the file breaks off there", "what is behind it is not counted"
        yield Problem(f"entry {error.entries + 1}", what, why, "make the backup again")
    except OSError as error:
        what = f"it cannot be opened ({error.strerror})"
        raise SourceError(what, "check that it is yours to read") from None
    if not number:
        raise _none()
    yield from backup.left_out()
    yield from backup.circle.crowds()
    yield from backup.circle.records()


def _none() -> SourceError:
    return SourceError("there is no message and no call in it", "make the backup again")


class _Backup:
    """Reads the entries of one file.

    withheld: calls and messages of nobody known.
    """

    def __init__(self, circle: Circle) -> None:
        self.circle = circle
        self.withheld = 0

    def read(self, entry: Entry, place: str) -> Interaction | Problem | None:
        """The touch of an entry; none for what was not sent or is of nobody."""
        said = entry.said
        stamp = said.get("date", "")
        when = moment(int(stamp) / 1000) if stamp.isdecimal() else None
        if when is None:
            return _broken(place, "its time is none")
        if entry.name == "call":
            return self._call(said, place, when, stamp)
        box = said.get("msg_box" if entry.name == "mms" else "type", "")
        if box in {_RECEIVED, _SENT}:
            return self._message(entry, place, when, sent=box == _SENT)
        if box in _UNSENT:
            return None
        return _broken(place, "it is neither sent nor received")

    def _message(
        self, entry: Entry, place: str, when: datetime, *, sent: bool
    ) -> Interaction | Problem | None:
        others = self._others(entry.said.get("address", ""))
        if not others or len(others) > MANY:
            self.circle.crowded += bool(others)
            self.withheld += not others
            return None
        sender = "" if sent else _sender(entry, others)
        if not sent and not sender:
            return _broken(place, "it does not tell who of the group sent it")
        said = entry.said if len(others) == 1 else {}
        keys = [self._key(place, one, said) for one in others]
        owner = self.circle.note(place, owner=True)
        text, attached = _content(entry)
        stamp, ends = entry.said["date"], sorted(map(_ending, others))
        key = digest(entry.name, stamp, _ending(sender), *ends)
        return self.circle.message(
            self.circle.numbered(stamp, key),
            keys[others.index(sender)] if sender else owner,
            [owner, *keys],
            when,
            text,
            place=place,
            has_attachment=attached,
            thread_key=f"sms:{digest(*ends)}",
        )

    def _others(self, addresses: str) -> list[str]:
        """The numbers of a conversation but the owner's."""
        said = map(plain, re.split("[~,;]", addresses))
        return [
            one
            for one in dict.fromkeys(said)
            if one.lower() not in _NOBODY
            and one != _OWN_TOKEN
            and not self.circle.is_owner(address=one)
        ]

    def _key(self, place: str, address: str, said: dict[str, str]) -> str:
        """Whose number it is; services have names and short numbers."""
        name = said.get("contact_name", "")
        name = "" if name.strip().lower() in _UNKNOWN_NAMES else name
        service = is_short_code(address) or not (phone_key(address) or "@" in address)
        return self.circle.note(
            place, name, address=address, kind="organisation" if service else ""
        )

    def _call(
        self, said: dict[str, str], place: str, when: datetime, stamp: str
    ) -> Interaction | Problem | None:
        kind = _CALLS.get(said.get("type", ""))
        number = plain(said.get("number", ""))
        if kind is None:
            return _broken(place, "it is no kind of call that is known")
        if number.lower() in _NOBODY:
            self.withheld += 1
            return None
        if kind == "blocked":
            return None
        duration = said.get("duration", "")
        seconds = float(duration) if duration.isdecimal() else 0.0
        other, owner = (
            self._key(place, number, said),
            self.circle.note(place, owner=True),
        )
        whom = _ending(number)
        key = self.circle.numbered(stamp, digest("call", stamp, whom))
        ends = (owner, [other]) if kind == "out" else (other, [owner])
        thread = f"sms:{digest(whom)}"
        if kind == "voicemail":
            return self.circle.message(key, *ends, when, "", place=place,
                                       thread_key=thread, labels=(kind,))  # fmt: skip
        missed = kind == "missed" or (kind != "elsewhere" and seconds <= 0)
        return self.circle.call(key, *ends, when, place=place, seconds=seconds,
                                missed=missed, thread_key=thread)  # fmt: skip

    def left_out(self) -> Iterator[Problem]:
        """Tells how many entries were of nobody known."""
        if self.withheld:
            what = f"{self.withheld:,} calls and messages from withheld numbers"
            why = "nobody can be told from them"
            yield Problem("entries", what, why, "nothing", loses=False)


def _ending(address: str) -> str:
    """What an address has in common with itself written with its country."""
    return same_number(address) or address.casefold()


def _broken(place: str, what: str) -> Problem:
    return Problem(place, what, "this entry was left out", "make the backup again")


def _sender(entry: Entry, others: list[str]) -> str:
    """Who of the others sent it; empty when that is not told."""
    if len(others) == 1:
        return others[0]
    for name, said in entry.inner:
        if name == "addr" and said.get("type") == _FROM:
            ending = same_number(said.get("address", ""))
            for one in others:
                if ending and same_number(one) == ending:
                    return one
    return ""


def _content(entry: Entry) -> tuple[str, bool]:
    """The words of a message, and whether anything came with them."""
    if entry.name == "sms":
        return entry.said.get("body", ""), False
    parts = [said for name, said in entry.inner if name == "part"]
    words = [said.get("text", "") for said in parts if said.get("ct") == "text/plain"]
    kinds = {said.get("ct", "") for said in parts}
    text = " ".join(word for word in words if word != "null")
    return text, bool(kinds - {*_WORDS, ""})
