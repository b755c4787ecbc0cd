"""Writes small Outlook data files (.pst), property by property, of invented people.

A file has messages, contacts and appointments in folders; libpff and readpst both
read it. Spec: [MS-PST], the sections named below.

`python tests/connectors/made_pst.py` makes the fixture again.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

FIXTURE = Path(__file__).parent / "fixtures" / "pst" / "archive.pst"
ADDRESS = UUID("00062004-0000-0000-c000-000000000046")
APPOINTMENT = UUID("00062002-0000-0000-c000-000000000046")
PUBLIC_STRINGS = UUID("00020329-0000-0000-c000-000000000046")
MEETING = UUID("6ed8da90-450b-101b-98da-00aa003f1305")
START, END, PLACE, WHOLE_DAY, STATE, ZONE, SERIES = (
    (APPOINTMENT, number)
    for number in (0x820D, 0x820E, 0x8208, 0x8215, 0x8217, 0x8260, 0x8216)
)
INT32, BOOL, TEXT, TIME, BINARY = 0x0003, 0x000B, 0x001F, 0x0040, 0x0102
Name = int | tuple[UUID, int | str]
Properties = Mapping[Name, object]


class Plain(bytes):
    """A text in some code page."""


@dataclass
class Message:
    """Its properties by tag, or by property set and number; recipients likewise."""

    properties: Properties
    recipients: Sequence[Properties] = ()


@dataclass
class Folder:
    """A named folder of messages."""

    name: str
    messages: Sequence[Message] = ()
    folders: Sequence[Folder] = ()


def written(value: object) -> tuple[int, bytes]:  # noqa: PLR0911 - a type, a line
    """A value's type and bytes ([MS-PST] 2.1.2)."""
    match value:
        case bool():
            return BOOL, struct.pack("<I", value)
        case int():
            return INT32, struct.pack("<i", value)
        case datetime():
            spent = value - datetime(1601, 1, 1, tzinfo=UTC)
            return TIME, struct.pack("<Q", int(spent.total_seconds()) * 10_000_000)
        case Plain():
            return 0x001E, bytes(value)
        case bytes():
            return BINARY, value
        case list():
            texts = [str(each).encode("utf-16-le") for each in value]
            start, places = 4 + 4 * len(texts), list[int]()
            for text in texts:
                places.append(start)
                start += len(text)
            head = struct.pack(f"<I{len(texts)}I", len(texts), *places)
            return TEXT | 0x1000, head + b"".join(texts)
        case _:
            return TEXT, str(value).encode("utf-16-le")


class Heap:
    """A heap on a node (2.3.1): small pieces, each with a number."""

    def __init__(self, client: int) -> None:
        self.client, self.pieces = client, list[bytes]()

    def put(self, piece: bytes) -> int:
        """Add a piece; its heap id."""
        self.pieces.append(piece)
        return len(self.pieces) << 5

    def data(self, root: int) -> bytes:
        """The whole heap in one block."""
        body, starts = b"", []
        for piece in self.pieces:
            starts.append(12 + len(body))
            body += piece
        body += b"\0" * (len(body) % 2)
        header = struct.pack("<HBBI4x", 12 + len(body), 0xEC, self.client, root)
        table = struct.pack("<HH", len(starts), 0)
        table += b"".join(
            struct.pack("<H", s) for s in [*starts, 12 + sum(map(len, self.pieces))]
        )
        whole = header + body + table
        assert len(whole) <= 8176, "one block holds no more"
        return whole


def property_context(properties: Mapping[int, object]) -> bytes:
    """Properties by tag as a property context (2.3.3)."""
    heap = Heap(0xBC)
    tree = heap.put(b"")  # stands first; filled below
    rows = b""
    for tag, value in sorted(properties.items()):
        kind, data = written(value)
        held = data if kind in {INT32, BOOL} else struct.pack("<I", heap.put(data))
        rows += struct.pack("<HH", tag, kind) + held
    records = heap.put(rows) if rows else 0
    heap.pieces[0] = struct.pack("<BBBBI", 0xB5, 2, 6, 0, records)
    return heap.data(tree)


