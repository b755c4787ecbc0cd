"""Signal's conversations, as the program signal-export writes them.

Export: Signal's desktop has no export of its own; `sigexport FOLDER` (of
https://github.com/carderne/signal-export) writes a folder a chat with data.json in
it; import that folder.

Spec: https://github.com/carderne/signal-export, sigexport/models.py: a line a message.

Rotten: the lines have local times without a zone: the owner's is taken. People are
names, which join nobody, or numbers where Signal knew no name; the owner is `Me`.
Exporting twice into one folder writes every line twice. Calls are a line in words.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from . import Extracted, Interaction, Problem, Reading, SourceError
from ._chat import MANY, OWNER, Circle, digest, skeleton
from ._chat_json import head_of, list_of, text_of
from ._chat_names import folded, plain

extractor_version = 1
whole_state = False
needs_owner = True

MAX_LINE = 4 << 20
_ME = "Me"
_NOBODY = {"", "No-Sender", "None"}
_CALL = re.compile(
    r"(?P<missed>Missed)? ?(?:Incoming |Outgoing )?(?P<video>video )?(?:voice |group )?"
    r"call(?: \((?P<how>[^)]*)\))?",
    re.IGNORECASE,
)
_LENGTH = re.compile(r"(?:(\d{1,4})m )?(\d{1,2})s")
_KEYS = ("date", "sender", "body")


def identify(path: Path) -> bool:
    """A .json file whose first line is a message of signal-export."""
    if path.suffix.lower() != ".json" or not path.is_file():
        return False
    first = head_of(path).lstrip().partition("\n")[0]
    told = all(f'"{key}":' in first for key in _KEYS)
    return first.startswith("{") and told and '"reactions"' in first


def extract(path: Path, reading: Reading) -> Iterator[Extracted]:
    """A touch a message and call, then everybody in them.

    The file is read twice: first for who is in the chat. Raises SourceError for a
    file without a message.
    """
    people: dict[str, None] = {}
    lines = 0
    for _, item in _lines(path):
        lines += isinstance(item, dict)
        name = plain(text_of(item, "sender"))
        if name not in _NOBODY and len(people) <= MANY + 1:
            people[name] = None
    if not lines:
        raise SourceError("no line in it is a message", "export it again")
    yield from _Chat(path, list(people), Circle("signal", reading)).touches()


def _lines(path: Path) -> Iterator[tuple[int, Any]]:
    """Each line's object; None for one that is none."""
    try:
        with path.open("rb") as file:
            number, whole = 0, True
            while line := file.readline(MAX_LINE):
                starts, whole = whole, line.endswith(b"\n")
                number += starts
                if starts and line.strip():
                    yield number, _object(line)
    except OSError as error:
        what = f"it cannot be opened ({error.strerror})"
        raise SourceError(what, "check that it is yours to read") from None


def _object(line: bytes) -> dict[str, Any] | None:
    try:
        item = json.loads(line.decode("utf-8", "replace"))
    except (ValueError, RecursionError):
        return None
    return item if isinstance(item, dict) else None


class _Chat:
    """One file: a conversation with the person or group its folder is called by."""

    def __init__(self, path: Path, people: list[str], circle: Circle) -> None:
        self.path, self.circle = path, circle
        others = [name for name in people if name != _ME]
        if not others and path.name == "data.json" and people:
            others = [path.parent.name]  # nobody has answered yet
        title = folded(path.parent.name)
        same = len(others) == 1 and folded(others[0]).startswith(title[:10])
        self.crowd = len(others) > MANY
        self.keys = {_ME: circle.note("chat", owner=True, sightings=0)}
        if not self.crowd:
            for name in others:
                self.keys[name] = circle.note("chat", name, owner=False, sightings=0)
        self.whom = self.keys[others[0]] if same else "group"
        members = sorted(self.keys.values())
        self.thread = f"signal:{digest(self.whom, *([] if same else members))}"

    def touches(self) -> Iterator[Extracted]:
        """A touch a message, then the people."""
        for number, item in _lines(self.path):
            said = self._read(f"line {number}", item)
            if said:
                yield said
        yield from self.circle.crowds()
        yield from self.circle.records()

    def _read(
        self, place: str, item: dict[str, Any] | None
    ) -> Interaction | Problem | None:
        why, cure = "this message was left out", "export it again"
        if item is None:
            return Problem(place, "the line is no JSON object", why, cure)
        when, source = self._moment(text_of(item, "date"))
        if when is None:
            return Problem(place, "its time is none", why, cure)
        if self.crowd:
            self.circle.crowded += 1
            return None
        sender = self.keys.get(plain(text_of(item, "sender")), "")
        if not sender or item.get("deleted") is True:
            return None
        return self._touch(place, item, sender, when, source)

    def _touch(
        self, place: str, item: dict[str, Any], sender: str, when: datetime, source: str
    ) -> Interaction | None:
        self.circle.see_again(sender)
        body = text_of(item, "body").strip()
        stamp = when.astimezone(UTC).isoformat()
        key = digest(self.whom, sender, stamp, skeleton(body))
        same: dict[str, Any] = {
            "place": place, "time_source": source, "thread_key": self.thread,
        }  # fmt: skip
        everybody = [OWNER, *self.keys.values()]
        if call := _CALL.fullmatch(body):
            length = _LENGTH.search(call["how"] or "")
            seconds = int(length[1] or 0) * 60 + int(length[2]) if length else 0
            return self.circle.call(key, sender, everybody, when, seconds=seconds,
                                    video=bool(call["video"]),
                                    missed=_is_missed(item, call), **same)  # fmt: skip
        attached = bool(list_of(item, "attachments"))
        if not body and not attached and not item.get("sticker"):
            return None
        return self.circle.message(key, sender, everybody, when, body,
                                   has_attachment=attached, **same)  # fmt: skip

    def _moment(self, said: str) -> tuple[datetime | None, str]:
        try:
            when = datetime.fromisoformat(said)
        except ValueError:
            return None, ""
        if not 1990 <= when.year <= 2100:  # noqa: PLR2004  # no message is of other years
            return None, ""
        if when.tzinfo:
            return when, "date"
        return when.replace(tzinfo=self.circle.reading.zone), "local"


def _is_missed(item: dict[str, Any], call: re.Match[str]) -> bool:
    """Whether nobody took the call; an old line that tells no more was taken."""
    how = (call["how"] or "").lower()
    refused = bool(how) and not how.startswith("accepted")
    return bool(call["missed"]) or refused or item.get("missed") is True
