"""Addresses a mail system could not deliver to, for good: a bounce names them.

Spec: RFC 3464 (delivery status). `X-Failed-Recipients` is what Exim and Google put
into the header besides, so that a bounce is understood without its text. A full
mailbox, a message refused for what it says and one that is merely late say nothing
of the address.
"""

from __future__ import annotations

import re

from ._mail_headers import Headers, first
from ._mail_people import read_mailboxes

_BLOCK = re.compile(rb"(?:\r?\n){2,}")
_RECIPIENT = re.compile(
    rb"^(?:final|original)-recipient:[^;\r\n]*;[ \t]*<?([^\s<>]{3,254})",
    re.IGNORECASE | re.MULTILINE,
)
_FAILED = re.compile(rb"^action:[ \t]*failed\b", re.IGNORECASE | re.MULTILINE)
# no such mailbox or domain, a mailbox that was closed, or a plain no
_FOR_GOOD = re.compile(
    rb"^status:[ \t]*5\.(?:1\.\d+|0\.0|2\.1|4\.[04])\b", re.IGNORECASE | re.MULTILINE
)
_LATE = re.compile(rb"\bdelay", re.IGNORECASE)
_LONGEST = 200_000  # bytes looked at: a bounce may carry the whole letter back


def read_failed(headers: Headers, text: bytes) -> tuple[str, ...]:
    """The addresses, lower-case, that a bounce says do not work; none if it is none."""
    report = first(headers, b"content-type").strip().lower()
    if report.startswith(b"multipart/report") and b"delivery-status" in report:
        told = [b for b in _BLOCK.split(text[:_LONGEST]) if _RECIPIENT.search(b)]
        if told:
            return _addresses(
                [
                    found[1]
                    for block in told
                    if _FAILED.search(block) and _FOR_GOOD.search(block)
                    for found in _RECIPIENT.finditer(block)
                ][:20]
            )
    named = first(headers, b"x-failed-recipients")
    if not named or _LATE.search(first(headers, b"subject")):
        return ()
    return _addresses([named])


def _addresses(values: list[bytes]) -> tuple[str, ...]:
    boxes = [box.address for value in values for box in read_mailboxes(value)]
    return tuple(dict.fromkeys(address for address in boxes if "@" in address))
