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
class People:
    """One small entry per address: where first seen, how often, by which names.

    signed: the newest signature that told something, and when it was written.
    """

    seen: dict[str, tuple[str, int, dict[str, int]]] = field(default_factory=dict)
    signed: dict[str, tuple[datetime, Signature]] = field(default_factory=dict)

    def add(self, mailbox: Mailbox, place: str) -> None:
        """Count one appearance of an address."""
        first, count, names = self.seen.get(mailbox.address, (place, 0, {}))
        if mailbox.name and (mailbox.name in names or len(names) < _NAMES_KEPT):
            names[mailbox.name] = names.get(mailbox.name, 0) + 1
        self.seen[mailbox.address] = (first, count + 1, names)

    def sign(self, author: Mailbox, written_at: datetime, text: str) -> None:
        """Keep what a signature says of its author, unless a newer one did."""
        signature = read_signature(text, author.name)
        if signature == Signature():
            return
        told = (written_at, signature)
        self.signed[author.address] = max(told, self.signed.get(author.address, told))

    def join(self, later: Self) -> None:
        """Take in the people of a later stretch of the same mail."""
        for address, (place, count, names) in later.seen.items():
            first, counted, known = self.seen.get(address, (place, 0, {}))
            for name, times in names.items():
                if name in known or len(known) < _NAMES_KEPT:
                    known[name] = known.get(name, 0) + times
            self.seen[address] = (first, counted + count, known)
        for address, told in later.signed.items():
            self.signed[address] = max(told, self.signed.get(address, told))

    def records(self) -> Iterator[ContactRecord]:
        """One contact record an address, in alphabetical order."""
        for address in sorted(self.seen):
            first, count, names = self.seen[address]
            _, signature = self.signed.get(address, (None, Signature()))
            yield ContactRecord(
                source_key=address,
                known_by="participant",
                name=_best_name(names),
                emails=(address,),
                phones=signature.phones,
                organisation=signature.organisation,
                title=signature.title,
                sightings=count,
                found_at=first,
            )


def _best_name(names: dict[str, int]) -> str:
    """The commonest; among equals a full name, one not turned round, the longest."""
    return max(
        names,
        key=lambda name: (names[name], " " in name, "," not in name, len(name), name),
        default="",
    )
