"""Contact records written as clean vCards, 4.0 or 3.0.

The opposite of `_vcard`: what is written here is read back as the same record.
Every bare comma is escaped, since several readers cut a value at one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC
from typing import Literal, TypeAlias
from urllib.parse import quote

from . import ContactRecord
from ._vcard_values import NO_LABEL

Version: TypeAlias = Literal["4.0", "3.0"]

WIDTH = 75  # octets a line, as both standards ask
TYPE = re.compile(r"[a-z0-9-]+")
KINDS = {"organisation": "org", "list": "group", "resource": "location"}


def write_card(record: ContactRecord, version: Version) -> str:
    """The card of a record, its lines folded and ended as the standard says."""
    lines = [*_lines(record, version)]
    return "".join(
        f"{_folded(line)}\r\n"
        for line in ("BEGIN:VCARD", f"VERSION:{version}", *lines, "END:VCARD")
    )


def _lines(record: ContactRecord, version: Version) -> Iterator[str]:
    yield f"UID:{_text(record.source_key)}"
    yield from _kind(record, version)
    yield f"FN:{_text(record.name)}"
    parts = (record.family_name, record.given_name, record.middle_name, record.prefix,
             record.suffix)  # fmt: skip
    yield f"N:{';'.join(map(_text, parts))}"
    if record.organisation or record.department:
        units = f";{_text(record.department)}" if record.department else ""
        yield f"ORG:{_text(record.organisation)}{units}"
    plain = (
        ("X-PHONETIC-FIRST-NAME", record.phonetic_name),
        ("TITLE", record.title),
        ("ROLE", record.role),
        ("NOTE", record.note),
    )
    yield from (f"{name}:{_text(value)}" for name, value in plain if value)
    lists = (("NICKNAME", record.nicknames), ("CATEGORIES", record.groups))
    yield from (f"{name}:{','.join(map(_text, said))}" for name, said in lists if said)
    yield from _days(record, version)
    yield from _Grouped(record, version).lines()
    for handle in record.handles:
        service, _, name = handle.partition(":")
        yield f"IMPP:{_text(service)}:{quote(name, safe='@/:+')}"
    if record.changed_at:
        yield f"REV:{record.changed_at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _kind(record: ContactRecord, version: Version) -> Iterator[str]:
    kind = KINDS.get(record.kind)
    if version == "4.0":
        yield f"KIND:{kind or 'individual'}"
    elif record.kind == "organisation":
        yield "X-ABShowAs:COMPANY"
    elif kind:
        yield f"X-ADDRESSBOOKSERVER-KIND:{kind}"


def _days(record: ContactRecord, version: Version) -> Iterator[str]:
    days = {"BDAY": record.birthday, "ANNIVERSARY": record.anniversary}
    for name, day in days.items():
        if not day:
            continue
        yearless = day.startswith("--")
        if version == "4.0":
            basic = day.replace("-", "")
            yield f"{name}:{'--' if yearless else ''}{basic}"
            continue
        # 3.0 has no anniversary, and no day without a year but Apple's
        told = f"X-{name}" if name == "ANNIVERSARY" else name
        omitted = ";X-APPLE-OMIT-YEAR=1604:1604-" if yearless else ":"
        yield f"{told}{omitted}{day.removeprefix('--')}"


class _Grouped:
    """The lines that may need a word beside them, which Apple's groups hold."""

    def __init__(self, record: ContactRecord, version: Version) -> None:
        self.record = record
        self.version = version
        self.groups = 0

    def lines(self) -> Iterator[str]:
        """Where they can be reached, other days and relations, with their words."""
        record = self.record
        for name, values in (("EMAIL", record.emails), ("TEL", record.phones)):
            for value in values:
                yield from self._labelled(name, value, _text(value))
        for value in record.urls:
            yield from self._labelled("URL", value, _text(value))
        for place, value in zip(_places(record), record.addresses, strict=False):
            yield from self._labelled("ADR", value, ";".join(map(_text, place)))
        if not record.addresses and (record.city or record.country):
            place = ("", "", "", record.city, "", "", record.country)
            yield f"ADR:{';'.join(map(_text, place))}"
        yield from self._jobs()
        for said in record.dates:
            how, _, day = said.rpartition(": ")
            yield from self._beside("X-ABDATE", day, how)
        for said in record.relations:
            how, _, who = said.partition(": ")
            if self.version == "4.0" and TYPE.fullmatch(how) and how != "pref":
                yield f"RELATED;TYPE={how};VALUE=text:{_text(who)}"
            else:
                yield from self._beside("X-ABRELATEDNAMES", _text(who), how)

    def _jobs(self) -> Iterator[str]:
        """Further organisations, a group holding one and the title there."""
        for said in self.record.affiliations:
            self.groups += 1
            title, colon, organisation = said.partition(": ")
            if not colon:
                title, organisation = said.removesuffix(":"), ""
            for name, value in (("ORG", organisation), ("TITLE", title)):
                if value:
                    yield f"item{self.groups}.{name}:{_text(value)}"

    def _labelled(self, name: str, value: str, written: str) -> Iterator[str]:
        said = next(
            (
                label[len(value) + 2 :]
                for label in self.record.labels
                if label.startswith(f"{value}: ")
            ),
            "",
        )
        words = [word for word in said.split(", ") if word]
        types = [word for word in words if _is_type(word)]
        own = [word for word in words if word not in {*types, "preferred"}]
        params = f";TYPE={','.join(types)}" if types else ""
        if "preferred" in words:
            new = f"{params};PREF=1"
            old = f"{params},pref" if types else ";TYPE=pref"
            params = new if self.version == "4.0" else old
        if own:
            yield from self._beside(f"{name}{params}", written, ", ".join(own))
        else:
            yield f"{name}{params}:{written}"

    def _beside(self, head: str, value: str, how: str) -> Iterator[str]:
        self.groups += 1
        yield f"item{self.groups}.{head}:{value}"
        yield f"item{self.groups}.X-ABLabel:{_text(how)}"


def _is_type(word: str) -> bool:
    """Whether both versions can say the word as a type of the value."""
    if word == "preferred" or word.upper() in NO_LABEL:
        return False
    return TYPE.fullmatch(word) is not None


def _places(record: ContactRecord) -> Iterator[tuple[str, ...]]:
    """The components of each address; joined again they are the line it was.

    A record tells the city and country of one: what stands before the city is its
    street, what stands between the two its region.
    """
    city = record.city
    for line in record.addresses:
        parts = line.split(", ")
        country = record.country if parts[-1] == record.country else ""
        inner = parts[:-1] if country else parts
        if city and city in inner:
            at = len(inner) - 1 - inner[::-1].index(city)
            before, after = ", ".join(inner[:at]), ", ".join(inner[at + 1 :])
            yield ("", "", before, city, after, "", country)
            city = ""
        else:
            yield ("", "", ", ".join(inner), "", "", "", country)


def _text(value: str) -> str:
    """A value as both versions escape it."""
    plain = re.sub(r"([\\,;])", r"\\\1", value)
    return re.sub(r"\r\n|\r|\n", r"\\n", plain)


def _folded(line: str) -> str:
    """The line in pieces of 75 octets, no character torn."""
    if len(line.encode("utf-8", "replace")) <= WIDTH:
        return line
    pieces, size = [""], 0
    for letter in line:
        width = len(letter.encode("utf-8", "replace"))
        if size + width > WIDTH:
            pieces.append(" ")
            size = 1
        pieces[-1] += letter
        size += width
    return "\r\n".join(pieces)
