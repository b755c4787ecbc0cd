"""Mail that was fetched: headers in messages.mbox, with marks of our own.

Each message begins with a line `X-Cultivate: STATE PLACE LABELS SAID`. STATE is `kept`;
`gone` for a message the server told to be deleted: its headers once more, so that it
has the same key; or `lost` for one that the server has and could not give. PLACE is
where the server holds it, in a word. LABELS are words with commas between (`sent`),
`-` for none. SAID is JSON: what a text said that was looked at and let go of; `-` when
no text was looked at. No body is ever written.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from . import Extracted, Interaction, Problem, Reading, Stretch
from ._fetched import MESSAGES, Drop
from ._mail import read_messages
from ._mail_record import People
from ._mail_split import MailboxStretch, RawMessage, find_head_end, split_mailbox

KEPT, GONE, LOST = b"kept", b"gone", b"lost"
_MARK = re.compile(
    rb"X-Cultivate: (kept|gone|lost) (\S{1,200}) (\S{1,500}) "
    rb"(-|\{[^\r\n]{0,500}\})\r?\n"
)
_GONE = re.compile(rb"\nX-Cultivate: gone (\S{1,200}) ")
_PIECE, _LONGEST = 1 << 20, 256  # bytes read at once; what _GONE finds is shorter
_MESSAGE_ID = re.compile(rb"(?im)^message-id:[ \t]*(?:\r?\n[ \t]+)?([^\r\n]+)")
# what only a text can tell of an interaction
_SAID = ("asks_question", "says_thanks", "introduces", "has_attachment", "words",
         "language", "invitation")  # fmt: skip


def entry(
    place: str,
    head: bytes,
    arrived: datetime | None,
    labels: Iterable[str] = (),
    said: str = "-",
) -> bytes:
    """One message as it is appended: separator, mark and header fields.

    head: the header fields, up to their blank line at most. arrived: when the server
    got it, for messages without a date. said: what `look_at` gave.
    """
    mark = b" ".join((KEPT, _words([place]), _words(labels), said.encode()))
    return _written(_separator(arrived), mark, head)


def lost(place: str) -> bytes:
    """A message that the server has and could not give: to be told of."""
    return _written(_separator(None), b"lost " + _words([place]) + b" - -", b"")


def look_at(head: bytes, text: bytes, labels: Iterable[str] = ()) -> str:
    """What a message's text says, as `entry` takes it; the text itself is let go."""
    data = _plain_head(head) + b"\n" + text.replace(b"\r\n", b"\n")
    message = RawMessage("message", data, _separator(None), tuple(labels))
    reading = Reading("", ZoneInfo("UTC"))
    for one in read_messages([message], reading, People()):
        if isinstance(one, Interaction):
            said = {name: getattr(one, name) for name in _SAID}
            return json.dumps(said, separators=(",", ":"))
    return "-"


def extract(path: Path, reading: Reading) -> Iterator[Extracted]:
    """One interaction a message, then one contact record an address."""
    people = People()
    with path.open("rb") as file:
        messages = split_mailbox(file, start=reading.start)
        yield from _read(path, messages, reading, people)
    yield from people.records()


def extract_stretch(
    path: Path, reading: Reading, first: int, end: int
) -> Iterator[Extracted | Stretch]:
    """One interaction a message that begins there, then who is in them."""
    people = People()
    with path.open("rb") as file:
        stretch = MailboxStretch(
            file, (), first, end, start=reading.start, mapped=reading.mapped
        )
        yield from _read(path, stretch.messages(), reading, people)
        yield Stretch(stretch.begins, stretch.ends, people)


def _read(
    path: Path, messages: Iterable[RawMessage], reading: Reading, people: People
) -> Iterator[Interaction | Problem]:
    marks: dict[str, re.Match[bytes]] = {}
    unmarked = []
    buried = _buried(path)

    def marked() -> Iterator[RawMessage | Problem]:
        for message in messages:
            mark = _MARK.match(message.data)
            if mark is None:
                unmarked.append(message.place)
            elif mark[1] == LOST:
                yield _lost(message.place)
            elif mark[1] == GONE or mark[2] not in buried:
                marks[message.place] = mark
                yield message._replace(labels=_labels(mark))

    for said in read_messages(marked(), replace(reading, text_signals=False), people):
        if isinstance(said, Interaction):
            mark = _take(marks, said.found_at)
            said = replace(said, deleted=mark[1] == GONE, **_said(mark[4]))  # noqa: PLW2901  # the same, completed
        yield said
    if unmarked:
        yield Problem(
            unmarked[0],
            f"messages without the mark of a fetch: {len(unmarked):,}",
            "they were left out, as where they are from is not known",
            "nothing, unless you changed the file: then remove it and its account's "
            "folder, and fetch again",
        )


