"""Facebook and Instagram: Messenger's and Instagram's conversations, and friends.

Export: in the Accounts Centre: Your information and permissions, Export your
information; choose messages, friends or followers, and personal information, in the
format JSON; import the zip as it is. Single files of it are read, too.

Spec: https://www.facebook.com/help/212802592074644 tells how to export; what the
files look like is nowhere written down.

Rotten: accents and emoji come as if each byte were a letter, and are repaired before
anything is compared. People are names only, which join nobody. Several files make a
conversation, newest first; encrypted ones have a form of their own; those who left
are nobody. Reactions, calls nobody took and what was unsent are no touches. The
folders have been renamed again and again; files are known by what is in them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from . import Extracted, Interaction, Problem, Reading, SourceError
from ._chat import MANY, OWNER, Circle, digest, skeleton, whose
from ._chat_json import (
    BrokenError,
    list_of,
    moment,
    number_of,
    stream_items,
    text_of,
)
from ._chat_names import folded, own_among
from ._facebook_files import (
    Thread,
    files_of,
    kind_of,
    messages_folder,
    name_in,
    profile_addresses,
    profile_name,
    repaired,
    survey,
)

extractor_version = 1
whole_state = False
needs_owner = True

_TWO = 2
_ATTACHED = ("photos", "videos", "audio_files", "files", "gifs", "media")
_WITHOUT_WORDS = ("sticker", "share")
# Instagram's own words for a reaction, which has a line of its own there
_REACTION = (
    "liked a message", "reacted ", "ha reaccionado con ", "reaccionó con ",
    "hat mit ", "a réagi ", "ha reagito con ", "reagiu com ", "heeft gereageerd ",
)  # fmt: skip
_BEHIND_REACTION = (
    " to your message", "liked a message", " a tu mensaje",
    " auf deine nachricht reagiert", " à votre message",
    " al tuo messaggio", " à sua mensagem", " op je bericht",
)  # fmt: skip


def identify(path: Path) -> bool:
    """An export's folder by the folders in it; a single file by what is in it."""
    if path.is_dir():
        return messages_folder(path) is not None
    return bool(kind_of(path))


def extract(path: Path, reading: Reading) -> Iterator[Extracted]:
    """A touch a message and call, then everybody in them and the friends.

    Conversations are read twice: first for who the owner is in them.
    """
    export = _Export(path, reading)
    yield from export.look()
    if not export.read:
        raise SourceError(
            "there is no conversation or list of friends in it",
            "export your information again, in the format JSON",
        )
    yield from export.touches()
    yield from export.friends()
    yield from export.circle.crowds()
    yield from export.circle.records()


