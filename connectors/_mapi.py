"""The properties of Outlook's items, whatever their types, by number and by name.

Spec: [MS-OXPROPS] (numbers), [MS-OXCDATA] 2.11.1 (types), [MS-PST] 2.4.7 (names).
"""

from __future__ import annotations

import codecs
import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from itertools import pairwise
from typing import Any, TypeAlias
from uuid import UUID

ADDRESS = UUID("00062004-0000-0000-c000-000000000046")
APPOINTMENT = UUID("00062002-0000-0000-c000-000000000046")
MEETING = UUID("6ed8da90-450b-101b-98da-00aa003f1305")
PUBLIC_STRINGS = UUID("00020329-0000-0000-c000-000000000046")

Name: TypeAlias = tuple[UUID, int | str]  # a property set, and what it calls it

MAX_PATHS = 100_000
MAX_NAMES = 32768
MAX_VALUES = 1000  # of one property
EPOCH = datetime(1601, 1, 1, tzinfo=UTC)
NO_DAY = 4501  # the year Outlook writes for none
_ADDRESS = re.compile(r"[^\s<>,;:\"()@]+@[^\s<>,;:\"()@]+")
_MAPI = UUID("00020328-0000-0000-c000-000000000046")
_TEXT8, _TEXT, _TIME, _BINARY = 0x001E, 0x001F, 0x0040, 0x0102
_MANY = 0x1000
_UTF16 = 1200
# Windows' numbers for what Python calls otherwise
CHARSETS = {
    65001: "utf-8", 20127: "ascii", 28591: "latin-1", 50220: "iso2022_jp",
    20866: "koi8-r", 21866: "koi8-u", 51949: "euc-kr", 51932: "euc-jp",
    54936: "gb18030",
}  # fmt: skip
FIRST_ISO = 28591


@dataclass(frozen=True, slots=True)
class Bag:
    """The properties of one item.

    said: type and bytes by tag. names: the tags of named properties, of the file.
    codepage: of texts that are not Unicode, by its number. paths: the Internet
    addresses of people known by a path in an Exchange server, of the file.
    """

    said: dict[int, tuple[int, bytes]]
    names: dict[Name, int] = field(default_factory=dict)
    codepage: int = 1252
    paths: dict[str, str] = field(default_factory=dict)

    def address(self, *names: int | Name) -> str:
        """The Internet address among these; of a server's path what is known of it."""
        said = [self.text(name) for name in names]
        paths = [text.lower() for text in said if text[:3].lower() == "/o="]
        found = next((text for text in said if _ADDRESS.fullmatch(text)), "")
        if found and len(self.paths) < MAX_PATHS:
            self.paths.update(dict.fromkeys(paths, found))
        return found or next((self.paths[p] for p in paths if p in self.paths), "")

    def text(self, *names: int | Name) -> str:
        """The first of these that says something, in one line."""
        return next((t for n in names if (t := " ".join(self.lines(n).split()))), "")

    def lines(self, name: int | Name) -> str:
        """A text as it stands, its lines kept."""
        kind, data = self._raw(name)
        if kind not in {_TEXT, _TEXT8, _BINARY}:
            return ""
        if kind == _TEXT:
            text = data.decode("utf-16-le", "replace")
        else:
            text = data.decode(_charset(self.codepage), "replace")
        return text.replace("\0", "").replace("\r\n", "\n").replace("\r", "\n").strip()

    def texts(self, name: int | Name) -> list[str]:
        """Every text of a property of several."""
        kind, data = self._raw(name)
        if kind not in {_TEXT | _MANY, _TEXT8 | _MANY}:
            one = self.text(name)
            return [one] if one else []
        charset = "utf-16-le" if kind == _TEXT | _MANY else _charset(self.codepage)
        texts = (part.decode(charset, "replace") for part in _parts(data))
        return [
            text for each in texts if (text := " ".join(each.replace("\0", "").split()))
        ]

    def number(self, name: int | Name) -> int | None:
        """A whole number, or a yes as 1."""
        kind, data = self._raw(name)
        if kind in {0x0002, 0x0003, 0x000B} and data:
            return int.from_bytes(data[:4], "little", signed=True)
        return None

    def time(self, *names: int | Name) -> datetime | None:
        """The first moment among these that exists, in UTC."""
        for name in names:
            kind, data = self._raw(name)
            if kind == _TIME and (found := moment(data)):
                return found
        return None

    def data(self, name: int | Name) -> bytes:
        """Bytes as they are; empty when there are none."""
        kind, data = self._raw(name)
        return data if kind == _BINARY else b""

    def _raw(self, name: int | Name) -> tuple[int, bytes]:
        tag = name if isinstance(name, int) else self.names.get(name, -1)
        return self.said.get(tag, (0, b""))


