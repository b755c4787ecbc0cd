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
  with the file. It may give Fields where `reading.in_short` is True.

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

Each import asks every source whether a file is its own. So a connector loads at its
head what `identify` and its facts need; the modules that only `extract`, `fetch` or
`sign_in` need are imported in them.

What is read, and its words, is in `_records`. A broken record is a Problem and the
rest goes on; a broken structure is a SourceError and this file stops.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol, Self
from zoneinfo import ZoneInfo

from connectors._marks import Marks
from connectors._records import (
    Channel,
    ContactRecord,
    Extracted,
    Fields,
    Interaction,
    JournalKind,
    Known,
    Participant,
    Problem,
    Role,
    Who,
)

__all__ = [
    "Account",
    "Channel",
    "Connector",
    "ContactRecord",
    "Extracted",
    "Fields",
    "Gathered",
    "Interaction",
    "JournalKind",
    "Known",
    "OutOfReach",
    "Participant",
    "Problem",
    "Reading",
    "Role",
    "SignInNeeded",
    "SourceError",
    "Stretch",
    "Who",
    "discover",
]


@dataclass(frozen=True, slots=True)
class Reading:
    """What a connector may know of the home while it reads.

    account: which of several accounts of this source the path belongs to.
    zone: the owner's zone, for local times that carry none.
    region: the owner's ISO 3166 country, for phones without a country code.
    text_signals: False when only headers and people are wanted.
    in_short: whether `extract` may give Fields for what it says.
    start: bytes of a growing file that were read before; 0 to read it whole.
    mapped: whether a stretch may be mapped into memory, which is quicker; who cuts the
        file short meanwhile ends the process, so that it must be one to spare.
    columns: for a table of the owner's own, a field's columns by their headings.
    owner_names, owner_addresses: what the owner is called, and their numbers and
        e-mail addresses, by which a chat shows which of its people the owner is.
    known: the marks of all texts read before; None when none are remembered.
    """

    account: str
    zone: ZoneInfo
    region: str = ""
    text_signals: bool = True
    in_short: bool = False
    start: int = 0
    mapped: bool = False
    columns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    owner_names: tuple[str, ...] = ()
    owner_addresses: tuple[str, ...] = ()
    known: Marks | None = None


class Gathered(Protocol):
    """What only the whole file can tell of its people, gathered stretch by stretch."""

    def join(self, later: Self) -> None:
        """Take in what a later stretch of the same file gathered."""
        ...

    def in_short(self) -> Iterator[Fields]:
        """The people of all stretches, as contact records in short."""
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

    def extract(
        self, path: Path, reading: Reading
    ) -> Iterator[Extracted | Known | Fields]:
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