@dataclass
class _Export:
    """One export, or one file of it.

    files: by kind; threads: who is in each conversation's file. read: whether there
    was anything at all to read.
    """

    path: Path
    reading: Reading
    circle: Circle = field(init=False)
    files: dict[str, list[Path]] = field(default_factory=dict)
    threads: dict[Path, Thread] = field(default_factory=dict)
    owner: str = ""
    read: bool = False
    _numbers: dict[Path, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        instagram = "instagram" in str(self.path).lower() or (
            self.path.is_dir() and (self.path / "your_instagram_activity").is_dir()
        )
        realm = "instagram" if instagram else "name"
        self.circle = Circle("facebook", self.reading, realm)

    def look(self) -> Iterator[Problem]:
        """Find the files, the people of each conversation, and the owner."""
        found = files_of(self.path) if self.path.is_dir() else [
            (kind_of(self.path), self.path)
        ]  # fmt: skip
        for kind, file in found:
            self.files.setdefault(kind, []).append(file)
        threads = self.files.get("thread", [])
        self._numbers = {file: number for number, file in enumerate(threads, 1)}
        for file in threads:
            try:
                self.threads[file] = survey(file, self._place(file))
            except BrokenError as error:
                yield error.problem
        self.files.pop("", None)
        self.read = bool(self.files)
        if pages := len(self.files.pop("html", [])):
            cure = "export your information again, in the format JSON"
            what = f"{pages:,} conversations in the format HTML"
            yield Problem("export", what, "nothing in them is counted", cure)
        yield from self._find_owner()

    def _place(self, file: Path) -> str:
        """Where a problem is; without the names that folders are called by."""
        if not self.path.is_dir():
            return "file"
        return f"conversation file {self._numbers.get(file, 0)}"

    def _find_owner(self) -> Iterator[Problem]:
        for file in self.files.get("profile", []):
            try:
                self.owner = self.owner or profile_name(file)
                place = "profile"
                self.circle.note(place, self.owner, owner=True)
                for address in profile_addresses(file):
                    self.circle.note(place, address=address, owner=True)
            except BrokenError as error:
                yield error.problem
        if self.owner or not self.threads:
            return
        everybody = {name for thread in self.threads.values() for name in thread.people}
        self.owner = own_among(everybody, self.reading)
        if not self.owner and len(self.threads) >= _TWO:
            shared = set.intersection(*(set(t.people) for t in self.threads.values()))
            self.owner = shared.pop() if len(shared) == 1 else ""

    def _own_name(self, thread: Thread) -> str:
        """What the owner is called in a conversation; empty when nothing tells."""
        if self.owner:
            return self.owner
        people = list(thread.people)
        found = own_among(people, self.reading, two=len(people) == _TWO)
        if not found and len(people) == _TWO and thread.title in people:
            found = next(name for name in people if name != thread.title)
        return found

    def touches(self) -> Iterator[Extracted]:
        """A touch a message, conversation by conversation."""
        for file, thread in self.threads.items():
            own = self._own_name(thread)
            place = self._place(file)
            if not own:
                if thread.messages:
                    yield whose(place)
                continue
            if len(thread.people) - 1 > MANY:
                self.circle.crowded += thread.messages
                continue
            reader = _Conversation(self.circle, thread, own, place)
            try:
                for number, item in enumerate(
                    stream_items(file, "messages.item", place), 1
                ):
                    said = reader.read(number, item)
                    if said:
                        yield said
            except BrokenError as error:
                yield error.problem

    def friends(self) -> Iterator[Problem]:
        """Facebook's friends, and on Instagram who follows and is followed."""
        try:
            for file in self.files.get("friends", []):
                for item in stream_items(file, "friends_v2.item", "friends"):
                    name = name_in(item, "name")
                    if name and folded(name) != folded(self.owner):
                        self.circle.note("friends", name, card=True, owner=False)
            yield from self._mutual()
        except BrokenError as error:
            yield error.problem

    def _mutual(self) -> Iterator[Problem]:
        followers = {
            handle
            for file in self.files.get("followers", [])
            for prefix in ("item", "relationships_followers.item")
            for handle in _handles(file, prefix)
        }
        following = {
            handle
            for file in self.files.get("following", [])
            for handle in _handles(file, "relationships_following.item")
        }
        for handle in sorted(followers & following):
            self.circle.note("followers", handle=f"instagram:{handle}", card=True)
        if one_sided := len(followers ^ following):
            what = f"{one_sided:,} accounts that only follow, or are only followed"
            why, cure = "following alone is no tie", "nothing"
            yield Problem("followers", what, why, cure, loses=False)


def _handles(file: Path, prefix: str) -> Iterator[str]:
    for item in stream_items(file, prefix, "followers"):
        for entry in list_of(item, "string_list_data"):
            handle = text_of(entry, "value") or text_of(item, "title")
            if handle := "".join(repaired(handle).split()).lower():
                yield handle


@dataclass
class _Conversation:
    """Reads the messages of one file; `own` is the owner's name in it."""

    circle: Circle
    thread: Thread
    own: str
    place: str
    everybody: list[str] = field(init=False)

    def __post_init__(self) -> None:
        self.everybody = [
            OWNER,
            *(self._key(name, sightings=0) for name in self.thread.people),
        ]
        people = sorted(folded(name) for name in self.thread.people)
        self.thread_key = f"facebook:{digest(self.circle.realm, *people)}"

    def _key(self, name: str, sightings: int = 1) -> str:
        owner = name == self.own
        return self.circle.note(self.place, name, owner=owner, sightings=sightings)

    def read(self, number: int, item: dict[str, Any]) -> Interaction | Problem | None:
        """A message, or a call; none for what was unsent and for reactions."""
        place = f"{self.place}, message {number}"
        stamp = number_of(item, "timestamp_ms", "timestamp")
        when = moment(stamp / 1000) if stamp is not None else None
        if when is None or stamp is None:
            why, cure = "this message was left out", "export it again"
            return Problem(place, "its time is none", why, cure)
        if item.get("is_unsent") is True or item.get("isUnsent") is True:
            return None
        if text_of(item, "type") in {"Subscribe", "Unsubscribe"}:
            return None
        name = name_in(item, "sender_name", "senderName")
        sender = self._key(name) if name else ""
        text = repaired(text_of(item, "content", "text"))
        is_call = "call_duration" in item or text_of(item, "type") == "Call"
        stamped = f"{stamp:.0f}"
        kind = "call" if is_call else skeleton(text)
        key = self.circle.numbered(stamped, digest(sender, stamped, kind))
        same: dict[str, Any] = {"place": place, "thread_key": self.thread_key}
        if is_call:
            seconds = number_of(item, "call_duration") or 0
            missed = item.get("missed") is True or seconds <= 0
            return self.circle.call(key, sender, self.everybody, when, seconds=seconds,
                                    missed=missed, **same)  # fmt: skip
        attached = any(list_of(item, kind) for kind in _ATTACHED)
        empty = not text and not any(item.get(kind) for kind in _WITHOUT_WORDS)
        if (empty and not attached) or _is_reaction(text):
            return None
        return self.circle.message(key, sender, self.everybody, when, text,
                                   has_attachment=attached, **same)  # fmt: skip


def _is_reaction(text: str) -> bool:
    said = text[:200].strip().casefold()
    return said.startswith(_REACTION) and said.endswith(_BEHIND_REACTION)
