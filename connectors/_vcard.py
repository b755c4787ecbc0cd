"""Cards become contact records, whoever holds them: a file or a server.

Loads vobject; a source imports this module when it has something to read.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from zoneinfo import ZoneInfo

from . import ContactRecord, Problem
from ._vcard_fields import fields_of
from ._vcard_lines import Guess, content_lines
from ._vcard_names import is_known
from ._vcard_text import RawCard, Splitter, text_lines
from ._vcard_vobject import Parsed, parse

EXPORT_AGAIN = "export the address book again, as vCard 3.0 in UTF-8"
# what changes without the person changing, and the key that is there already
NOT_CONTENT = re.compile(r"(?:[\w-]+\.)?(?:VERSION|REV|PRODID|UID)[;:]", re.IGNORECASE)
# a card without any of these is nobody's
SOMEBODY = ("name", "family_name", "given_name", "nicknames", "emails", "phones",
            "urls", "handles", "organisation", "addresses", "note")  # fmt: skip
HEAD = re.compile(r"[^;:]*")
VENDOR = re.compile(r"X-[A-Z0-9-]{1,40}")


@dataclass(frozen=True, slots=True)
class _Card:
    """One card read: its content lines, its fields, and what is odd in them."""

    lines: list[str]
    parsed: Parsed
    contents: Mapping[str, Any]
    values: dict[str, Any]
    odd: tuple[str, ...]


@dataclass
class CardReader:
    """Reads the cards of one file or address book, one after another.

    guess: the charset of lines that are not UTF-8 and do not say what they are.
    Only digests of what was read are remembered: 16 bytes a card.
    """

    zone: ZoneInfo
    guess: Guess = lambda _: "cp1252"
    cards: int = 0
    _told: set[str] = field(default_factory=set)
    _seen: set[bytes] = field(default_factory=set)

    def read(self, lines: Iterable[bytes]) -> Iterator[ContactRecord | Problem]:
        """Every card in the physical lines as a record, and what was wrong."""
        splitter = Splitter()
        for card in splitter.cards(lines):
            self.cards += 1
            yield from self._read_card(card)
        if splitter.strays and self.cards:
            why = f"{splitter.strays} were left out"
            yield Problem("file", "lines outside of any card", why, EXPORT_AGAIN)

    def _read_card(self, raw: RawCard) -> Iterator[ContactRecord | Problem]:
        card = self._parse(raw)
        place = f"card {raw.number}"
        for inner in _written_inline(card.contents, raw.number):
            raw.agents.append(inner)
            yield from self._read_card(inner)
        yield from _complaints(place, raw, card)
        yield from self._odd(place, card)
        values = card.values
        values["relations"] += tuple(filter(None, map(self._agent, raw.agents)))
        if not any(values[name] for name in SOMEBODY):
            yield from self._once(
                place,
                "a card without any name, address or number",
                "there is nobody to keep",
                "delete the empty card, or fill it in",
            )
        elif key := self._key(card):
            yield ContactRecord(source_key=key, found_at=place, **values)

    def _parse(self, raw: RawCard) -> _Card:
        lines = content_lines(raw.lines, self.guess)
        parsed = parse(lines)
        fields = fields_of(parsed.contents, self.zone)
        return _Card(lines, parsed, parsed.contents, fields.values, fields.odd)

    def _agent(self, raw: RawCard) -> str:
        """The relation to the person of a card nested in another's AGENT."""
        name = self._parse(raw).values["name"]
        return f"agent: {name}" if name else ""

    def _key(self, card: _Card) -> str:
        """The card's own id or its content's; empty for a card read already."""
        content = content_hash(card.lines)
        said = next((line.value for line in card.contents.get("uid", ())), "")
        uid = re.sub(r"^urn:uuid:", "", said.strip(), flags=re.IGNORECASE)
        if self._is_known(f"{uid} {content}"):
            return ""
        if not uid:
            return f"sha:{content}"
        # two cards of one id are two cards
        return f"{uid}#{content[:8]}" if self._is_known(f"{uid} ") else uid

    def _is_known(self, text: str) -> bool:
        digest = hashlib.blake2b(
            text.encode("utf-8", "replace"), digest_size=16
        ).digest()
        known = digest in self._seen
        self._seen.add(digest)
        return known

    def _odd(self, place: str, card: _Card) -> Iterator[Problem]:
        for what in card.odd:
            cure = "write dates as year-month-day, and the rest as vCard has it"
            yield from self._once(place, what, "it was left out", cure)
        for name in card.contents:
            if not is_known(name):
                yield from self._once(
                    place,
                    f"{_quotable(name)} is not known",
                    "what it says was left out, here and in further cards",
                    "nothing, unless something you need is missing",
                )

    def _once(self, place: str, what: str, why: str, cure: str) -> Iterator[Problem]:
        """The problem, the first time this file shows it."""
        if what not in self._told:
            self._told.add(what)
            yield Problem(place, what, why, cure)


def content_hash(lines: Iterable[str]) -> str:
    """A hash of what a card says, whatever its order, folding and encoding."""
    said = sorted(
        f"{HEAD.match(line)[0].upper()}:{line.partition(':')[2]}"  # type: ignore[index]  # it matches nothing, too
        for line in lines
        if not NOT_CONTENT.match(line)
    )
    text = "\n".join(said).encode("utf-8", "replace")
    return hashlib.blake2b(text, digest_size=12).hexdigest()


def _complaints(place: str, raw: RawCard, card: _Card) -> Iterator[Problem]:
    """What was hard to read in a card, and may be missing."""
    if not raw.whole:
        why = "what followed it, if anything, is missing"
        yield Problem(place, "the card has no end", why, EXPORT_AGAIN)
    if raw.cut:
        cure = "look at the card in the address book; it may hold a file"
        yield Problem(
            place, "the card is longer than 4 MB", "only its beginning was read", cure
        )
    if card.parsed.mended:
        why = f"{card.parsed.mended} were read as well as they could be"
        yield Problem(place, "lines that break the standard", why, EXPORT_AGAIN)
    if card.parsed.lost:
        why = f"{card.parsed.lost} were left out"
        yield Problem(place, "lines that are no property of a card", why, EXPORT_AGAIN)


def _written_inline(contents: Mapping[str, Any], number: int) -> Iterator[RawCard]:
    """The cards that vCard 3.0 writes into the text of an AGENT."""
    for line in contents.get("agent", ()):
        if line.value.upper().startswith("BEGIN:VCARD"):
            for inner in Splitter().cards(text_lines(line.value)):
                yield replace(inner, number=number)


def _quotable(name: str) -> str:
    """A vendor's property by name; anything else might be somebody's words."""
    upper = name.upper()
    return f"the property {upper}" if VENDOR.fullmatch(upper) else "a property"