def table_context(
    rows: Sequence[Mapping[int, object]], ids: Sequence[int] = ()
) -> bytes:
    """Rows of properties as a table context (2.3.4), every column by reference.

    ids: of the rows, ascending; else they are counted.
    """
    ids = ids or range(len(rows))
    heap = Heap(0x7C)
    info = heap.put(b"")
    tags = sorted({tag for row in rows for tag in row})
    kinds = {tag: written(next(r[tag] for r in rows if tag in r))[0] for tag in tags}
    columns = [(0x67F2, INT32), *((tag, kinds[tag]) for tag in tags), (0x67F3, INT32)]
    width, bits = 4 * len(columns), (len(columns) + 7) // 8
    matrix = b""
    for number, row in zip(ids, rows, strict=True):
        cells, there = struct.pack("<I", number), 1
        for place, (tag, _) in enumerate(columns[1:-1], 1):
            if tag not in row:
                cells += bytes(4)
                continue
            kind, data = written(row[tag])
            cells += (
                data if kind in {INT32, BOOL} else struct.pack("<I", heap.put(data))
            )
            there |= 1 << place
        cells += struct.pack("<I", 1)
        there |= 1 << (len(columns) - 1)
        marks = "".join(str(there >> n & 1) for n in range(bits * 8))
        matrix += cells + int(marks, 2).to_bytes(bits)
    index = heap.put(b"".join(struct.pack("<II", n, at) for at, n in enumerate(ids)))
    tree = heap.put(struct.pack("<BBBBI", 0xB5, 4, 4, 0, index if rows else 0))
    held = heap.put(matrix) if rows else 0
    described = b"".join(
        struct.pack("<HHHBB", kind, tag, 4 * place, 4, place)
        for place, (tag, kind) in sorted(enumerate(columns), key=lambda c: c[1][0])
    )
    ends = (width, width, width, width + bits)
    heap.pieces[0] = (
        struct.pack("<BB4HIII", 0x7C, len(columns), *ends, tree, held, 0) + described
    )
    return heap.data(info)


