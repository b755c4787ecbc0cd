"""Who is in each chat of a Telegram export, and which of them is the owner.

A message names its sender only, so that a first reading of the whole file must tell
to whom it went.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from . import Problem
from ._chat import Circle
from ._chat_json import BrokenError, stream_events
from ._chat_names import own_among, plain

MAX_PEOPLE = 10_000  # in a chat; far more than mean anything
PERSONAL = {"personal_chat", "bot_chat"}
# what is looked at first of a chat
_LOOKED_AT = frozenset(("", "name", "type", "id", "messages.item", *(
    f"messages.item.{name}" for name in ("from_id", "actor_id", "from", "actor")
)))  # fmt: skip
_LISTS = ("chats.list.item", "left_chats.list.item")


@dataclass
class Chat:
    """One chat: `people` are the accounts that wrote, with a name each."""

    name: str = ""
    kind: str = ""
    id: str = ""
    messages: int = 0
    people: dict[str, str] = field(default_factory=dict)


@dataclass
class Export:
    """One result.json as a first reading shows it.

    chats: by the list they stand in, in the file's order.
    cards: how many people are in the address book it carries.
    """

    path: Path
    circle: Circle
    chats: dict[str, list[Chat]] = field(default_factory=dict)
    owner_id: str = ""
    owner_name: str = ""
    cards: int = 0

    def look(self) -> Iterator[Problem]:
        """Who is in each chat, and who the owner is."""
        own: dict[str, str] = {}
        try:
            for prefix, event, value in stream_events(self.path):
                if event == "map_key":
                    continue
                place, rest = _place(prefix)
                if place is not None:
                    self._see(place, rest, event, value)
                elif rest and value is not None:
                    own[rest] = str(value)
        except BrokenError as error:
            yield error.problem
        if not any(chat.messages or chat.kind for chat in self.chats.get("", [])):
            self.chats.pop("", None)  # the file is no chat itself
        self._find_owner(own)

    def _see(self, place: str, rest: str, event: str, value: Any) -> None:
        chats = self.chats.setdefault(place, [])
        if event == "start_map" and not rest:
            chats.append(Chat())
        if not chats:
            return
        chat = chats[-1]
        if rest == "messages.item":
            if event == "start_map":
                chat.messages += 1
                self._from = ("", "")
            elif event == "end_map" and len(chat.people) < MAX_PEOPLE:
                who, name = self._from
                if who or name:
                    chat.people.setdefault(who or f"name:{name}", name)
        elif rest in {"messages.item.from_id", "messages.item.actor_id"}:
            self._from = (str(value), self._from[1])
        elif rest in {"messages.item.from", "messages.item.actor"}:
            self._from = (self._from[0], plain(str(value or "")))
        elif rest in {"name", "type", "id"} and value is not None:
            setattr(chat, {"type": "kind"}.get(rest, rest), str(value))

    _from: tuple[str, str] = ("", "")

    def _find_owner(self, own: dict[str, str]) -> None:
        """By the export's own words, else by the chats and the settings."""
        if user := own.get("user_id", ""):
            self.owner_id = f"user{user}"
        name = f"{own.get('first_name', '')} {own.get('last_name', '')}"
        self.owner_name = plain(name)
        if phone := own.get("phone_number", ""):
            self.circle.note("profile", self.owner_name, address=phone, owner=True)
        if self.owner_id:
            return
        chats = [chat for listed in self.chats.values() for chat in listed]
        for chat in chats:
            if chat.kind in PERSONAL and chat.id:
                mine = [who for who in chat.people if who != f"user{chat.id}"]
                if len(mine) == 1 and len(chat.people) <= 2:  # noqa: PLR2004  # both
                    self.owner_id = mine[0]
                    return
        names = {name: who for chat in chats for who, name in chat.people.items()}
        self.owner_id = names.get(own_among(names, self.circle.reading), "")


@lru_cache(maxsize=1024)
def _place(prefix: str) -> tuple[str | None, str]:
    """The list of chats a prefix is in, and what it is in the chat itself.

    No list for what is looked at elsewhere; of the owner, with its name there.
    """
    for place in _LISTS:
        if prefix.startswith(place):
            rest = prefix[len(place) + 1 :]
            return (place, rest) if rest in _LOOKED_AT else (None, "")
    if prefix in _LOOKED_AT:
        return "", prefix
    of, _, rest = prefix.partition(".")
    return None, rest if of == "personal_information" else ""
