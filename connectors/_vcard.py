"""Cards become contact records, whoever holds them: a file or a server."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from zoneinfo import ZoneInfo

from . import ContactRecord, Problem
from ._vcard_lines import plain, unfold
from ._vcard_names import is_known
from ._vcard_text import RawCard, raw_cards

EXPORT_AGAIN = "export the address book again, as vCard 3.0 in UTF-8"
# what changes without the person changing, and the key that is there already
NOT_CONTENT = re.compile(r"(?:[\w-]+\.)?(?:VERSION|REV|PRODID|UID)[;:]", re.IGNORECASE)
VENDOR = re.compile(r"X-[A-Z0-9-]{1,40}")


@dataclass
class CardReader:
    """Reads the cards of one file or address book, one after another.

    guess: the charset of lines that are not UTF-8 and do not say what they are.
    Only digests of what was read are remembered: 16 bytes a card.
    """

    zone: ZoneInfo
    guess: Callable[[], str] = lambda: "cp1252"
    cards: int = 0
    _told: set[str] = field(default_factory=set)
    _seen: set[bytes] = field(default_factory=set)

    def read(self, lines: Iterable[bytes]) -> Iterator[ContactRecord | Problem]:
        """Every card in the physical lines as a record, and what was wrong."""
        for card in raw_cards(lines):
            self.cards += 1
            yield from self._read_card(card)

    def _read_card(self, raw: RawCard) -> Iterator[ContactRecord | Problem]:
        from ._vcard_fields import fields_of
        from ._vcard_vobject import parse

        lines = [plain(line, self.guess) for line in unfold(raw.lines)]
        parsed = parse(lines)
        fields = fields_of(parsed.contents, self.zone)
        place = f"card {raw.number}"
        yield from self._complain(place, raw, parsed.mended, parsed.lost)
        yield from self._odd(place, parsed.contents, fields.odd)
        record = ContactRecord(source_key="-", found_at=place, **fields.values)
        agents = tuple(filter(None, map(self._agent, raw.agents)))
        record = replace(record, relations=record.relations + agents)
        if not _says_something(record):
            yield from self._once(
                place,
                "a card without any name, address or number",
                "there is nobody to keep",
                "delete the empty card, or fill it in",
            )
            return
        key = self._key(parsed.contents, content_hash(lines))
        if key:
            yield replace(record, source_key=key)

    def _agent(self, raw: RawCard) -> str:
        """The relation to the person of a card nested in another's AGENT."""
        from ._vcard_fields import fields_of
        from ._vcard_vobject import parse

        lines = [plain(line, self.guess) for line in unfold(raw.lines)]
        name = fields_of(parse(lines).contents, self.zone).values["name"]
        return f"agent: {name}" if name else ""

    def _key(self, contents: dict[str, list[object]], content: str) -> str:
        """The card's own id or its content's; empty for a card read already."""
        said = next(
            (str(getattr(line, "value", "")) for line in contents.get("uid", ())), ""
        )
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

    def _complain(
        self, place: str, raw: RawCard, mended: int, lost: int
    ) -> Iterator[Problem]:
        if not raw.whole:
            yield Problem(
                place,
                "the card has no end",
                "what followed it, if anything, is missing",
                EXPORT_AGAIN,
            )
        if raw.cut:
            yield Problem(
                place,
                "the card is longer than 4 MB",
                "only its beginning was read",
                "look at the card in the address book; it may hold a file",
            )
        if mended:
            yield Problem(
                place,
                "lines that break the standard",
                f"{mended} were read as well as they could be",
                EXPORT_AGAIN,
            )
        if lost:
            yield Problem(
                place,
                "lines that are no property of a card",
                f"{lost} were left out",
                EXPORT_AGAIN,
            )

    def _odd(
        self, place: str, contents: Iterable[str], odd: Iterable[str]
    ) -> Iterator[Problem]:
        for name in odd:
            yield from self._once(
                place,
                f"{name} is no date",
                "it was left out",
                "write it as year-month-day in the address book",
            )
        for name in contents:
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
        re.sub(r"^([^;:]*)[^:]*", lambda name: name[1].upper(), line)
        for line in lines
        if not NOT_CONTENT.match(line)
    )
    text = "\n".join(said).encode("utf-8", "replace")
    return hashlib.blake2b(text, digest_size=12).hexdigest()


def _quotable(name: str) -> str:
    """A vendor's property by name; anything else might be somebody's words."""
    upper = name.upper()
    return f"the property {upper}" if VENDOR.fullmatch(upper) else "a property"


def _says_something(record: ContactRecord) -> bool:
    return any(
        (record.name, record.emails, record.phones, record.urls, record.handles,
         record.organisation, record.nicknames, record.family_name,
         record.given_name, record.note, record.addresses)
    )  # fmt: skip
