"""An Outlook message becomes a message of RFC 5322, as its sender may have sent it.

What came by the Internet has its header with it; of what was written or delivered
inside an Exchange server it is made from the properties. Attachments are not read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from email.utils import format_datetime

from ._mail_split import MAX_HEAD, MAX_MESSAGE
from ._mapi import Bag

MAX_BODY = 512 * 1024
MAX_RECIPIENTS = 2000
WANTED = frozenset({
    0x001A, 0x0037, 0x0039, 0x0042, 0x0064, 0x0065, 0x007D, 0x0C1A, 0x0C1E, 0x0C1F,
    0x0E06, 0x0E07, 0x1000, 0x1013, 0x1035, 0x1039, 0x1042, 0x3FDE, 0x3FFD, 0x5D01,
    0x5D02,
})  # fmt: skip
ROLES = {1: "To", 2: "Cc", 3: "Bcc"}
IDS = {0x1035: "Message-ID", 0x1042: "In-Reply-To", 0x1039: "References"}
UNSENT, FROM_ME = 0x8, 0x20
_FIELD = re.compile(r"^([!-9;-~]{1,100})[ \t]*:", re.MULTILINE)
# of the body, which is written anew
_DROPPED = re.compile(
    r"(?im)^(?:content-(?:type|transfer-encoding|disposition)|mime-version)[ \t]*:"
    r"[^\n]*\n(?:[ \t][^\n]*\n)*"
)


def sender_of(bag: Bag) -> tuple[str, str]:
    """Name and address of whoever a message is from; for whom it was sent first."""
    represented = bag.text(0x0042), bag.address(0x5D02, 0x0065)
    sent = bag.text(0x0C1A), bag.address(0x5D01, 0x0C1F)
    return represented if represented[1] else sent


def recipient_of(row: Bag) -> tuple[str, str]:
    """Name and address of one row of a table of recipients."""
    return row.text(0x3001, 0x5FF6), row.address(0x39FE, 0x3003)


def labels_of(bag: Bag) -> tuple[str, ...]:
    """What the item's own flags say of it."""
    flags = bag.number(0x0E07) or 0
    if flags & UNSENT:
        return ("draft",)
    return ("sent",) if flags & FROM_ME else ()


def as_message(bag: Bag, rows: Iterable[Bag], *, attached: bool) -> bytes:
    """Header and body; a file that came with it is only named as one."""
    head = bag.lines(0x007D)[:MAX_HEAD]
    head = _DROPPED.sub("", f"{head.strip()}\n") if head.strip() else ""
    there = {name.lower() for name in _FIELD.findall(head)}
    made = [
        f"{name}: {value}"
        for name, value in _fields(bag, rows)
        if value and name.lower() not in there
        and not (name in ROLES.values() and there & {"to", "cc"} and name != "Bcc")
    ]  # fmt: skip
    body, kind = _body(bag)
    lines = [head.rstrip("\n")] if head else []
    lines += [*made, "MIME-Version: 1.0"]
    text = f"Content-Type: {kind}; charset=utf-8\nContent-Transfer-Encoding: 8bit\n"
    if attached:
        lines.append('Content-Type: multipart/mixed; boundary="="')
        body = (
            f"--=\n{text}\n{body}\n--=\nContent-Type: application/octet-stream\n"
            "Content-Disposition: attachment\n\n\n--=--\n"
        )
        whole = "\n".join(lines) + "\n\n" + body
    else:
        whole = "\n".join(lines) + f"\n{text}\n{body}"
    return whole.encode("utf-8", "replace")[:MAX_MESSAGE]


def _fields(bag: Bag, rows: Iterable[Bag]) -> Iterator[tuple[str, str]]:
    """The header fields the properties can tell."""
    yield "From", mailbox(*sender_of(bag))
    found: dict[str, list[str]] = {}
    for row in rows:
        role = ROLES.get((row.number(0x0C15) or 0) & 0xF, "")
        if box := mailbox(*recipient_of(row)):
            found.setdefault(role, []).append(box)
    for role in ROLES.values():
        yield role, ", ".join(found.get(role, ())[:MAX_RECIPIENTS])
    yield "Date", _dated(bag.time(0x0039, 0x0E06))
    yield "Subject", _subject(bag)
    for tag, name in IDS.items():
        yield name, bag.text(tag)


def mailbox(name: str, address: str) -> str:
    """`"Ana Okafor" <ana@example.com>`; empty without an address."""
    quoted = re.sub(r'(["\\])', r"\\\1", name)
    return (f'"{quoted}" <{address}>' if name else address) if address else ""


def _subject(bag: Bag) -> str:
    """The subject without the two characters that tell where its prefix ends."""
    said = bag.lines(0x0037)
    return " ".join((said[2:] if said[:1] == "\x01" else said).split())


def _dated(when: datetime | None) -> str:
    return format_datetime(when) if when else ""


def _body(bag: Bag) -> tuple[str, str]:
    """The plain text, else the HTML."""
    if plain := bag.lines(0x1000)[:MAX_BODY]:
        return plain, "text/plain"
    return bag.lines(0x1013)[:MAX_BODY], "text/html"
