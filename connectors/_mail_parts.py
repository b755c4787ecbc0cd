"""Which parts a message has and where each lies, told without reading any.

Spec: RFC 2045-2046 (MIME), RFC 2183 (disposition). Depth and number are bounded;
what is beyond a bound is as if it were not there.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple, TypeAlias

from stringzilla import find

from ._mail_decode import decode_text, is_plain
from ._mail_headers import Headers, first, read_headers
from ._mail_separators import Bytes
from ._mail_split import find_head_end

MAX_DEPTH = 8
MAX_PARTS = 200
_LOOKED_AT = 300  # bytes of a part's header: most parts' are one of a few
# what mail programs add by themselves is nothing somebody attached
_OWN = (
    "pgp-signature",
    "pkcs7-signature",
    "pgp-encrypted",
    "calendar",
    "application/ics",
    "ms-tnef",
)

# what a message of several parts mostly says, its boundary like no other's
_USUAL_MULTIPART = re.compile(
    rb"((?i:multipart/[a-z]+)); ?(?i:boundary)=\"?([\w'()+,./:=-]+)\"?"
)
_USUAL_HEAD = re.compile(rb"\n(?i:content-type): ?" + _USUAL_MULTIPART.pattern)
_TYPE, _DISPOSITION = b"content-type", b"content-disposition"
_ENCODING, _ID = b"content-transfer-encoding", b"content-id"
_ENCODED = ("base64", "quoted-printable")
_SAYING = {_DISPOSITION, _ENCODING, _ID}
_PARAMETER = re.compile(r'([\w*-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s;]*))')


class Kind(NamedTuple):
    """What a MIME part's header says of it.

    boundary: what parts it, if it holds others. attached: somebody sent it along.
    method: what a calendar is sent for. plain: its ASCII bytes are its letters.
    """

    type: str
    charset: str = ""
    boundary: bytes = b""
    encoding: str = ""
    attached: bool = False
    method: str = ""
    plain: bool = False


# one MIME part: where its body begins and ends, and what it is
Part: TypeAlias = tuple[int, int, Kind]


def find_parts(data: Bytes, headers: Headers, head_end: int) -> list[Part]:
    """The parts of a message that hold no others; a forwarded message is one.

    headers: the message's own fields; head_end: the position behind them.
    """
    kind = _kind_of(headers, "text/plain")
    start, end = _after_blank(data, head_end, len(data)), len(data)
    if not kind.boundary:
        return [(start, end, kind)]
    leaves: list[Part] = []
    _open(data, (start, end, kind), MAX_DEPTH, [MAX_PARTS], leaves)
    return leaves


def _open(
    data: Bytes, part: Part, depth: int, left: list[int], leaves: list[Part]
) -> None:
    """Add what a part holds, as deep as it goes; `left`: parts still looked at."""
    start, end, kind = part
    default = "message/rfc822" if kind.type == "multipart/digest" else "text/plain"
    delimiter = b"\n--" + kind.boundary
    at = find(data, delimiter, max(start - 1, 0), end)
    if start == 0 and data[: len(delimiter) - 1] == delimiter[1:]:
        at = -1
    elif at < 0:
        return
    while left[0]:
        begin = at + len(delimiter)
        # nearly every header is short, and ends in the one way
        looked_at = bytes(data[begin : min(begin + _LOOKED_AT, end)])
        head, blank, _ = looked_at.partition(b"\n\n")
        if head.startswith(b"--"):
            return
        left[0] -= 1
        inner = _remember_head(head, default) if blank else None
        if inner:
            begin += len(head) + 2
            at = find(data, delimiter, begin - 1, end)
            body_end = at if at >= 0 else end
        else:
            begin = find(data, b"\n", at + 1, end) + 1
            if not begin:
                return
            at = find(data, delimiter, begin - 1, end)
            body_end = max(begin, at if at >= 0 else end)
            begin, inner = _read_part(data, begin, body_end, default)
        if inner.boundary and depth > 1:
            _open(data, (begin, body_end, inner), depth - 1, left, leaves)
        else:
            leaves.append((begin, body_end, inner))
        if at < 0:
            return


@lru_cache(maxsize=4096)
def _remember_head(head: bytes, default: str) -> Kind | None:
    """What a part's header says, if it is one as nearly all are.

    head: what stands behind a delimiter, up to a blank line.
    """
    if not head.startswith(b"\n") or b"\r" in head or b"\n--" in head:
        return None
    usual = _USUAL_HEAD.fullmatch(head)
    return _multipart(usual) if usual else _kind_of(read_headers(head[1:]), default)


def _read_part(data: Bytes, start: int, end: int, default: str) -> tuple[int, Kind]:
    """Where the part whose header begins here begins, and what it is."""
    head_end = find_head_end(data, start, end)
    kind = _kind_of(read_headers(bytes(data[start:head_end])), default)
    return _after_blank(data, head_end, end), kind


def _after_blank(data: Bytes, head_end: int, end: int) -> int:
    blank = data[head_end : head_end + 2]
    step = 2 if blank == b"\r\n" else int(blank[:1] == b"\n")
    return min(head_end + step, end)


def _kind_of(headers: Headers, default: str) -> Kind:
    """What header fields say of their part; default: its type if they do not."""
    said, disposition, encoding = first(headers, _TYPE), b"", b""
    if not _SAYING.isdisjoint(headers):
        disposition, encoding = first(headers, _DISPOSITION), first(headers, _ENCODING)
    elif usual := _USUAL_MULTIPART.fullmatch(said):
        return _multipart(usual)
    read = _remember if len(said) + len(disposition) < _LOOKED_AT else _read_kind
    return read(said, disposition, encoding, _ID in headers, default)


def _multipart(usual: re.Match[bytes]) -> Kind:
    return Kind(usual[1].decode().lower(), "", usual[2], "", True)  # noqa: FBT003


def _read_kind(
    said: bytes,
    disposition: bytes,
    encoding: bytes,
    has_id: bool,  # noqa: FBT001 - remembered by its arguments in this order
    default: str,
) -> Kind:
    kind, given = _parameters(said)
    disposed, told = _parameters(disposition)
    kind = kind if "/" in kind else default
    encoded, _ = _parameters(encoding)
    charset = given.get("charset", "")
    holds = kind.startswith("multipart/")
    named = any(name.startswith(("name", "filename")) for name in (*given, *told))
    return Kind(
        type=kind,
        charset=charset,
        boundary=given.get("boundary", "").encode("utf-8", "replace") if holds else b"",
        encoding=encoded,
        attached=_is_attached(kind, disposed, named=named, has_id=has_id),
        method=given.get("method", ""),
        plain=not encoded.startswith(_ENCODED) and is_plain(charset),
    )


_remember = lru_cache(maxsize=4096)(_read_kind)


def _parameters(raw: bytes) -> tuple[str, dict[str, str]]:
    kind, _, rest = decode_text(raw).partition(";")
    found = _PARAMETER.findall(rest) if rest else ()
    return kind.strip().lower(), {
        parameter.lower(): quoted or plain for parameter, quoted, plain in found
    }


def _is_attached(kind: str, disposition: str, *, named: bool, has_id: bool) -> bool:
    """Whether somebody sent a file along: named, or no text at all."""
    if kind.endswith(_OWN):
        return False
    if disposition == "attachment":
        return True
    if kind.startswith("image/") and has_id:
        return False  # a picture inside the text
    return named or not kind.startswith(("text/", "message/delivery"))
