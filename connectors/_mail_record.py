"""One contact record an address: the best name seen, and what its signature says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Self

from . import ContactRecord, Fields
from ._mail_people import Mailbox
from ._mail_signature import Signature, read_signature

_NAMES_KEPT = 6  # of an address, those that came first
_ROOM = 50_000  # names of addresses
_AT_ONCE = 1_000  # contact records
_UNSIGNED = (None, Signature())


@dataclass(slots=True)
class People:
    """What was seen of each address; plain mappings, since processes exchange them.

    first: where it was seen first. seen: how often by which name, empty for none, the
    name that came first in front. signed: the newest signature that told something,
    and when it was written.
    """

    first: dict[str, str] = field(default_factory=dict)
    seen: dict[tuple[str, str], int] = field(default_factory=dict)
    signed: dict[str, tuple[datetime, Signature]] = field(default_factory=dict)
    _room: int = _ROOM

    def __contains__(self, address: str) -> bool:
        """Whether it was seen at all."""
        return address in self.first

    def add(self, mailboxes: Iterable[Mailbox], place: str) -> None:
        """Count one appearance of each address."""
        seen = self.seen
        for box in mailboxes:
            if box in seen:
                seen[box] += 1
            else:
                name, address = box
                seen[name, address] = 1  # a plain tuple travels more lightly
                self.first.setdefault(address, place)
        if len(seen) > self._room:
            self._make_room()

    def _make_room(self) -> None:
        """Let go of names that come too late to be anybody's."""
        self.seen, seen = {}, self.seen
        kept: Counter[str] = Counter()
        for (name, address), times in seen.items():
            late = bool(name) and kept[address] >= _NAMES_KEPT
            kept[address] += bool(name)
            key = "" if late else name, address
            self.seen[key] = self.seen.get(key, 0) + times
        self._room = max(_ROOM, 2 * len(self.seen))

    def sign(self, author: Mailbox, written_at: datetime, text: str) -> None:
        """Keep what a signature says of its author, unless a newer one did."""
        signature = read_signature(text, author.name)
        if signature == Signature():
            return
        told = (written_at, signature)
        self.signed[author.address] = max(told, self.signed.get(author.address, told))

    def join(self, later: Self) -> None:
        """Take in the people of a later stretch of the same mail."""
        for address, place in later.first.items():
            self.first.setdefault(address, place)
        seen = self.seen
        for key, times in later.seen.items():
            seen[key] = seen.get(key, 0) + times
        if len(self.seen) > self._room:
            self._make_room()
        for address, told in later.signed.items():
            self.signed[address] = max(told, self.signed.get(address, told))

    def records(self) -> Iterator[ContactRecord]:
        """One contact record an address, in alphabetical order."""
        for some in self.in_short():
            for values in zip(*some.values(), strict=True):
                yield ContactRecord(**dict(zip(some, values, strict=True)))

    def in_short(self) -> Iterator[Fields]:
        """What records gives, in short."""
        times = dict.fromkeys(self.first, 0)
        names: dict[str, dict[str, int]] = {address: {} for address in times}
        for (name, address), often in self.seen.items():
            times[address] += often
            if name and len(names[address]) < _NAMES_KEPT:
                names[address][name] = often
        addresses = sorted(times)
        for at in range(0, len(addresses), _AT_ONCE):
            some = addresses[at : at + _AT_ONCE]
            signatures = [self.signed.get(each, _UNSIGNED)[1] for each in some]
            yield {
                "source_key": some,
                "known_by": ["participant"] * len(some),
                "name": [_best_name(names[each]) for each in some],
                "emails": [(each,) for each in some],
                "phones": [each.phones for each in signatures],
                "organisation": [each.organisation for each in signatures],
                "title": [each.title for each in signatures],
                "sightings": [times[each] for each in some],
                "found_at": [self.first[each] for each in some],
            }


def _best_name(names: dict[str, int]) -> str:
    """The commonest; among equals a full name, one not turned round, the longest."""
    if len(names) <= 1:  # as nearly everybody has
        return next(iter(names), "")
    return max(
        names,
        key=lambda name: (names[name], " " in name, "," not in name, len(name), name),
    )