def moment(data: bytes) -> datetime | None:
    """Windows' hundred nanoseconds since 1601; None for none, and for 4501."""
    if len(data) != 8 or not any(data):  # noqa: PLR2004 - bytes of a time
        return None
    try:
        found = EPOCH + timedelta(microseconds=int.from_bytes(data, "little") // 10)
    except OverflowError:
        return None
    return found.replace(microsecond=0) if found.year < NO_DAY else None


def bag_of(
    item: Any,
    wanted: frozenset[int] | None,
    names: dict[Name, int],
    codepage: int,
    paths: dict[str, str] | None = None,
) -> Bag:
    """The wanted properties of one of libpff's items; of named ones all of `names`."""
    paths = {} if paths is None else paths
    sets = item.record_sets if item is not None else ()
    said = next((_read(records, wanted, {*names.values()}) for records in sets), {})
    for tag in (0x3FFD, 0x3FDE):  # the item's own, else the Internet's
        kind, data = said.get(tag, (0, b""))
        if kind == 0x0003 and (own := int.from_bytes(data, "little")) != _UTF16:  # noqa: PLR2004 - a number
            return Bag(said, names, own, paths)
    return Bag(said, names, codepage, paths)


def rows_of(table: Any, codepage: int, paths: dict[str, str]) -> Iterator[Bag]:
    """The rows of one of libpff's tables: an item's recipients."""
    for records in table.record_sets:
        yield Bag(_read(records, None, set()), {}, codepage, paths)


def _read(
    records: Any, wanted: frozenset[int] | None, named: set[int]
) -> dict[int, tuple[int, bytes]]:
    said: dict[int, tuple[int, bytes]] = {}
    for number in range(records.number_of_entries):
        entry = records.get_entry(number)
        tag = entry.entry_type
        if tag is None or tag in said:
            continue
        if wanted is None or tag in wanted or tag in named:
            data = entry.data
            if data:
                said[tag] = (entry.value_type, data)
    return said


def read_names(item: Any) -> dict[Name, int]:
    """The tags of a file's named properties, from the item that lists them."""
    bag = bag_of(item, frozenset({2, 3, 4}), {}, 1252)
    sets, entries, strings = (bag.data(tag) for tag in (2, 3, 4))
    found: dict[Name, int] = {}
    for at in range(0, min(len(entries), MAX_NAMES * 8) - 7, 8):
        number, where, index = struct.unpack_from("<IHH", entries, at)
        known = {1: _MAPI, 2: PUBLIC_STRINGS}.get(where >> 1)
        start = ((where >> 1) - 3) * 16
        if known is None and 0 <= start <= len(sets) - 16:
            known = UUID(bytes_le=sets[start : start + 16])
        if known is None:
            continue
        name: int | str = _text_at(strings, number) if where & 1 else number
        found.setdefault((known, name), 0x8000 + index)
    return found


def _text_at(strings: bytes, at: int) -> str:
    """A name in the stream of names: its length in bytes, then it."""
    length = int.from_bytes(strings[at : at + 4], "little")
    return strings[at + 4 : at + 4 + min(length, 1024)].decode("utf-16-le", "replace")


def _parts(data: bytes) -> Iterator[bytes]:
    """The values of a property of several: their count, where they begin, they."""
    if len(data) < 4:  # noqa: PLR2004 - the count
        return
    count = min(int.from_bytes(data[:4], "little"), MAX_VALUES, (len(data) - 4) // 4)
    starts = [*struct.unpack_from(f"<{count}I", data, 4), len(data)]
    for start, end in pairwise(starts):
        yield data[start:end]


@lru_cache(maxsize=64)
def _charset(codepage: int) -> str:
    if FIRST_ISO < codepage <= FIRST_ISO + 15:
        return codecs.lookup(f"iso8859-{codepage - FIRST_ISO + 1}").name
    try:
        return codecs.lookup(CHARSETS.get(codepage, f"cp{codepage}")).name
    except LookupError:
        return "cp1252"
