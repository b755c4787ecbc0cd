"""Cards become contact records, whoever holds them: a file or a server.

Loads vobject; a source imports this module when it has something to read.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from operator import itemgetter
from typing import Any
from zoneinfo import ZoneInfo

from . import ContactRecord, Known, Problem
from ._digests import Digests, digest_of
from ._marks import START, Marks
from ._vcard_fields import Fields, fields_of
from ._vcard_lines import Guess, content_lines
from ._vcard_plain import NOT_CONTENT, take_apart
from ._vcard_text import RawCard, Splitter, text_lines
from ._vcard_values import Contents
from ._vcard_vobject import parse

VERSION = 6  # raised when the same card would now be read better
EXPORT_AGAIN = "export the address book again, as vCard 3.0 in UTF-8"
# a card without any of these is nobody's
SOMEBODY = ("name", "family_name", "given_name", "nicknames", "emails", "phones",
            "urls", "handles", "organisation", "addresses", "note")  # fmt: skip
said_of = itemgetter(*SOMEBODY)
HEAD = re.compile(r"[^;:]*")
URN = re.compile(r"^urn:uuid:", re.IGNORECASE)
VENDOR = re.compile(r"X-[A-Z0-9-]{1,40}")


@dataclass(slots=True)
class _Card:
    """One card read: its content lines, its fields, and what is odd in them."""

    contents: Contents
    fields: Fields
    content: str
    mended: int = 0
    lost: int = 0


class CardReader:
    """Reads the cards of one file or address book, one after another.

    guess: the charset of lines that are not UTF-8 and do not say what they are.
    known: the marks of cards read before: of the text, then of its content.
    Of what was read nothing but 16 bytes a card is remembered.
    """

    def __init__(
        self,
        zone: ZoneInfo,
        guess: Guess = lambda _: "cp1252",
        known: Marks | None = None,
    ) -> None:
        self.zone = zone
        self.guess = guess
        self.cards = 0
        self._known = known
        self._salt = f"{VERSION} {zone.key}".encode()
        self._told: set[str] = set()
        self._seen = Digests()

    def read(self, lines: Iterable[bytes]) -> Iterator[ContactRecord | Problem]:
        """Every card in the physical lines as a record, and what was wrong."""
        splitter = Splitter()
        for said in self.read_cards(splitter.cards(lines), splitter):
            if not isinstance(said, Known):  # only a card in one piece is known
                yield said

    def read_cards(
        self, cards: Iterable[RawCard], splitter: Splitter
    ) -> Iterator[ContactRecord | Known | Problem]:
        """Every card as a record, and what was wrong; known ones are not parsed."""
        for card in cards:
            self.cards += 1
            if card.plain:
                yield from self._read_plain(card)
            else:
                yield from self._read_card(card, self._parse(card.lines))
        if splitter.strays and self.cards:
            why = f"{splitter.strays} were left out"
            yield Problem("file", "lines outside of any card", why, EXPORT_AGAIN)

    def _read_plain(self, raw: RawCard) -> Iterator[ContactRecord | Known | Problem]:
        start = hashlib.blake2b(
            raw.plain, digest_size=START // 2, key=self._salt
        ).digest()
        known = self._known and self._known.get(start)
        if not known:
            yield from self._read_card(raw, self._card_of(raw), digest=start.hex())
            return
        found = self._seen.add(known.key, known.rest)
        if found == "new":
            yield Known(start.hex() + known.rest)
        elif found == "other":
            card = self._card_of(raw)
            yield from self._read_card(raw, card, key=_second(_uid(card), known.rest))

    def _card_of(self, raw: RawCard) -> _Card:
        """A card in one piece, taken apart at once where it can be."""
        taken = take_apart(raw.plain)
        if taken is None:
            return self._parse(raw.plain.split(b"\n"))
        contents, content = taken
        return _Card(contents, fields_of(contents, self.zone), _hash(content))

    def _parse(self, lines: list[bytes]) -> _Card:
        """A card from its physical lines, whatever they are like."""
        said = content_lines(lines, self.guess)
        parsed = parse(said)
        fields = fields_of(parsed.contents, self.zone)
        content = content_hash(said)
        return _Card(parsed.contents, fields, content, parsed.mended, parsed.lost)

    def _read_card(
        self, raw: RawCard, card: _Card, digest: str = "", key: str = ""
    ) -> Iterator[ContactRecord | Problem]:
        """The card's record; `key` where it is decided already."""
        place = f"card {raw.number}"
        if "agent" in card.contents:
            for inner in _written_inline(card.contents, raw.number):
                raw.agents.append(inner)
                yield from self._read_card(inner, self._parse(inner.lines))
        simple = raw.plain and not (card.mended or card.lost or raw.agents)
        if not simple:
            yield from _complaints(place, raw, card)
        if card.fields.odd or card.fields.unknown:
            simple = False
            yield from self._odd(place, card.fields)
        values = card.fields.values
        if raw.agents:
            values["relations"] += tuple(filter(None, map(self._agent, raw.agents)))
        if not any(said_of(values)):
            yield from self._once(
                place,
                "a card without any name, address or number",
                "there is nobody to keep",
                "delete the empty card, or fill it in",
            )
            return
        said = key or self._key(_uid(card), card.content)
        # what gave a problem gives it again, and so has to be read again
        mark = digest + card.content if simple and digest and "#" not in said else ""
        if said:
            yield ContactRecord(source_key=said, found_at=place, mark=mark, **values)

    def _agent(self, raw: RawCard) -> str:
        """The relation to the person of a card nested in another's AGENT."""
        name = self._parse(raw.lines).fields.values["name"]
        return f"agent: {name}" if name else ""

    def _key(self, uid: str, content: str) -> str:
        """The card's own id or its content's; empty for a card read already."""
        key = uid or f"sha:{content}"
        found = self._seen.add(digest_of(key), content)
        if found == "same":
            return ""
        return _second(key, content) if found == "other" else key

    def _odd(self, place: str, fields: Fields) -> Iterator[Problem]:
        for what in fields.odd:
            cure = "write dates as year-month-day, and the rest as vCard has it"
            yield from self._once(place, what, "it was left out", cure)
        for name in fields.unknown:
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
            yield Problem(place, what, why, cure, loses=False)


