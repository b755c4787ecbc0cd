"""The text somebody wrote in a message, found without reading the rest.

Spec: RFC 2045-2047 (MIME), RFC 2183 (disposition), RFC 6047 (invitations).
Depth, parts and the size of a text are bounded; what is beyond a bound is as if it
were not there.
"""

from __future__ import annotations

import html
import re
from functools import lru_cache
from typing import NamedTuple

from stringzilla import find

from ._mail_decode import decode_bytes, decode_text, decode_transfer
from ._mail_headers import Headers, first, read_headers
from ._mail_split import find_head_end

MAX_DEPTH = 8
MAX_PARTS = 200
MAX_TEXT = 256 * 1024
_REMEMBERED = 300  # bytes of a part's header: most parts' are one of a few
# what mail programs add by themselves is nothing somebody attached
_OWN = (
    "pgp-signature",
    "pkcs7-signature",
    "pgp-encrypted",
    "calendar",
    "application/ics",
    "ms-tnef",
)

_CALENDARS = ("text/calendar", "application/ics")
_METHODS = {"publish", "request", "reply", "add", "cancel", "refresh", "counter",
            "declinecounter"}  # fmt: skip
_METHOD = re.compile(r"(?im)^method[ \t]*:[ \t]*([a-z]{1,20})[ \t\r]*$")
_METHOD_WITHIN = 4000  # it stands before the first event

# what a message of several parts mostly says, its boundary like no other's
_USUAL_MULTIPART = re.compile(
    rb"((?i:multipart/[a-z]+)); ?(?i:boundary)=\"?([\w'()+,./:=-]+)\"?"
)
_SAYING = {b"content-disposition", b"content-transfer-encoding", b"content-id"}
_PARAMETER = re.compile(r'([\w*-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s;]*))')
_DROPPED = re.compile(
    r"(?is)<(script|style|head|title)\b.*?(?:</\1\s*>|\Z)|<!--.*?(?:-->|\Z)"
)
_QUOTED_HTML = re.compile(
    r"(?is)<blockquote\b|<div[^>]{0,200}class=[\"']?gmail_quote|<div[^>]{0,200}"
    r"(?:id=[\"']?(?:divRplyFwdMsg|appendonsend)|border-top:\s*solid)"
)
_BREAK = re.compile(r"(?i)<(?:br|/p|/div|/tr|/li|/h\d)\b[^>]{0,500}>")
_TAG = re.compile(r"<[^<>]{0,5000}>")


class Kind(NamedTuple):
    """What a MIME part's header says of it; `type` is empty when it is not said.

    method: what a calendar is sent for.
    """

    type: str
    charset: str = ""
    boundary: str = ""
    encoding: str = ""
    disposition: str = ""
    has_name: bool = False
    has_id: bool = False
    method: str = ""


class Part(NamedTuple):
    """One MIME part: where its body lies, and what it is."""

    start: int
    end: int
    type: str
    kind: Kind


class Body(NamedTuple):
    """The first readable text of a message, and what came with it.

    invitation: what a calendar in it is sent for (`request`, `reply`, `cancel`).
    """

    text: str = ""
    has_attachment: bool = False
    invitation: str = ""


def _read_part(data: bytes, start: int, end: int, default: str) -> Part:
    """The part whose header begins here."""
    head_end = find_head_end(data, start, end)
    head = data[start:head_end]
    kind = _remember(head) if len(head) < _REMEMBERED else _read_head(head)
    return Part(_after_blank(data, head_end, end), end, kind.type or default, kind)


def _read_head(head: bytes) -> Kind:
    return _read_kind(read_headers(head))


_remember = lru_cache(maxsize=4096)(_read_head)


def _read_kind(headers: Headers) -> Kind:
    """What a part's header fields say of it."""
    if _SAYING.isdisjoint(headers):
        usual = _USUAL_MULTIPART.fullmatch(first(headers, b"content-type"))
        if usual:
            return Kind(usual[1].decode().lower(), boundary=usual[2].decode())
    kind, given = _parameters(headers, b"content-type")
    disposition, told = _parameters(headers, b"content-disposition")
    encoding, _ = _parameters(headers, b"content-transfer-encoding")
    return Kind(
        type=kind if "/" in kind else "",
        charset=given.get("charset", ""),
        boundary=given.get("boundary", ""),
        encoding=encoding,
        disposition=disposition,
        has_name=any(name.startswith(("name", "filename")) for name in (*given, *told)),
        has_id=b"content-id" in headers,
        method=given.get("method", ""),
    )


