"""What all chats share: who is in them, whose they are, and messages as touches.

A message is one interaction. In a group it goes to everybody in it, so that it
weighs less the more they are; in a group of more than MANY it is addressed to
nobody in particular, and is counted, not kept. Who shows a phone number, an
address or a handle is known by it; a bare name is a record of its own, which the
owner may say is somebody's: the same name alone joins nobody.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, NamedTuple, TypeAlias

from . import Channel, ContactRecord, Interaction, Participant, Problem, Reading, Role
from ._chat_names import folded, phone_key, plain, same_number
from ._text import read_signals

MANY = 20  # others in a group whose messages still mean somebody
OWNER = "owner"
MAX_TEXT = 20_000
_REMEMBERED = 4_096  # who writes to whom, so that memory does not grow with chats

Kind: TypeAlias = Literal["", "organisation", "resource", "owner"]
_LETTERS = re.compile(r"[^\W_]+")


def digest(*parts: str) -> str:
    """A short hash of what together names something that has no id of its own."""
    said = "\0".join(parts).encode("utf-8", "replace")
    return hashlib.blake2b(said, digest_size=12).hexdigest()


def skeleton(text: str) -> str:
    """The first letters of a text: what its copies in other dialects share."""
    return "".join(_LETTERS.findall(text[:400]))[:60].casefold()


@dataclass
class _Seen:
    """Somebody in a chat, as the file shows them."""

    name: str = ""
    kind: Kind = ""
    phones: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    handles: tuple[str, ...] = ()
    place: str = ""
    sightings: int = 0
    card: bool = False


class _Ends(NamedTuple):
    """From whom to whom a message goes.

    others: how many it goes to; people: how many of both are not the owner.
    """

    participants: tuple[Participant, ...]
    others: int
    people: int


@dataclass
class Circle:
    """Everybody a file shows, each once; the owner's key is OWNER.

    realm: what goes before a bare name to make a key of it: where names are shown.
    crowded: messages in groups of more than MANY, which are not kept.
    """

    source: str
    reading: Reading
    realm: str = "name"
    crowded: int = 0
    _seen: dict[str, _Seen] = field(default_factory=dict)
    _equal: Counter[str] = field(default_factory=Counter)
    _when: str = ""
    _known: dict[tuple[str, ...], str] = field(default_factory=dict)
    _ends: dict[tuple[str, ...], _Ends] = field(default_factory=dict)

    def is_owner(self, name: str = "", address: str = "") -> bool:
        """Whether the settings call the owner so, or say the address is theirs."""
        mine = self.reading.owner_addresses
        if address and "@" in address:
            return address.casefold() in {one.casefold() for one in mine}
        if address and (ending := same_number(address)):
            return ending in {same_number(one) for one in mine if "@" not in one}
        return bool(name) and folded(name) in map(folded, self.reading.owner_names)

    def note(
        self,
        place: str,
        name: str = "",
        *,
        address: str = "",
        handle: str = "",
        kind: Kind = "",
        owner: bool | None = None,
        card: bool = False,
        sightings: int = 1,
    ) -> str:
        """Note one sighting of somebody; gives their key, empty for nobody.

        address: a phone number or an e-mail address. A name that is a number is
        one. owner: whether it is the owner; None where only the settings can tell.
        card: the owner keeps them, not only a chat.
        """
        said = (name, address, handle, str(owner))
        if said not in self._known:
            self._known[said] = self._add(place, *said[:3], owner)
        key = self._known[said]
        if key:
            seen = self._seen[key]
            seen.sightings += sightings
            seen.kind = "owner" if key == OWNER else kind or seen.kind
            seen.card = seen.card or card
        return key

    def _add(
        self,
        place: str,
        name: str,
        address: str,
        handle: str,
        owner: bool | None,  # noqa: FBT001  # as `note` has it
    ) -> str:
        """Who is shown so, as one of those seen; their key."""
        name = plain(name)
        phone = "" if "@" in address else phone_key(address)
        if not address and not handle and (phone := phone_key(name)):
            name = ""
        email = plain(address).lower() if "@" in address else ""
        handle = plain(handle)
        if owner is None:
            owner = self.is_owner("" if phone or email else name, phone or email)
        key = OWNER if owner else phone or email or handle or plain(address)
        key = key.casefold() or (f"{self.realm}:{name.casefold()}" if name else "")
        if not key:
            return ""
        seen = self._seen.setdefault(key, _Seen(place=place))
        seen.name = seen.name or ("" if phone_key(name) else name)
        said = {"phones": phone, "emails": email, "handles": handle}
        for field_, value in said.items():
            if value and value not in getattr(seen, field_):
                setattr(seen, field_, (*getattr(seen, field_), value))
        return key

    def see_again(self, key: str) -> None:
        """One more sighting of somebody who was noted."""
        self._seen[key].sightings += 1

    def records(self) -> Iterator[ContactRecord]:
        """Everybody noted, in the order they were seen first."""
        for key, seen in self._seen.items():
            yield ContactRecord(
                source_key=key,
                known_by="card" if seen.card else "participant",
                kind=seen.kind,
                name=seen.name,
                emails=seen.emails,
                phones=seen.phones,
                handles=seen.handles,
                sightings=seen.sightings,
                found_at=seen.place,
            )

    def numbered(self, when: str, key: str) -> str:
        """The key and which of its equals it is among those of the same time."""
        if when != self._when:
            self._when = when
            self._equal.clear()
        self._equal[key] += 1
        return f"{key}/{self._equal[key]}"

    def message(
        self,
        key: str,
        sender: str,
        others: Iterable[str],
        when: datetime,
        text: str,
        *,
        place: str,
        time_source: str = "date",
        **said: Any,
    ) -> Interaction | None:
        """A message as a touch; none when it is a note to oneself or to a crowd.

        others: keys of everybody in the chat. said: more fields of an Interaction.
        """
        ends = self._between(sender, others)
        if not sender or not ends.people:
            return None
        if ends.people > MANY:
            self.crowded += 1
            return None
        if text and self.reading.text_signals:
            said |= read_signals(text[:MAX_TEXT], others=ends.others)._asdict()
        return Interaction(
            source_key=key,
            once_key=f"{self.source}:{key}",
            happened_at=when,
            time_source=time_source,
            channel="message",
            participants=ends.participants,
            owner_side="out" if sender == OWNER else "in",
            found_at=place,
            **said,
        )

    def _between(self, sender: str, others: Iterable[str]) -> _Ends:
        """The ends of a message; the same ones write to each other again and again."""
        shown = (sender, *others)
        ends = self._ends.get(shown)
        if ends is None:
            to = list(filter(None, dict.fromkeys(shown[1:])))
            to = [other for other in to if other != sender]
            receivers = (Participant("to", other) for other in to)
            people = len({sender, *to} - {OWNER})
            ends = _Ends((Participant("from", sender), *receivers), len(to), people)
            if len(self._ends) >= _REMEMBERED:
                self._ends.clear()
            self._ends[shown] = ends
        return ends

    def call(
        self,
        key: str,
        caller: str,
        others: Iterable[str],
        when: datetime,
        *,
        place: str,
        seconds: float | None,
        video: bool = False,
        missed: bool = False,
        time_source: str = "date",
        **said: Any,
    ) -> Interaction | None:
        """A call as a touch of both sides; a missed one is none, and marked so.

        Who called organises it, as a meeting: it is nobody's sending.
        """
        to = [other for other in dict.fromkeys(others) if other and other != caller]
        if not caller or not {caller, *to} - {OWNER}:
            return None
        channel: Channel = "video" if video else "call"
        side: Literal["out", "in"] = "out" if caller == OWNER else "in"
        roles: tuple[Role, Role] = (
            ("from", "to") if missed else ("organiser", "attendee")
        )
        receivers = (Participant(roles[1], other) for other in to)
        return Interaction(
            source_key=key,
            once_key=f"{self.source}:{key}",
            happened_at=when,
            time_source=time_source,
            channel=channel,
            participants=(Participant(roles[0], caller), *receivers),
            owner_side=side if missed else "both",
            cancelled=missed,
            labels=("missed",) if missed else (),
            duration_minutes=round(seconds / 60, 2) if seconds and not missed else None,
            found_at=place,
            **said,
        )

    def crowds(self) -> Iterator[Problem]:
        """Tells how many messages were left out for going to a crowd."""
        if self.crowded:
            yield Problem(
                "groups",
                f"{self.crowded:,} messages in groups of more than {MANY} people",
                "they mean nobody in particular and are not counted",
                "nothing has to be done",
                loses=False,
            )


def whose(place: str = "chat") -> Problem:
    """Nobody could tell which of those in the chat is the owner."""
    return Problem(
        place,
        "it does not show which of the people in it is you",
        "what you wrote cannot be told from what you got: nothing of it is counted",
        "write your name as it stands in it into cultivate.toml, "
        '[owner] also_named = ["..."]',
    )