def _take(marks: dict[str, re.Match[bytes]], place: str) -> re.Match[bytes]:
    """The mark of the message there; those before it told nothing and are let go."""
    while True:
        first = next(iter(marks))
        mark = marks.pop(first)
        if first == place:
            return mark


def _lost(place: str) -> Problem:
    return Problem(
        place,
        "the server has this message and could not give it",
        "it was left out",
        "a mail program may show which it is: move it to another folder, or delete it",
    )


def _buried(path: Path) -> set[bytes]:
    """The places of messages that the file itself tells to be gone."""
    gone: set[bytes] = set()
    with path.open("rb") as file:
        last = b""
        while data := file.read(_PIECE):
            gone.update(_GONE.findall(last + data))
            last = data[-_LONGEST:]
    return gone


def _labels(mark: re.Match[bytes]) -> tuple[str, ...]:
    if mark[3] == b"-":
        return ()
    return tuple(filter(None, mark[3].decode("ascii", "replace").split(",")))


def _said(told: bytes) -> dict[str, Any]:
    """The fields a text filled; nothing for what nobody looked at, or is no JSON."""
    try:
        said = json.loads(told) if told != b"-" else {}
    except ValueError:
        return {}
    kinds = dict(zip(_SAID, (bool, bool, bool, bool, int, str, str), strict=True))
    return {
        name: said[name] for name, kind in kinds.items() if type(said.get(name)) is kind
    }


def bury(into: Drop, gone: Callable[[str], bool], live: Callable[[str], bool]) -> int:
    """Append a tombstone for each message that is gone from its last place.

    gone, live: of a place, whether the message there is deleted, or still stands.
    Gives how many were buried. Two looks at the file, and memory for what is gone.
    """
    into.flush()
    dead = {}
    for mark, message in _entries(into):
        if mark[1] == KEPT and gone(mark[2].decode("ascii", "replace")):
            dead[_identity(message)] = mark[2], message
    if not dead:
        return 0
    for mark, message in _entries(into):
        if mark[1] == KEPT and live(mark[2].decode("ascii", "replace")):
            dead.pop(_identity(message), None)
    for place, message in dead.values():
        head = bytes(message.data[_MARK.match(message.data).end() :])  # type: ignore[union-attr]  # it was matched
        into.append(
            MESSAGES, _written(message.separator, b"gone " + place + b" - -", head)
        )
    return len(dead)


def places(into: Drop) -> tuple[set[str], set[str]]:
    """Where the messages stand that are here, and where those stood that have gone."""
    into.flush()
    here: set[str] = set()
    gone: set[str] = set()
    for mark, _ in _entries(into):
        (here if mark[1] == KEPT else gone).add(mark[2].decode("ascii", "replace"))
    return here - gone, gone


def _entries(into: Drop) -> Iterator[tuple[re.Match[bytes], RawMessage]]:
    if not into.path(MESSAGES).is_file():
        return
    with into.path(MESSAGES).open("rb") as file:
        for message in split_mailbox(file):
            if mark := _MARK.match(message.data):
                yield mark, message


def _identity(message: RawMessage) -> bytes:
    """What copies of a message share: its id, else all of its headers."""
    said = _MESSAGE_ID.search(message.data)
    mark = _MARK.match(message.data)
    return bytes(said[1].strip() if said else message.data[mark.end() if mark else 0 :])


def _written(separator: bytes, mark: bytes, head: bytes) -> bytes:
    return b"%sX-Cultivate: %s\n%s\n\n" % (separator, mark, _plain_head(head))


def _plain_head(head: bytes) -> bytes:
    """Header fields with line feeds, and nothing behind their blank line."""
    text = head.replace(b"\r\n", b"\n").lstrip(b"\n")
    return text[: find_head_end(text, 0, len(text))].rstrip(b"\n") + b"\n"


def _separator(arrived: datetime | None) -> bytes:
    moment = (arrived or datetime(1970, 1, 1, tzinfo=UTC)).astimezone(UTC)
    return f"From - {moment:%a %b %d %H:%M:%S %Y}\n".encode()


def _words(words: Iterable[str]) -> bytes:
    """Words without what would end the mark's field."""
    clean = [re.sub(r"[^!-+\--~]", "_", word) for word in words]
    return ",".join(clean).encode() or b"-"
