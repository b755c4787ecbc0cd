"""The text somebody wrote in a message, found without reading the rest.

Spec: RFC 2045-2047 (MIME), RFC 6047 (invitations). The size of a text is bounded;
what is beyond is as if it were not there.
"""

from __future__ import annotations

import html
from collections.abc import Iterable
from typing import NamedTuple

from ._mail_decode import decode_bytes, decode_transfer
from ._mail_parts import Part
from ._mail_separators import Bytes
from ._text_spot import compiled

MAX_TEXT = 256 * 1024

_CALENDARS = ("text/calendar", "application/ics")
_METHODS = {"publish", "request", "reply", "add", "cancel", "refresh", "counter",
            "declinecounter"}  # fmt: skip
_METHOD = r"(?im)^method[ \t]*:[ \t]*([a-z]{1,20})[ \t\r]*$"
_METHOD_WITHIN = 4000  # it stands before the first event

# made where a text is nothing but HTML
_DROPPED = r"(?is)<(script|style|head|title)\b.*?(?:</\1\s*>|\Z)|<!--.*?(?:-->|\Z)"
_QUOTED_HTML = (
    r"(?is)<blockquote\b|<div[^>]{0,200}class=[\"']?gmail_quote|<div[^>]{0,200}"
    r"(?:id=[\"']?(?:divRplyFwdMsg|appendonsend)|border-top:\s*solid)"
)
_BREAK = r"(?i)<(?:br|/p|/div|/tr|/li|/h\d)\b[^>]{0,500}>"
_TAG = r"<[^<>]{0,5000}>"


class Body(NamedTuple):
    """The first readable text of a message, and what came with it.

    invitation: what a calendar in it is sent for (`request`, `reply`, `cancel`).
    """

    text: str = ""
    has_attachment: bool = False
    invitation: str = ""


def read_body(data: Bytes, parts: Iterable[Part]) -> Body:
    """The text and the attachments of a message that has these parts."""
    text = ""
    rich: Part | None = None
    has_attachment = False
    invitation = ""
    for part in parts:
        kind = part[2]
        if kind.attached:
            has_attachment = True
        elif kind.type == "text/plain" and not text:
            text = _part_text(data, part).strip("\r\n")
        elif kind.type == "text/html":
            rich = rich or part
        if kind.type in _CALENDARS:
            invitation = invitation or _read_method(data, part)
    if rich and not text.strip():
        text = html_text(_part_text(data, rich))
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return Body(text, has_attachment, invitation)


def _read_method(data: Bytes, part: Part) -> str:
    """What a calendar is sent for: its header says so, else its first lines."""
    told = part[2].method
    if not told:
        said = compiled(_METHOD).search(_part_text(data, part)[:_METHOD_WITHIN])
        told = said[1] if said else ""
    told = told.strip().lower()
    return told if told in _METHODS else ""


def _part_text(data: Bytes, part: Part) -> str:
    start, end, kind = part
    raw = bytes(data[start : min(end, start + MAX_TEXT)])
    if kind.plain and raw.isascii():
        return raw.decode("ascii")
    return decode_bytes(decode_transfer(raw, kind.encoding), kind.charset)


def html_text(text: str) -> str:
    """What a reader of an HTML text sees of it, without what it quotes."""
    if not text:
        return ""
    text = compiled(_DROPPED).sub(" ", text)
    quoted = compiled(_QUOTED_HTML).search(text)
    if quoted and quoted.start() > 0:
        text = text[: quoted.start()]
    text = compiled(_BREAK).sub("\n", " ".join(text.split()))
    return html.unescape(compiled(_TAG).sub(" ", text))
