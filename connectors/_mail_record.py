"""One contact record an address: the best name seen, and what its signature says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Self

from . import ContactRecord
from ._mail_people import Mailbox
from ._mail_signature import Signature, read_signature

_NAMES_KEPT = 6


@dataclass(slots=True)
class Seen:
    """Where an address was seen first, how often, and how often by which names."""

    first: str
    times: int = 0
    names: dict[str, int] = field(default_factory=dict)


@dataclass(slots=True)
class People:
    """What was seen of each address.

    signed: the newest signature that told something, and when it was written.
    """

    seen: dict[str, Seen] = field(default_factory=dict)
    signed: dict[str, tuple[datetime, Signature]] = field(default_factory=dict)

    def add(self, mailbox: Mailbox, place: str) -> None:
        """Count one appearance of an address."""
        name, address = mailbox
        seen = self.seen.get(address)
        if seen is None:
            seen = self.seen[address] = Seen(place)
        seen.times += 1
        if name in seen.names:
            seen.names[name] += 1
        elif name and len(seen.names) < _NAMES_KEPT:
            seen.names[name] = 1

    def sign(self, author: Mailbox, written_at: datetime, text: str) -> None:
        """Keep what a signature says of its author, unless a newer one did."""
        signature = read_signature(text, author.name)
        if signature == Signature():
            return
        told = (written_at, signature)
        self.signed[author.address] = max(told, self.signed.get(author.address, told))

    def join(self, later: Self) -> None:
        """Take in the people of a later stretch of the same mail."""
        for address, more in later.seen.items():
            seen = self.seen.setdefault(address, more)
            if seen is more:
                continue
            seen.times += more.times
            for name, times in more.names.items():
                if name in seen.names or len(seen.names) < _NAMES_KEPT:
                    seen.names[name] = seen.names.get(name, 0) + times
        for address, told in later.signed.items():
            self.signed[address] = max(told, self.signed.get(address, told))

    def records(self) -> Iterator[ContactRecord]:
        """One contact record an address, in alphabetical order."""
        for address in sorted(self.seen):
            seen = self.seen[address]
            _, signature = self.signed.get(address, (None, Signature()))
            yield ContactRecord(
                source_key=address,
                known_by="participant",
                name=_best_name(seen.names),
                emails=(address,),
                phones=signature.phones,
                organisation=signature.organisation,
                title=signature.title,
                sightings=seen.times,
                found_at=seen.first,
            )


def _best_name(names: dict[str, int]) -> str:
    """The commonest; among equals a full name, one not turned round, the longest."""
    return max(
        names,
        key=lambda name: (names[name], " " in name, "," not in name, len(name), name),
        default="",
    )