@dataclass
class Writer:
    """Puts nodes and blocks where the two trees of a file find them."""

    blocks: list[tuple[int, bytes]] = field(default_factory=list)
    nodes: dict[int, tuple[int, int, int]] = field(default_factory=dict)
    names: dict[tuple[UUID, int | str], int] = field(default_factory=dict)
    _next: int = 4
    _index: int = 0x400

    def block(self, data: bytes, *, internal: bool = False) -> int:
        """Keep a block; its id."""
        number = self._next | (2 if internal else 0)
        self._next += 4
        self.blocks.append((number, data))
        return number

    def node(self, number: int, parent: int, data: bytes, beside: int = 0) -> None:
        """Keep a node: its data, and the block that lists what lies below it."""
        self.nodes[number] = (self.block(data), beside, parent)

    def tag(self, name: Name) -> int:
        """A property's tag; a named one gets the next free of its own."""
        if isinstance(name, int):
            return name
        return self.names.setdefault(name, 0x8000 + len(self.names))

    def plain(self, properties: Properties) -> dict[int, object]:
        """Properties by tag."""
        return {self.tag(name): value for name, value in properties.items()}

    def folder(self, number: int, parent: int, folder: Folder) -> None:
        """A folder with the tables a reader expects beside it, and what is in it."""
        held = {
            0x3001: folder.name, 0x3602: len(folder.messages), 0x3603: 0,
            0x360A: bool(folder.folders),
        }  # fmt: skip
        self.node(number, parent, property_context(held))
        below = [self._number(0x02) for _ in folder.folders]
        inside = [self._number(0x04) for _ in folder.messages]
        self.table(number & ~0x1F | 0x0D, below, [f.name for f in folder.folders])
        self.table(number & ~0x1F | 0x0E, inside, ["" for _ in inside])
        self.table(number & ~0x1F | 0x0F, [], [])
        for child, inner in zip(below, folder.folders, strict=True):
            self.folder(child, number, inner)
        for child, message in zip(inside, folder.messages, strict=True):
            self.message(child, number, message)

    def table(self, number: int, ids: list[int], names: list[str]) -> None:
        """A folder's table of what is in it."""
        rows = [{0x3001: name} for name in names]
        self.node(number, 0, table_context(rows, ids))

    def message(self, number: int, parent: int, message: Message) -> None:
        """A message and, below it, the table of its recipients."""
        rows = [self.plain(recipient) for recipient in message.recipients]
        beside = 0
        if rows:
            held = self.block(table_context(rows))
            entry = struct.pack("<QQQ", 0x692, held, 0)
            beside = self.block(struct.pack("<BBH4x", 2, 0, 1) + entry, internal=True)
        properties = property_context(self.plain(message.properties))
        self.node(number, parent, properties, beside)

    def _number(self, kind: int) -> int:
        self._index += 1
        return self._index << 5 | kind

    def name_map(self) -> bytes:
        """Which tag which named property has (2.4.7)."""
        sets = list(dict.fromkeys(where for where, _ in self.names))
        entries = strings = b""
        for (where, name), tag in self.names.items():
            place, kind = name, (sets.index(where) + 3) << 1
            if isinstance(name, str):
                text = name.encode("utf-16-le")
                place, kind = len(strings), kind | 1
                strings += struct.pack("<I", len(text)) + text + bytes(-len(text) % 4)
            entries += struct.pack("<IHH", place, kind, tag - 0x8000)
        guids = b"".join(where.bytes_le for where in sets)
        return property_context({1: 251, 2: guids, 3: entries, 4: strings})

    def file(self) -> bytes:
        """The whole file: header, map, blocks, and the two trees (2.2)."""
        start = 0x4400
        body, entries = bytearray(), list[bytes]()
        for number, data in self.blocks:
            place = start + len(body)
            room = -(-(len(data) + 16) // 64) * 64
            trailer = struct.pack(
                "<HHIQ", len(data), _signature(place, number), _crc(data), number
            )
            body += data + bytes(room - len(data) - 16) + trailer
            entries.append(struct.pack("<QQHHI", number, place, len(data), 2, 0))
        body += bytes(-len(body) % 512)
        nodes = [
            struct.pack("<QQQII", number, held, beside, parent, 0)
            for number, (held, beside, parent) in sorted(self.nodes.items())
        ]
        pages, blocks_at = _tree(
            0x80, sorted(entries, key=_key), 24, start + len(body), 0x1000
        )
        body += pages
        pages, nodes_at = _tree(0x81, nodes, 32, start + len(body), 0x2000)
        body += pages
        return _header(start + len(body), nodes_at, blocks_at) + body


def _key(entry: bytes) -> int:
    return int.from_bytes(entry[:8], "little")


def _tree(
    kind: int, entries: list[bytes], size: int, place: int, number: int
) -> tuple[bytes, tuple[int, int]]:
    """The pages of a tree (2.2.2.7), and where its root is: id and place."""
    pages, level = bytearray(), 0
    while True:
        most = 488 // size
        above = list[bytes]()
        groups = [entries[n : n + most] for n in range(0, len(entries), most)]
        for group in groups:
            number += 1
            here = place + len(pages)
            content = b"".join(group).ljust(488, b"\0")
            content += struct.pack("<BBBB4x", len(group), most, size, level)
            pages += content + struct.pack(
                "<BBHIQ", kind, kind, _signature(here, number), _crc(content), number
            )
            above.append(group[0][:8] + struct.pack("<QQ", number, here))
        if len(above) == 1:
            return bytes(pages), (number, here)
        entries, size, level = above, 24, level + 1


def _header(end: int, nodes: tuple[int, int], blocks: tuple[int, int]) -> bytes:
    root = struct.pack("<I4Q4QBBH", 0, end, 0x4400, 0, 0, *nodes, *blocks, 2, 0, 0)
    kinds = struct.pack("<32I", *[0x400] * 32)
    middle = b"SM" + struct.pack("<HHBBII", 23, 19, 1, 1, 0, 0)
    middle += struct.pack("<QQI", 0, 0x9000, 1) + kinds + bytes(8) + root + bytes(4)
    middle += b"\xff" * 256 + struct.pack("<BBHQ", 0x80, 0, 0, 0x9000)
    partial = _crc(middle[:471])
    whole = middle + struct.pack("<I", _crc(middle[:516])) + bytes(36)
    head = b"!BDN" + struct.pack("<I", partial) + whole
    return head.ljust(0x4400, b"\0")


def _crc(data: bytes) -> int:
    """The checksum of 5.3: the usual one, begun with and ended on nothing."""
    return zlib.crc32(data, 0xFFFFFFFF) ^ 0xFFFFFFFF


def _signature(place: int, number: int) -> int:
    both = (place ^ number) & 0xFFFFFFFF
    return (both >> 16) ^ (both & 0xFFFF)


def make_pst(
    folders: Sequence[Folder], store: Mapping[int, int] | None = None
) -> bytes:
    """A file with these folders below its top folder.

    store: which of them, counted from 0, is the outbox (0x35E2), the folder of
    deleted (0x35E3) or of sent items (0x35E4).
    """
    writer = Writer()
    writer.tag(START)  # a file without any named property is none
    number = UUID("12345678-1234-4234-8234-123456789abc").bytes
    top = Folder("Top of Outlook data file", (), tuple(folders))
    special = {
        tag: bytes(4) + number + struct.pack("<I", (0x402 + place) << 5 | 2)
        for tag, place in (store or {}).items()
    }
    entry = bytes(4) + number + struct.pack("<I", 0x401 << 5 | 2)
    held = {0x0FF9: number, 0x3001: "Archive", 0x35DF: 0x81, 0x35E0: entry, **special}
    writer.node(0x21, 0, property_context(held))
    writer.folder(0x122, 0x122, Folder("", (), (top,)))
    writer.node(0x61, 0, writer.name_map())
    return writer.file()


def series(
    often: int, pattern: int, every: int, special: Sequence[int], ends: tuple[int, int],
    first: datetime, last: datetime, skipped: Sequence[datetime] = (),
    moved: Sequence[datetime] = (), minutes: tuple[int, int] = (600, 660),
) -> bytes:  # fmt: skip
    """A repetition as [MS-OXOCAL] 2.2.1.44 writes it; moments are of its own clock."""

    def clock(when: datetime) -> int:
        return int((when - datetime(1601, 1, 1)).total_seconds()) // 60  # noqa: DTZ001 - its own clock

    days = [clock(day) for day in skipped]
    data = struct.pack("<5H3I", 0x3004, 0x3004, often, pattern, 0, 0, every, 0)
    data += struct.pack(f"<{len(special)}I", *special) + struct.pack("<3I", *ends, 1)
    data += struct.pack(f"<I{len(days)}I", len(days), *days)
    data += struct.pack(f"<I{len(moved)}I", len(moved), *(clock(m) for m in moved))
    data += struct.pack("<2I", clock(first), clock(last))
    data += struct.pack("<4IH", 0x3006, 0x3009, *minutes, len(moved))
    for start in moved:  # its subject was changed, too
        data += struct.pack("<3IH", clock(start), clock(start) + 60, clock(start), 1)
        data += struct.pack("<HH", 4, 3) + b"new"
    return data


def zone(name: str) -> bytes:
    """The head of a definition of a time zone (2.2.1.41)."""
    return struct.pack("<BBHHH", 2, 1, 0, 2, len(name)) + name.encode("utf-16-le")


def at(*when: int) -> datetime:
    """A moment in UTC."""
    return datetime(*when, tzinfo=UTC)  # type: ignore[misc, arg-type]


HEADER = """\
Received: from mx.example.com by mail.example.org; Sun, 1 Mar 2026 09:00:05 +0000
From: Ana Okafor <ana@example.com>
To: "Marta Soler" <marta@example.com>
Subject: Lunch next week
Date: Sun, 1 Mar 2026 10:00:00 +0100
Message-ID: <a1@example.com>
MIME-Version: 1.0
Content-Type: multipart/alternative;
 boundary="xyz"

"""
MARTA: Properties = {0x0C15: 1, 0x3001: "Marta Soler", 0x39FE: "marta@example.com"}
WEI: Properties = {
    0x0C15: 1, 0x3001: "Wei Chen", 0x3003: "/o=Lab/cn=wei", 0x39FE: "wei@example.net",
}  # fmt: skip
LUC: Properties = {0x0C15: 2, 0x3001: "Luc Martin", 0x3003: "luc@example.org"}
INSIDE: Properties = {0x0C15: 2, 0x3001: "Kim Berg", 0x3003: "/o=Lab/cn=kim"}
BY_MARTA: Properties = {
    0x0042: "Marta Soler", 0x0065: "/o=Lab/cn=marta", 0x5D02: "marta@example.com",
}  # fmt: skip


def inbox() -> Folder:
    """Mail from the Internet with its header, an item of no known kind, a draft."""
    came: Properties = {
        0x001A: "IPM.Note", 0x0037: "Lunch next week", 0x007D: HEADER,
        0x1000: "Could we have lunch next week?\r\n\r\nAna",
    }  # fmt: skip
    strange: Properties = {0x001A: "IPM.Strange", 0x0037: "?"}
    task: Properties = {0x001A: "IPM.Task", 0x0037: "Call Wei"}
    draft: Properties = {0x001A: "IPM.Note", 0x0037: "Not yet", 0x0E07: 8}
    undated: Properties = {0x001A: "IPM.Note", 0x0C1A: "Ana", 0x0C1F: "ana@example.com"}
    held = (came, strange, strange, task, draft, undated)
    return Folder("Posteingang", [Message(properties) for properties in held])


def sent() -> Folder:
    """Mail written inside a server, without any header."""
    wrote: Properties = {
        0x001A: "IPM.Note", 0x0037: "\x01\x05Re: Plans", 0x0039: at(2026, 3, 2, 8, 30),
        0x1035: "<m2@example.com>", 0x1042: "<w1@example.net>", **BY_MARTA,
        0x1013: b"<html><body><p>Thank you so much, Wei!</p></body></html>",
    }  # fmt: skip
    return Folder("Gesendet", [Message(wrote, [WEI, LUC, INSIDE])])


def people() -> Folder:
    """Contacts: a rich one, an organisation, and nobody."""
    wei: Properties = {
        0x001A: "IPM.Contact", 0x3001: "Wei Chen", 0x3A06: "Wei", 0x3A11: "Chen",
        0x3A44: "Lin", 0x3A45: "Dr.", 0x3A05: "Jr.", 0x3A4F: "Weiwei",
        0x3A16: "Lab AG", 0x3A17: "Chemist", 0x3A18: "Polymers",
        0x3A08: "+41 44 555 01 06", 0x3A1C: "+41 79 555 01 07", 0x3A24: "044 555 01 08",
        0x3A42: at(1979, 12, 23, 23), 0x3A41: at(2005, 5, 6, 22), 0x3A48: "Ana Okafor",
        0x3A4E: "Kim Berg", 0x3A47: "Luc Martin", 0x3A51: "https://lab.example.org",
        0x3A5D: "Seestrasse 4", 0x3A59: "Uster", 0x3A5A: "Switzerland",
        0x3A58: b"", 0x1000: "Met at the\r\nfair", 0x300B: bytes(range(16)),
        0x3008: at(2026, 2, 1, 12), (ADDRESS, 0x8083): "wei@example.net",
        (ADDRESS, 0x8093): "/o=Lab/cn=wei", (ADDRESS, 0x8094): "chen@example.org",
        (ADDRESS, 0x8062): "wei.im", (ADDRESS, 0x8045): "Werkstrasse 9",
        (ADDRESS, 0x8046): "Z\u00fcrich", (ADDRESS, 0x8048): "8005",
    }  # fmt: skip
    firm: Properties = {
        0x001A: "IPM.Contact", 0x3001: "Puente SL", 0x3A16: "Puente SL",
        0x3A57: "+34 915 550 103",
    }  # fmt: skip
    nobody: Properties = {0x001A: "IPM.Contact"}
    return Folder("Kontakte", [Message(wei), Message(firm), Message(nobody)])


def meetings() -> Folder:
    """Appointments: one, a series with a day left out and one moved, a day, a torn."""
    uid = bytes(40) + b"vCal-Uid\x01\0\0\0" + b"lunch-1@example.com\0"
    lunch: Properties = {
        0x001A: "IPM.Appointment", 0x0037: "Lunch", START: at(2026, 3, 10, 12),
        END: at(2026, 3, 10, 13), PLACE: "Caf\u00e9, Uster",
        (MEETING, 0x0023): uid, 0x3008: at(2026, 3, 3, 12), **BY_MARTA,
    }  # fmt: skip
    standing: Properties = {
        0x001A: "IPM.Appointment", 0x0037: "Standing talk; weekly",
        START: at(2026, 3, 3, 9), END: at(2026, 3, 3, 10),
        ZONE: zone("W. Europe Standard Time"), 0x300B: b"standing",
        SERIES: series(
            0x200B, 1, 1, [4], (0x2022, 5), datetime(2026, 3, 3), datetime(2026, 4, 7),  # noqa: DTZ001
            [datetime(2026, 3, 17), datetime(2026, 3, 24)], [datetime(2026, 3, 25, 11)],  # noqa: DTZ001
        ), **BY_MARTA,
    }  # fmt: skip
    day: Properties = {
        0x001A: "IPM.Appointment", 0x0037: "Fair", WHOLE_DAY: True,
        START: at(2026, 5, 1, 22), END: at(2026, 5, 2, 22),
        STATE: 5, 0x300B: b"fair",
    }  # fmt: skip
    torn: Properties = {
        0x001A: "IPM.Appointment", START: at(2026, 5, 1, 9),
        SERIES: b"\x04\x30\x04\x30",
    }  # fmt: skip
    no_start: Properties = {0x001A: "IPM.Appointment", 0x0037: "Some day"}
    yes: Properties = {**WEI, 0x5FFF: 3}
    room: Properties = {0x0C15: 3, 0x3001: "Room 4", 0x39FE: "room4@example.net"}
    return Folder(
        "Kalender",
        [
            Message(lunch, [{**MARTA, 0x5FFD: 3}, yes, LUC, room]),
            Message(standing, [{**MARTA, 0x5FFD: 3}, yes]),
            Message(day),
            Message(torn),
            Message(no_start),
        ],
    )


def bin_of_deleted() -> Folder:
    """A deleted contact, below a folder of its own."""
    old: Properties = {0x001A: "IPM.Contact", 0x3001: "Old Contact"}
    return Folder("Papierkorb", [], [Folder("Alt", [Message(old)])])


def main() -> None:
    """Write the fixture again."""
    FIXTURE.parent.mkdir(exist_ok=True)
    # folders are numbered in their order
    folders = [inbox(), sent(), people(), meetings(), bin_of_deleted()]
    FIXTURE.write_bytes(make_pst(folders, {0x35E4: 1, 0x35E3: 4}))


if __name__ == "__main__":
    main()