def _second(key: str, content: str) -> str:
    """The key of a card whose id another has: two cards of one id are two cards."""
    return f"{key}#{content[:8]}"


def _uid(card: _Card) -> str:
    """The card's own id, without what only says that it is one."""
    said = next((line.value for line in card.contents.get("uid", ())), "")
    return URN.sub("", said.strip()) if ":" in said else said.strip()


def content_hash(lines: Iterable[str]) -> str:
    """A hash of what a card says, whatever its order, folding and encoding."""
    heads = ((HEAD.match(line)[0].upper(), line) for line in lines)  # type: ignore[index]  # it matches nothing, too
    return _hash(
        f"{head}:{line.partition(':')[2]}"
        for head, line in heads
        if head.rpartition(".")[2] not in NOT_CONTENT
    )


def _hash(said: Iterable[str]) -> str:
    text = "\n".join(sorted(said)).encode("utf-8", "replace")
    return hashlib.blake2b(text, digest_size=12).hexdigest()


def _complaints(place: str, raw: RawCard, card: _Card) -> Iterator[Problem]:
    """What was hard to read in a card, and may be missing."""
    if not raw.whole:
        why = "what followed it, if anything, is missing"
        yield Problem(place, "the card has no end", why, EXPORT_AGAIN)
    if raw.cut:
        cure = "look at the card in the address book; it may hold a file"
        what, why = "the card is longer than 4 MB", "only its beginning was read"
        yield Problem(place, what, why, cure, loses=False)
    if card.mended:
        what = "lines that break the standard"
        why = f"{card.mended} were read as well as they could be"
        yield Problem(place, what, why, EXPORT_AGAIN, loses=False)
    if card.lost:
        what = "lines that are no property of a card"
        why = f"{card.lost} were left out"
        yield Problem(place, what, why, EXPORT_AGAIN, loses=False)


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
