"""Every door to the outside: the contract of a connector, and its words.

A **connector** is a module in this folder; its name is the **source**'s name on
the command line, in the settings, in the `source` column and in the fixtures.
Being in the folder is the registration. It has

- a docstring: its first line says what it reads; a paragraph beginning
  `Export:` tells where the owner gets it, `Spec:` links the format, `Rotten:`
  says what to expect of it in the wild;
- `extractor_version`: raised when the same file would now be read better, so
  that known files are read again;
- `whole_state`: True when one file is the whole state of its account (an
  address book), so that a record missing from it now has been deleted;
- `grows`, only where it is True: files of this source grow at their end, so that
  `extract` can go on at `reading.start` instead of reading them whole;
- `reads_only`, only where a file may have more: so many bytes of its head are all
  that `extract` reads, however large it is;
- `needs_owner`, only where it is True: who the owner is decides what its files say,
  so that they are read again when the settings say otherwise;
- `remembers`, only where it is True: records carry a `mark` of their text, and a
  text whose mark is in `reading.known` is not parsed again: it gives a Known;
- `extract_stretch(path, reading, first, end)`, only where a file may be so large
  that several processes should read it: what `extract` says of the records that
  begin in `first` .. `end`, and as its last item a Stretch instead of the people; it
  may give Fields for interactions;
- `propose(path)`, only where settings can make a source read what it does not
  claim: what to write into them, or nothing;
- `identify(path)`: cheap; looks at the name first, then at the head; asked of a
  folder before its files; never walks;
- `extract(path, reading)`: a stream of what the file says; memory does not grow
  with the file.

A connector that fetches from a server has besides

- `Options`: a frozen dataclass, its fields made by `_fetched.option`: what may
  stand in `[sources.<source>.<account>]`, with a sentence each; never a secret;
- `fetch(account, cursor, into)`: appends what is new to the account's few files
  (`into`, a `_fetched.Drop`) and gives the next cursor, a dict that JSON can hold.
  An empty cursor asks for everything; `into.checkpoint(cursor)` says from where a
  fetch that was stopped may go on. What was fetched is then identified and extracted
  like any file. It only reads: nothing changes on the server;
- `asks_for`, only where its secret is no password: what `login` asks for;
- `sign_in(account, say, scopes)`, only where it is more than asking for a password:
  signs in and gives the secret to keep (a token); `say` shows the owner a line.
  Sources that share a sign-in have the same `safe`, and each says in
  `scopes(options)` what it needs.

Words: a **contact record** is one person as one source shows them; an
**interaction** is one touch; a **problem** is one thing that could not be read,
with its cure. A broken record is a Problem and the rest goes on; a broken
structure is a SourceError and this file stops.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Literal, Protocol, Self, TypeAlias
from zoneinfo import ZoneInfo

from connectors._marks import Marks

Channel: TypeAlias = Literal[
    "meeting", "video", "call", "letter", "email", "message", "social"
]
Role: TypeAlias = Literal[
    "from", "to", "cc", "bcc", "organiser", "attendee", "resource", "introducer"
]
JournalKind: TypeAlias = Literal[
    "", "met", "called", "wrote", "note", "gave", "asked", "thanks", "promise",
    "intro", "learned",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reading:
    """What a connector may know of the home while it reads.

    account: which of several accounts of this source the path belongs to.
    zone: the owner's zone, for local times that carry none.
    region: the owner's ISO 3166 country, for phones without a country code.
    text_signals: False when only headers and people are wanted.
    start: bytes of a growing file that were read before; 0 to read it whole.
    columns: for a table of the owner's own, a field's columns by their headings.
    owner_names, owner_addresses: what the owner is called, and their numbers and
        e-mail addresses, by which a chat shows which of its people the owner is.
    known: the marks of all texts read before; None when none are remembered.
    """

    account: str
    zone: ZoneInfo
    region: str = ""
    text_signals: bool = True
    start: int = 0
    columns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    owner_names: tuple[str, ...] = ()
    owner_addresses: tuple[str, ...] = ()
    known: Marks | None = None


@dataclass(slots=True, kw_only=True, unsafe_hash=True)
class ContactRecord:
    """One person as one source shows them; values as the source wrote them.

    Nobody changes one. It is not frozen, since there are many thousands, and each
    would take three times as long to make.

    source_key: the source's own id, else a hash of the content; for somebody
        known only as a participant, the lower-case address or handle.
    known_by: `card` (somebody keeps it), `participant` (seen with an address in
        mail, a chat or a calendar) or `name` (a bare name, as in a journal).
    kind: what the source itself says it is; empty for a person or not said.
    birthday, anniversary: `1980-04-01`, or `--04-01` when the year is not known.
    phonetic_name: how the name sounds, the given name first where parts are said.
    role: what they do there, beside the title they have.
    affiliations: further places they belong to, `Treasurer: Quay Rowing Club`; a title
        alone has no colon, a place alone begins with one.
    labels: what the source calls a value: `ana@example.com: work, preferred`.
    dates: other days worth knowing, `first met: 2010-04-01`; as birthday has them.
    relations: `spouse: Ana Okafor`; who introduced them is `referred by: ...`.
    sightings: messages or events behind a participant's name; not content.
    found_at: the place in the file (`card 12`, `line 40`); not content.
    mark: a hash of the text it was read from, where equal text always gives
        exactly this record and nothing else; not content.
    deleted: a server told that the record is gone.
    """

    source_key: str
    known_by: Literal["card", "participant", "name"] = "card"
    kind: Literal["", "role", "list", "organisation", "resource", "owner"] = ""
    name: str = ""
    given_name: str = ""
    middle_name: str = ""
    family_name: str = ""
    prefix: str = ""
    suffix: str = ""
    phonetic_name: str = ""
    nicknames: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    urls: tuple[str, ...] = ()
    handles: tuple[str, ...] = ()
    organisation: str = ""
    department: str = ""
    title: str = ""
    role: str = ""
    affiliations: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    city: str = ""
    country: str = ""
    birthday: str = ""
    anniversary: str = ""
    dates: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    relations: tuple[str, ...] = ()
    note: str = ""
    labels: tuple[str, ...] = ()
    changed_at: datetime | None = None
    sightings: int = 1
    found_at: str = ""
    mark: str = ""
    deleted: bool = False


@dataclass(slots=True, unsafe_hash=True)
class Participant:
    """Who took part: `record_key` is the source_key of their ContactRecord.

    Nobody changes one; as little frozen as an Interaction is, and why.

    accepted: a calendar's answer; None when not known.
    """

    role: Role
    record_key: str
    accepted: bool | None = None


@dataclass(slots=True, kw_only=True, unsafe_hash=True)
class Interaction:
    """One touch, with everybody in it, the owner included where named.

    Nobody changes one. It is not frozen, since there are millions, and each would
    take four times as long to make.

    once_key: what every copy of the same touch shares, whatever the source:
        `mail:<message-id>`, `event:<uid>/<recurrence-id>`.
    happened_at: aware; a meeting's start. time_source tells where it is from
        (`date`, `received`, `separator`, `start`, `journal`; `local` for a time
        without zone, taken to be in the owner's).
    owner_side: for a source that knows: `out` the owner sent it, `in` the owner
        got it, `both` for meetings; empty when only the participants can tell.
    delivered_to: the mailbox it was delivered to, lower-case; often the owner's.
    answers: the once_key of the message this one answers, where it says so.
    thread_key: shared by the messages of one conversation, or by the meetings of
        one series.
    bulk_rule: the header that marks a message as sent to many or by a machine.
    labels: lower-case folders and labels: sent, draft, spam, trash, chat, ...
    list_id: the mailing list's own id, common ground of its members.
    asks_question .. language: derived from new text only; None or empty when the
        text was not looked at. Bodies are never kept. invitation: what a calendar's
        invitation inside is for: `request`, `reply`, `cancel`, `counter` ...
    failed: addresses that this message, a bounce, says do not work any more.
    mark: as a ContactRecord's, shared by all that the same text gives.
    journal_kind, value, due_at, note: of the owner's own journal lines; value is
        1-3, due_at a promise's date (aware).
    """

    source_key: str
    once_key: str
    happened_at: datetime
    time_source: str
    channel: Channel
    participants: tuple[Participant, ...]
    owner_side: Literal["", "out", "in", "both"] = ""
    subject: str = ""
    delivered_to: str = ""
    answers: str = ""
    thread_key: str = ""
    list_id: str = ""
    bulk_rule: str = ""
    labels: tuple[str, ...] = ()
    duration_minutes: float | None = None
    all_day: bool = False
    cancelled: bool = False
    place: str = ""
    asks_question: bool | None = None
    says_thanks: bool | None = None
    introduces: bool | None = None
    has_attachment: bool | None = None
    invitation: str = ""
    failed: tuple[str, ...] = ()
    words: int | None = None
    language: str = ""
    journal_kind: JournalKind = ""
    value: int | None = None
    due_at: datetime | None = None
    note: str = ""
    found_at: str = ""
    mark: str = ""
    deleted: bool = False


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that could not be read; the rest goes on.

    place: where in the file (`card 12`, `line 40`, `message 7`); what: what is
    wrong there; why: what it means for the owner; cure: what the owner can do.
    None of them quotes a name, an address or a body.
    loses: whether a whole record is missing because of it.
    """

    place: str
    what: str
    why: str
    cure: str
    loses: bool = True


@dataclass(frozen=True, slots=True)
class Known:
    """A text that was read before: what it gave then stands in the file again."""

    mark: str


Extracted: TypeAlias = ContactRecord | Interaction | Problem

# an Interaction in short, for files that hold millions: `Interaction(**fields)`. All
# of one stretch name the same fields; those they do not name are as by default
Fields: TypeAlias = dict[str, Any]


class Gathered(Protocol):
    """What only the whole file can tell of its people, gathered stretch by stretch."""

    def join(self, later: Self) -> None:
        """Take in what a later stretch of the same file gathered."""
        ...

    def records(self) -> Iterator[ContactRecord]:
        """The people of all stretches."""
        ...


@dataclass(frozen=True, slots=True)
class Stretch:
    """How a stretch of a file ended, and who is in it.

    begins, ends: the bytes at which its first record begins, and the one behind
        its last; None when there is none any more. Where a record begins can only
        be guessed from the middle of a file: the guess was right when it begins
        where the stretch before it ends.
    """

    begins: int | None
    ends: int | None
    people: Gathered


class SourceError(Exception):
    """This file's structure is broken: its reading stops, the others go on."""

    def __init__(self, what: str, cure: str) -> None:
        super().__init__(f"{what}; {cure}")
        self.what = what
        self.cure = cure


class OutOfReach(SourceError):  # noqa: N818  # reads as what has happened
    """The server cannot be reached now; trying again later may help."""


class SignInNeeded(SourceError):  # noqa: N818  # reads as what to do
    """The server does not know the owner: no secret, a wrong or a revoked one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """One account on a server, as its connector's `fetch` gets it.

    options: the connector's own `Options`, filled in from the settings.
    secret: gives the password or token when it is needed; raises SignInNeeded.
    keep_secret: puts a renewed token in the place of the old one.
    """

    source: str
    name: str
    options: Any
    secret: Callable[[], str]
    keep_secret: Callable[[str], None]


class Connector(Protocol):
    """What a module in this folder offers."""

    __doc__: str | None
    __name__: str
    extractor_version: int
    whole_state: bool

    def identify(self, path: Path) -> bool:
        """Whether this source can read the path."""
        ...

    def extract(self, path: Path, reading: Reading) -> Iterator[Extracted | Known]:
        """What the path says, as a stream; raises SourceError."""
        ...


def discover() -> dict[str, Connector]:
    """Every connector in this folder by source name, in alphabetical order."""
    names = sorted(
        module.name
        for module in pkgutil.iter_modules(__path__)
        if not module.name.startswith("_")
    )
    return {name: _load(name) for name in names}


def _load(name: str) -> Connector:
    connector: Connector = importlib.import_module(f"{__name__}.{name}")
    return connector
