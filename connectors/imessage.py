"""Messages of a Mac or an iPhone: iMessage, SMS and their groups, from chat.db.

Export: on a Mac, quit Messages and copy the files chat.db, chat.db-wal and
chat.db-shm from ~/Library/Messages (Terminal needs Full Disk Access for it); from a
backup of an iPhone, sms.db.

Spec: none by Apple; https://docs.rs/imessage-database documents its tables.

Rotten: times count from 2001, in seconds or, newer, in thousand millionths of one.
Newer messages hide their text in an archived object. A reaction is a message of its
own, and so is who joined a group; neither is a touch, nor what was unsent. The file
is read without a lock, so that Messages is never in its way.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from . import Extracted, Interaction, Problem, Reading, SourceError
from ._chat import MANY, MAX_TEXT, Circle, digest
from ._chat_json import moment
from ._chat_names import is_short_code, phone_key
from ._sqlite import Database, is_sqlite, open_database

extractor_version = 1
whole_state = False
needs_owner = True

NAMES = {"chat.db", "sms.db"}
_EPOCH = 978_307_200  # 2001-01-01
_NEW_TIMES = 100_000_000_000  # more than so many seconds are no seconds
_REACTIONS = range(1000, 4000)
_NEEDED = {
    "message": {"guid", "date", "is_from_me", "handle_id"},
    "handle": {"id"},
    "chat_message_join": {"chat_id", "message_id"},
}
_OPTIONAL = (
    "text", "attributedBody", "item_type", "associated_message_type",
    "cache_has_attachments", "date_retracted", "thread_originator_guid",
)  # fmt: skip
_TEXT_MARK = b"NSString"
_CURE = "quit Messages, copy chat.db with its -wal file again and import the copy"


def identify(path: Path) -> bool:
    """A database of the name Messages gives it."""
    return path.name.lower() in NAMES and is_sqlite(path)


def extract(path: Path, reading: Reading) -> Iterator[Extracted]:
    """A touch a message, then everybody in them.

    Raises SourceError for a database that is damaged, or none of Messages'.
    """
    circle = Circle("imessage", reading)
    with open_database(path) as said:
        _check(said)
        yield from _Messages(said, circle).touches()
    yield from circle.crowds()
    yield from circle.records()


def _check(said: Database) -> None:
    for table, columns in _NEEDED.items():
        if not columns <= said.columns(table):
            raise SourceError("it is no database of Messages", _CURE)


class _Messages:
    """Reads the messages of one database; `members` are the others of each chat."""

    def __init__(self, said: Database, circle: Circle) -> None:
        self.said, self.circle = said, circle
        query = "select rowid, id from handle"
        self.handles = {key: str(who or "") for key, who in said.rows(query)}
        self.members: dict[Any, list[str]] = {}
        if {"chat_id", "handle_id"} <= said.columns("chat_handle_join"):
            for chat, handle in said.rows(
                "select chat_id, handle_id from chat_handle_join"
            ):
                address = self.handles.get(handle, "")
                self.members.setdefault(chat, []).append(address)

    def touches(self) -> Iterator[Interaction | Problem]:
        """A touch a message, in the order they were stored."""
        there = self.said.columns("message")
        optional = ", ".join(
            name if name in there else f"null as {name}" for name in _OPTIONAL
        )
        query = f"""
            select
                message.rowid as number, guid, date, is_from_me, handle_id,
                min(chat_id) as chat_id, {optional}
            from message
            left join chat_message_join on message_id = message.rowid
            group by message.rowid
            order by message.rowid
        """  # names of columns that are written above
        for row in self.said.named(query):
            said = self._read(row, f"message {row['number']}")
            if said:
                yield said

    def _read(self, row: dict[str, Any], place: str) -> Interaction | Problem | None:
        kind = row["associated_message_type"] or 0
        if row["item_type"] or kind in _REACTIONS or row["date_retracted"]:
            return None
        when = _moment(row["date"])
        if when is None or not row["guid"]:
            why, cure = "this message was left out", _CURE
            return Problem(place, "its time or its own number is none", why, cure)
        text = row["text"] if isinstance(row["text"], str) else ""
        text = (text or _archived(row["attributedBody"])).replace("\ufffc", "").strip()
        attached = bool(row["cache_has_attachments"])
        if not text and not attached:
            return None
        return self._touch(row, place, when, text[:MAX_TEXT], attached=attached)

    def _touch(
        self,
        row: dict[str, Any],
        place: str,
        when: datetime,
        text: str,
        *,
        attached: bool,
    ) -> Interaction | None:
        address = self.handles.get(row["handle_id"], "")
        others = list(self.members.get(row["chat_id"], [])) or [address]
        if len(others) > MANY:
            self.circle.crowded += 1
            return None
        owner = self.circle.note(place, owner=True)
        keys = [self._key(place, one, sightings=0) for one in others]
        sender = owner if row["is_from_me"] else self._key(place, address)
        answered = row["thread_originator_guid"]
        return self.circle.message(
            str(row["guid"]),
            sender,
            [owner, *keys],
            when,
            text,
            place=place,
            has_attachment=attached,
            answers=f"imessage:{answered}" if answered else "",
            thread_key=f"imessage:{digest(*sorted(keys))}",
        )

    def _key(self, place: str, address: str, sightings: int = 1) -> str:
        service = is_short_code(address) or not (phone_key(address) or "@" in address)
        return self.circle.note(
            place,
            address=address,
            kind="organisation" if service else "",
            sightings=sightings,
        )


def _moment(said: Any) -> datetime | None:
    if not isinstance(said, int | float) or not said:
        return None
    seconds = said / 1e9 if said > _NEW_TIMES else said
    return moment(seconds + _EPOCH)


def _archived(body: Any) -> str:
    """The text in an archived object; empty when it holds none."""
    if not isinstance(body, bytes):
        return ""
    start = body.find(_TEXT_MARK)
    start = body.find(b"+", start, start + 32) + 1 if start >= 0 else 0
    if not start:
        return ""
    length = body[start] if start < len(body) else 0
    wide = {0x81: 2, 0x82: 4}.get(length, 0)  # the length stands behind, in so many
    if wide:
        length = int.from_bytes(body[start + 1 : start + 1 + wide], "little")
    begin = start + 1 + wide
    return body[begin : begin + length].decode("utf-8", "replace")
