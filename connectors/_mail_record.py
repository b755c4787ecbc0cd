"""One contact record an address: the best name seen, and what its signature says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Self

from . import ContactRecord
from ._mail_people import Mailbox
from ._mail_signature import Signature, read_signature

_NAMES_KEPT = 6


@dataclass(slots=True)
class People:
    """What was seen of each address; plain mappings, since processes exchange them.

    first: where it was seen first; times: how often; names: how often by which names.
    signed: the newest signature that told something, and when it was written.
    """

    first: dict[str, str] = field(default_factory=dict)
    times: dict[str, int] = field(default_factory=dict)
    names: dict[str, dict[str, int]] = field(default_factory=dict)
    signed: dict[str, tuple[datetime, Signature]] = field(default_factory=dict)

    def add(self, mailboxes: Iterable[Mailbox], place: str) -> None:
        """Count one appearance of each address."""
        times, names = self.times, self.names
        for name, address in mailboxes:
            if address in times:
                times[address] += 1
            else:
                times[address] = 1
                self.first[address] = place
            if not name:
                continue
            if address in names and name in names[address]:  # as most often
                names[address][name] += 1
            else:
                self._name(address, name, 1)

    def _name(self, address: str, name: str, times: int) -> None:
        names = self.names.get(address)
        if names is None:
            self.names[address] = {name: times}
        elif name in names:
            names[name] += times
        elif len(names) < _NAMES_KEPT:
            names[name] = times

    def sign(self, author: Mailbox, written_at: datetime, text: str) -> None:
        """Keep what a signature says of its author, unless a newer one did."""
        signature = read_signature(text, author.name)
        if signature == Signature():
            return
        told = (written_at, signature)
        self.signed[author.address] = max(told, self.signed.get(author.address, told))

    def join(self, later: Self) -> None:
        """Take in the people of a later stretch of the same mail."""
        for address, times in later.times.items():
            self.times[address] = self.times.get(address, 0) + times
        for address, place in later.first.items():
            self.first.setdefault(address, place)
        for address, names in later.names.items():
            for name, times in names.items():
                self._name(address, name, times)
        for address, told in later.signed.items():
            self.signed[address] = max(told, self.signed.get(address, told))

    def records(self) -> Iterator[ContactRecord]:
        """One contact record an address, in alphabetical order."""
        for address in sorted(self.times):
            _, signature = self.signed.get(address, (None, Signature()))
            yield ContactRecord(
                source_key=address,
                known_by="participant",
                name=_best_name(self.names.get(address, {})),
                emails=(address,),
                phones=signature.phones,
                organisation=signature.organisation,
                title=signature.title,
                sightings=self.times[address],
                found_at=self.first[address],
            )


def _best_name(names: dict[str, int]) -> str:
    """The commonest; among equals a full name, one not turned round, the longest."""
    return max(
        names,
        key=lambda name: (names[name], " " in name, "," not in name, len(name), name),
        default="",
    )
