"""Telegram's own export: chats, calls and contacts, or one chat alone.

Export: in Telegram Desktop: Settings, Advanced, Export Telegram data, in the format
JSON; or in a chat: the three dots, Export chat history; import result.json.

Spec: https://core.telegram.org/import-export and what Telegram Desktop writes.

Rotten: a text is a text, or a list of pieces. Old exports have local times without a
zone: the owner's is taken. Contacts have numbers but often no account, those in chats
an account but no number: a name alone does not join them. Groups do not list who is
silent. Channels and what one saves for oneself are nobody's messages; bots are things.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from . import Extracted, Interaction, Problem, Reading, SourceError
from ._chat import MANY, OWNER, Circle, Kind, digest, skeleton, whose
from ._chat_json import (
    BrokenError,
    head_of,
    moment,
    number_of,
    stream_items,
    text_of,
)
from ._chat_names import plain
from ._telegram_chats import PERSONAL, Chat, Export

extractor_version = 1
whole_state = False
needs_owner = True

LEFT_OUT = {"saved_messages", "private_channel", "public_channel", "replies"}
_TYPE = re.compile(
    r'"type":\s*"(?:personal_chat|bot_chat|saved_messages|(?:private|public)_'
    r'(?:group|supergroup|channel))"'
)
_WHOLE = re.compile(r'"(?:personal_information|chats)":\s*\{')
_ATTACHED = (
    "photo",
    "file",
    "media_type",
    "contact_information",
    "location_information",
)
_USER = re.compile(r"user\d{1,20}")


def identify(path: Path) -> bool:
    """A .json file with Telegram's kinds of chat, or its words, in its head."""
    if path.suffix.lower() != ".json" or not path.is_file():
        return False
    head = head_of(path)
    messages = '"date_unixtime"' in head and '"from' in head
    return bool(_TYPE.search(head)) or messages or bool(
        _WHOLE.search(head) and '"about"' in head and "Telegram" in head
    )  # fmt: skip


def extract(path: Path, reading: Reading) -> Iterator[Extracted]:
    """A touch a message and call, then everybody in them and the contacts.

    The file is read twice: first for who is in each chat. Raises SourceError for a
    file without a chat and without contacts.
    """
    export = Export(path, Circle("telegram", reading))
    yield from export.look()
    yield from _contacts(export)
    if not export.chats and not export.cards:
        raise SourceError("there is no chat in it", "export it again, as JSON")
    yield from _touches(export)
    yield from export.circle.crowds()
    yield from export.circle.records()


def _contacts(export: Export) -> Iterator[Problem]:
    """The address book the export carries: cards with numbers."""
    try:
        for item in stream_items(export.path, "contacts.list.item", "contacts"):
            name = f"{text_of(item, 'first_name')} {text_of(item, 'last_name')}"
            user = number_of(item, "user_id")
            phone = text_of(item, "phone_number")
            handle = f"telegram:user{user:.0f}" if user else ""
            if phone or handle:
                export.cards += 1
                export.circle.note("contacts", name, address=phone, handle=handle,
                                 card=True)  # fmt: skip
    except BrokenError as error:
        if not export.chats:
            yield error.problem


def _touches(export: Export) -> Iterator[Extracted]:
    """A touch a message, chat by chat."""
    number = 0
    for place, chats in export.chats.items():
        prefix = f"{place}.messages.item".lstrip(".")
        items = stream_items(export.path, prefix)
        for chat in chats:
            number += 1
            reader = _Reader(export, chat, f"chat {number}")
            if chat.messages and not reader.is_readable and not reader.left_out:
                yield whose(f"chat {number}")
            try:
                for count in range(1, chat.messages + 1):
                    said = reader.read(next(items), count)
                    if said:
                        yield said
            except (BrokenError, StopIteration):  # told of when it was looked at
                return