def _after_blank(data: bytes, head_end: int, end: int) -> int:
    blank = data[head_end : head_end + 2]
    step = 2 if blank == b"\r\n" else int(blank[:1] == b"\n")
    return min(head_end + step, end)


def _parameters(headers: Headers, name: bytes) -> tuple[str, dict[str, str]]:
    if name not in headers:
        return "", {}
    return _read_parameters(headers[name][0])


@lru_cache(maxsize=1024)
def _read_parameters(raw: bytes) -> tuple[str, dict[str, str]]:
    kind, _, rest = decode_text(raw).partition(";")
    found = _PARAMETER.findall(rest) if rest else ()
    return kind.strip().lower(), {
        parameter.lower(): quoted or plain for parameter, quoted, plain in found
    }


def read_body(data: bytes, headers: Headers, head_end: int) -> Body:
    """The text and the attachments of a message whose header fields are these.

    head_end: the position behind its last header line.
    """
    text = ""
    rich: Part | None = None
    has_attachment = False
    invitation = ""
    for part in _find_leaves(data, headers, head_end):
        if _is_attached(part):
            has_attachment = True
        elif part.type == "text/plain" and not text:
            text = _part_text(data, part).strip("\r\n")
        elif part.type == "text/html":
            rich = rich or part
        if part.type in _CALENDARS:
            invitation = invitation or _read_method(data, part)
    if rich and not text.strip():
        text = html_text(_part_text(data, rich))
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return Body(text, has_attachment, invitation)


def _read_method(data: bytes, part: Part) -> str:
    """What a calendar is sent for: its header says so, else its first lines."""
    told = part.kind.method
    if not told:
        said = _METHOD.search(_part_text(data, part)[:_METHOD_WITHIN])
        told = said[1] if said else ""
    told = told.strip().lower()
    return told if told in _METHODS else ""


def _is_attached(part: Part) -> bool:
    """Whether somebody sent a file along: named, or no text at all."""
    if part.type.endswith(_OWN):
        return False
    if part.kind.disposition == "attachment":
        return True
    if part.type.startswith("image/") and part.kind.has_id:
        return False  # a picture inside the text
    return part.kind.has_name or not part.type.startswith(("text/", "message/delivery"))


def _find_leaves(data: bytes, headers: Headers, head_end: int) -> list[Part]:
    """The parts that hold no others; a forwarded message is one of them."""
    kind = _read_kind(headers)
    start = _after_blank(data, head_end, len(data))
    whole = Part(start, len(data), kind.type or "text/plain", kind)
    leaves: list[Part] = []
    _open(data, whole, MAX_DEPTH, [MAX_PARTS], leaves)
    return leaves


def _open(
    data: bytes, part: Part, depth: int, left: list[int], leaves: list[Part]
) -> None:
    """Add the leaves of a part, as deep as it goes; `left`: parts still looked at."""
    if not (part.kind.boundary and depth and part.type.startswith("multipart/")):
        leaves.append(part)
        return
    kind = "message/rfc822" if part.type == "multipart/digest" else "text/plain"
    delimiter = b"\n--" + part.kind.boundary.encode("utf-8", "replace")
    at = find(data, delimiter, max(part.start - 1, 0), part.end)
    if part.start == 0 and data.startswith(delimiter[1:]):
        at = -1
    elif at < 0:
        return
    while left[0]:
        line_end = data.find(b"\n", at + 1, part.end)
        if line_end < 0 or data.startswith(b"--", at + len(delimiter)):
            return
        left[0] -= 1
        at = find(data, delimiter, line_end, part.end)
        end = at if at >= 0 else part.end
        inner = _read_part(data, line_end + 1, max(end, line_end + 1), kind)
        _open(data, inner, depth - 1, left, leaves)
        if at < 0:
            return


def _part_text(data: bytes, part: Part) -> str:
    raw = data[part.start : min(part.end, part.start + MAX_TEXT)]
    return decode_bytes(decode_transfer(raw, part.kind.encoding), part.kind.charset)


def html_text(text: str) -> str:
    """What a reader of an HTML text sees of it, without what it quotes."""
    if not text:
        return ""
    text = _DROPPED.sub(" ", text)
    quoted = _QUOTED_HTML.search(text)
    if quoted and quoted.start() > 0:
        text = text[: quoted.start()]
    text = _BREAK.sub("\n", " ".join(text.split()))
    return html.unescape(_TAG.sub(" ", text))