class _Reader:
    """Reads the messages of one chat."""

    def __init__(self, export: Export, chat: Chat, place: str) -> None:
        self.export, self.circle, self.chat, self.place = (
            export, export.circle, chat, place,
        )  # fmt: skip
        self.personal = chat.kind in PERSONAL
        self.left_out = chat.kind in LEFT_OUT
        people = dict(chat.people)
        if self.personal and chat.id and f"user{chat.id}" not in people:
            people[f"user{chat.id}"] = chat.name
        own = export.owner_id
        self.crowd = len(people.keys() - {own}) > MANY
        self.is_readable = bool(own) and not self.left_out
        self.keys: dict[str, str] = {}
        if self.is_readable and not self.crowd:
            self.keys = {who: self._note(who, name) for who, name in people.items()}
            self.everybody = [self._note(own, export.owner_name), *self.keys.values()]

    def _note(self, who: str, name: str) -> str:
        owner = who == self.export.owner_id
        kind: Kind = "resource" if self.chat.kind == "bot_chat" and not owner else ""
        handle = f"telegram:{who}" if _USER.fullmatch(who) else ""
        if not owner and not handle and not who.startswith("name:"):
            return ""  # a channel or a group that writes as itself
        return self.circle.note(self.place, name, handle="" if owner else handle,
                                kind=kind, owner=owner, sightings=0)  # fmt: skip

    def read(self, item: dict[str, Any], count: int) -> Interaction | Problem | None:
        """A message or a call; none for notices."""
        is_call = text_of(item, "action") == "phone_call"
        if not self.is_readable or not (is_call or text_of(item, "type") == "message"):
            return None
        if self.crowd:
            self.circle.crowded += 1
            return None
        place = f"{self.place}, message {count}"
        when, source = self._moment(item)
        if when is None:
            why, cure = "this message was left out", "export it again"
            return Problem(place, "its time is none", why, cure)
        name = plain(text_of(item, "from", "actor"))
        who = text_of(item, "from_id", "actor_id") or (f"name:{name}" if name else "")
        sender = self.keys.get(who) or (OWNER if who == self.export.owner_id else "")
        return self._touch(item, sender, when, source, place) if sender else None

    def _touch(
        self, item: dict[str, Any], sender: str, when: datetime, source: str, place: str
    ) -> Interaction | None:
        self.circle.see_again(sender)
        text = _text(item.get("text"))
        key = self._key(item, when, sender, text)
        same: dict[str, Any] = {
            "place": place,
            "time_source": source,
            "thread_key": f"telegram:{self.chat.id or digest(self.chat.name)}",
        }
        if text_of(item, "action") == "phone_call":
            seconds = number_of(item, "duration_seconds") or 0
            return self.circle.call(key, sender, self.everybody, when, seconds=seconds,
                                    missed=seconds <= 0, **same)  # fmt: skip
        attached = any(item.get(kind) for kind in _ATTACHED)
        return self.circle.message(key, sender, self.everybody, when, text,
                                   has_attachment=attached,
                                   answers=self._answered(item), **same)  # fmt: skip

    def _moment(self, item: dict[str, Any]) -> tuple[datetime | None, str]:
        if (when := moment(number_of(item, "date_unixtime"))) is not None:
            return when, "date"
        try:
            local = datetime.fromisoformat(text_of(item, "date"))
        except ValueError:
            return None, ""
        zone = self.circle.reading.zone
        shown = local if local.tzinfo else local.replace(tzinfo=zone)
        return moment(shown.timestamp()), "local"

    def _key(self, item: dict[str, Any], when: datetime, sender: str, text: str) -> str:
        """The chat's and the message's own numbers, where there are any."""
        number = number_of(item, "id")
        if self.chat.id and number is not None:
            return f"{self.chat.id}/{number:.0f}"
        stamp = when.isoformat()
        key = digest(self.chat.name, stamp, sender, skeleton(text))
        return self.circle.numbered(stamp, key)

    def _answered(self, item: dict[str, Any]) -> str:
        number = number_of(item, "reply_to_message_id")
        here = self.chat.id and number is not None and not item.get("reply_to_peer_id")
        return f"telegram:{self.chat.id}/{number:.0f}" if here else ""


def _text(said: Any) -> str:
    """A text, or the texts of its pieces."""
    if isinstance(said, str):
        return said
    pieces = said if isinstance(said, list) else []
    return "".join(
        piece if isinstance(piece, str) else text_of(piece, "text") for piece in pieces
    )
